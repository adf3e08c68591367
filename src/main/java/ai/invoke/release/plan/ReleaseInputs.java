package ai.invoke.release.plan;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What {@code collect} fetched from GitHub for the notes: three files in {@code inputs/}. They are data of a plan like any other:
 * it names their digests, and rendering never asks the network again.
 *
 * @param accounts the login of a commit's author, by commit id
 * @param members logins of the organisation's members
 * @param pullRequests the pull requests of the range
 * @param lastRelease the public release of the tag that the notes count from; empty when there is none
 * @param generatedNotes the notes that GitHub would write; empty when they were not asked for
 */
public record ReleaseInputs(
        Map<String, String> accounts,
        List<String> members,
        List<PullRequest> pullRequests,
        Optional<LastRelease> lastRelease,
        Optional<String> generatedNotes) {

    private static final String PEOPLE = "people.json";
    private static final String PULL_REQUESTS = "pull-requests.json";
    private static final String RELEASE = "release.json";
    private static final long MAX_BYTES = 32L * 1024 * 1024;

    /** Nothing was fetched. */
    public static final ReleaseInputs NONE =
            new ReleaseInputs(Map.of(), List.of(), List.of(), Optional.empty(), Optional.empty());

    /** Takes unmodifiable copies. */
    public ReleaseInputs {
        accounts = Map.copyOf(accounts);
        members = List.copyOf(members);
        pullRequests = List.copyOf(pullRequests);
    }

    /**
     * A merged pull request.
     *
     * @param number its number
     * @param title its title; foreign text
     * @param author the author's login
     * @param labels its labels
     */
    public record PullRequest(int number, String title, Optional<String> author, List<String> labels) {
        /** Takes an unmodifiable copy. */
        public PullRequest {
            labels = List.copyOf(labels);
        }
    }

    /**
     * A public release.
     *
     * @param tag its tag
     * @param title its title
     * @param body its notes
     * @param files names, sizes and digests of its files, as far as GitHub tells them
     */
    public record LastRelease(String tag, String title, String body, List<ReleasedFile> files) {
        /** Takes an unmodifiable copy. */
        public LastRelease {
            files = List.copyOf(files);
        }
    }

    /**
     * A file of a public release.
     *
     * @param name its name
     * @param size in bytes
     * @param sha256 its digest; empty for old files
     */
    public record ReleasedFile(String name, long size, Optional<String> sha256) {}

    /**
     * Writes the files, each all or nothing.
     *
     * @param folder {@code inputs/}
     */
    public void write(Path folder) {
        ObjectNode people = CanonicalJson.object();
        ArrayNode known = people.putArray("accounts");
        new TreeMap<>(accounts)
                .forEach((commit, login) ->
                        known.addObject().put("commit", commit).put("login", login));
        ArrayNode logins = people.putArray("members");
        members.stream().sorted().forEach(login -> logins.addObject().put("login", login));
        AtomicFile.write(folder.resolve(PEOPLE), CanonicalJson.pretty(people));

        ObjectNode pulls = CanonicalJson.object();
        ArrayNode list = pulls.putArray("pullRequests");
        for (PullRequest pull : pullRequests) {
            ObjectNode node = list.addObject().put("number", pull.number()).put("title", pull.title());
            pull.author().ifPresent(author -> node.put("author", author));
            ArrayNode labels = node.putArray("labels");
            pull.labels().forEach(label -> labels.addObject().put("name", label));
        }
        AtomicFile.write(folder.resolve(PULL_REQUESTS), CanonicalJson.pretty(pulls));

        ObjectNode release = CanonicalJson.object();
        lastRelease.ifPresent(last -> {
            ObjectNode node = release.putObject("last")
                    .put("tag", last.tag())
                    .put("title", last.title())
                    .put("body", last.body());
            ArrayNode files = node.putArray("files");
            last.files().forEach(file -> {
                ObjectNode entry = files.addObject().put("name", file.name()).put("size", file.size());
                file.sha256().ifPresent(sha256 -> entry.put("sha256", sha256));
            });
        });
        generatedNotes.ifPresent(notes -> release.put("generatedNotes", notes));
        AtomicFile.write(folder.resolve(RELEASE), CanonicalJson.pretty(release));
    }

    /**
     * Reads what was fetched.
     *
     * @param folder {@code inputs/}; need not exist
     * @return {@link #NONE} when nothing was fetched
     * @throws ProjectException when a file is none that {@code collect} wrote
     */
    public static ReleaseInputs read(Path folder) {
        Optional<JsonFields> people = fields(folder.resolve(PEOPLE));
        Optional<JsonFields> pulls = fields(folder.resolve(PULL_REQUESTS));
        Optional<JsonFields> release = fields(folder.resolve(RELEASE));
        try {
            Map<String, String> accounts = new HashMap<>();
            people.ifPresent(fields -> fields.objects(
                            "accounts", entry -> Map.entry(entry.text("commit"), entry.text("login")))
                    .forEach(entry -> accounts.put(entry.getKey(), entry.getValue())));
            return new ReleaseInputs(
                    accounts,
                    people.map(fields -> fields.objects("members", entry -> entry.text("login")))
                            .orElse(List.of()),
                    pulls.map(fields -> fields.objects("pullRequests", ReleaseInputs::pullRequest))
                            .orElse(List.of()),
                    release.flatMap(fields -> fields.optionalObject("last")).map(ReleaseInputs::lastRelease),
                    release.flatMap(fields -> fields.optionalText("generatedNotes")));
        } catch (MalformedJsonException | IllegalArgumentException e) {
            throw unreadable(folder, e);
        }
    }

    /**
     * The digests of the files, for the plan.
     *
     * @param folder {@code inputs/}; need not exist
     * @return sha256 by file name
     */
    public static SortedMap<String, String> digests(Path folder) {
        SortedMap<String, String> digests = new TreeMap<>();
        List<String> names = new ArrayList<>(List.of(PEOPLE, PULL_REQUESTS, RELEASE, ReleaseHistory.FILE));
        ReleaseHistory.wheelsIn(ReleaseHistory.wheels(folder))
                .forEach(wheel -> names.add(ReleaseHistory.WHEELS + "/" + wheel.getFileName()));
        for (String name : names) {
            Path file = folder.resolve(name);
            if (Files.isRegularFile(file)) {
                try {
                    digests.put(name, Sha256.of(file));
                } catch (IOException e) {
                    throw new EnvironmentException(
                            Problem.of("cannot read: " + e).at(Location.of(file.toString())), e);
                }
            }
        }
        return digests;
    }

    private static PullRequest pullRequest(JsonFields fields) {
        return new PullRequest(
                fields.count("number", 1),
                fields.text("title"),
                fields.optionalText("author"),
                fields.objects("labels", label -> label.text("name")));
    }

    private static LastRelease lastRelease(JsonFields fields) {
        List<ReleasedFile> files = new ArrayList<>(fields.objects(
                "files",
                file -> new ReleasedFile(file.text("name"), file.integer("size", 0), file.optionalText("sha256"))));
        return new LastRelease(fields.text("tag"), fields.text("title"), fields.text("body"), files);
    }

    private static Optional<JsonFields> fields(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new MalformedJsonException("larger than anything that collect writes");
            }
            return Optional.of(CanonicalJson.read(Files.readAllBytes(file)));
        } catch (IOException | MalformedJsonException e) {
            throw unreadable(file, e);
        }
    }

    private static ProjectException unreadable(Path where, Exception e) {
        return new ProjectException(
                Problem.of("not what collect wrote: " + e.getMessage())
                        .at(Location.of(where.toString()))
                        .next("mvn invokeai-release:collect, or remove the folder to do without"),
                e);
    }
}
