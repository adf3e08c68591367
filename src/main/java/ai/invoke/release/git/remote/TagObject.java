package ai.invoke.release.git.remote;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.api.errors.CanceledException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.api.errors.UnsupportedSigningFormatException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.GpgConfig;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;

/** The object of an annotated tag, complete with its signature, before it is kept anywhere. */
final class TagObject {

    private final byte[] content;
    private final boolean signed;

    private TagObject(byte[] content, boolean signed) {
        this.content = content;
        this.signed = signed;
    }

    /**
     * Writes an annotated tag object into the repository.
     *
     * @throws ProjectException when git does not know who tags, or the signature cannot be made
     */
    static TagObject of(Repository repository, GitSettings settings, RemoteAccess access, TagRequest request) {
        PersonIdent tagger = tagger(settings, access.runner().environment(), request.time());
        TagBuilder builder = new TagBuilder();
        builder.setTag(request.name());
        builder.setObjectId(ObjectId.fromString(request.commit()), Constants.OBJ_COMMIT);
        builder.setTagger(tagger);
        builder.setMessage(request.message().strip() + "\n");
        boolean sign = switch (request.signing()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case AS_CONFIGURED -> TagSigner.configured(settings);
        };
        try {
            if (sign) {
                new TagSigner(settings, access, repository.getWorkTree().toPath())
                        .signObject(repository, new GpgConfig(repository.getConfig()), builder, tagger, null, null);
            }
            return new TagObject(builder.build(), sign);
        } catch (IOException | CanceledException | UnsupportedSigningFormatException | JGitInternalException e) {
            throw new EnvironmentException(Problem.of("cannot make the tag " + request.name() + ": " + e), e);
        }
    }

    /** Never a guess from the account and the host, which git would make and JGit does: such a tag stays for ever. */
    private static PersonIdent tagger(GitSettings settings, Map<String, String> environment, ZonedDateTime time) {
        Optional<String> name = variable(environment, "GIT_COMMITTER_NAME")
                .or(() -> settings.text("committer.name"))
                .or(() -> settings.text("user.name"));
        Optional<String> mail = variable(environment, "GIT_COMMITTER_EMAIL")
                .or(() -> settings.text("committer.email"))
                .or(() -> settings.text("user.email"));
        List<Problem> problems = new ArrayList<>();
        if (name.isEmpty()) {
            problems.add(Problem.of("git does not know who makes the tag: user.name is not set")
                    .next("git config user.name \"Your Name\""));
        }
        if (mail.isEmpty()) {
            problems.add(Problem.of("git does not know who makes the tag: user.email is not set")
                    .next("git config user.email you@example.org"));
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return new PersonIdent(name.orElseThrow(), mail.orElseThrow(), time.toInstant(), time.getZone());
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }

    boolean signed() {
        return signed;
    }

    /** The id that it has wherever it is kept. */
    ObjectId id() {
        try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
            return formatter.idFor(Constants.OBJ_TAG, content);
        }
    }

    /** Keeps it in the repository, where no ref names it yet. */
    ObjectId store(Repository repository) {
        try (ObjectInserter inserter = repository.newObjectInserter()) {
            ObjectId id = inserter.insert(Constants.OBJ_TAG, content);
            inserter.flush();
            return id;
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot write to the repository " + repository.getDirectory() + ": " + e.getMessage())
                            .next("free some space or make it writable, then run again"),
                    e);
        }
    }
}
