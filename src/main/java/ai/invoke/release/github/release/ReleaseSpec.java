package ai.invoke.release.github.release;

import ai.invoke.release.github.AssetName;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.ReleaseDraft;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The GitHub release as it shall be. Three goals work towards it: look, draft, publish.
 *
 * @param repository where
 * @param credentials who
 * @param source the tag that is released
 * @param text what people read
 * @param planDigest sha256 of the release plan, 64 hex digits; marks the draft as belonging to it
 * @param assets the files
 * @param temporary a folder for downloads from servers that do not report digests
 */
public record ReleaseSpec(
        GitHubRepository repository,
        GitHubCredentials credentials,
        Source source,
        Text text,
        String planDigest,
        List<AssetFile> assets,
        Path temporary) {

    /**
     * The tag that is released.
     *
     * @param planned the tag as the plan knows it, which the remote must have already; its object is empty where the clone had no
     *     such tag
     * @param version the version as the tag spells it
     * @param prerelease whether it is marked as a pre-release
     */
    public record Source(TagRef planned, String version, boolean prerelease) {

        /** The tag's short name. */
        String tag() {
            return planned.name();
        }

        /** The commit that the tag must name. */
        String commit() {
            return planned.commit();
        }

        /** What stands before the version in tags of this project. */
        String tagPrefix() {
            return tag().endsWith(version) ? tag().substring(0, tag().length() - version.length()) : "";
        }
    }

    /**
     * What people read.
     *
     * @param title the release's title
     * @param body the notes in Markdown
     * @param discussionCategory the category of the discussion that is opened when the release becomes public
     */
    public record Text(String title, String body, Optional<String> discussionCategory) {}

    /** Takes an unmodifiable copy. */
    public ReleaseSpec {
        assets = List.copyOf(assets);
    }

    /**
     * The tag that is released.
     *
     * @return the tag of {@link #source}
     */
    public String tag() {
        return source.tag();
    }

    /** The draft that GitHub is asked for: the notes with the mark that tells it is ours. */
    ReleaseDraft draft() {
        return new ReleaseDraft(
                source.tag(), text.title(), DraftMark.append(text.body(), planDigest), source.prerelease());
    }

    /** Everything that GitHub would refuse or change, found without asking it. */
    List<Problem> problems() {
        List<Problem> problems = new ArrayList<>();
        int length = draft().body().length();
        if (length > ReleaseDraft.BODY_LIMIT) {
            problems.add(Problem.of("the release notes have " + length + " characters with the mark of the plan; GitHub"
                            + " takes " + ReleaseDraft.BODY_LIMIT)
                    .next("shorten them and run mvn verify"));
        }
        if (DraftMark.of(text.body()).isPresent()) {
            problems.add(Problem.of("the release notes already contain the mark of a release plan: " + DraftMark.PREFIX)
                    .next("remove that line from the notes and run mvn verify"));
        }
        if (assets.size() > AssetFile.COUNT_LIMIT) {
            problems.add(
                    Problem.of("the release has " + assets.size() + " files; GitHub takes " + AssetFile.COUNT_LIMIT));
        }
        Set<String> names = new HashSet<>();
        for (AssetFile asset : assets) {
            if (!names.add(LetterCase.lower(asset.name()))) {
                problems.add(Problem.of("two files of the release have the name " + asset.name()));
            }
            problem(asset).ifPresent(problems::add);
        }
        return problems;
    }

    private static Optional<Problem> problem(AssetFile asset) {
        Location where = Location.of(asset.path().toString());
        Optional<String> name = AssetName.problem(asset.name());
        if (name.isPresent()) {
            return Optional.of(Problem.of("GitHub would change the name '" + asset.name() + "': " + name.get())
                    .at(where)
                    .next("use letters, digits and '.', '-', '_', '+', '@' in between"));
        }
        if (asset.size() <= 0 || asset.size() >= AssetFile.SIZE_LIMIT) {
            return Optional.of(Problem.of(asset.name() + " has " + Bytes.text(asset.size())
                            + "; GitHub takes files from 1 byte to below " + Bytes.text(AssetFile.SIZE_LIMIT))
                    .at(where)
                    .next("leave it out of the GitHub release, or split it"));
        }
        try {
            if (!Files.isRegularFile(asset.path())) {
                return Optional.of(Problem.of(asset.name() + " is not there")
                        .at(where)
                        .next("run mvn verify, and approve the new plan"));
            }
            long size = Files.size(asset.path());
            return size == asset.size()
                    ? Optional.empty()
                    : Optional.of(Problem.of(asset.name() + " has " + size + " bytes, the plan says " + asset.size())
                            .at(where)
                            .next("run mvn verify, and approve the new plan"));
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read: " + e).at(where), e);
        }
    }
}
