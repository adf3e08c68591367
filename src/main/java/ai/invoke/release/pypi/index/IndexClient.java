package ai.invoke.release.pypi.index;

import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Authorization;
import ai.invoke.release.http.Exchange;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.NoAnswer;
import ai.invoke.release.http.Origin;
import ai.invoke.release.http.RedirectPolicy;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.SavedFile;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks at an index without changing it. Asks without credentials first; where that is not enough, with those of the uploads,
 * but only at the origin that they are for, and never at PyPI, where everybody may look.
 */
public final class IndexClient {

    /** The longest page that is read: larger than any project's page at PyPI, and far below the smallest heap. */
    private static final long MAX_PAGE = 16L * 1024 * 1024;

    private static final String ACCEPT =
            "application/vnd.pypi.simple.v1+json, " + "application/vnd.pypi.simple.v1+html; q=0.2, text/html; q=0.01";

    private final Http http;
    private final PackageIndex index;
    private final Optional<Authorization> login;
    private volatile boolean asksForLogin;

    /** Of files whose digest nobody tells, by where they are: each is fetched once. */
    private final Map<URI, IndexFile.Hashes> fetched = new ConcurrentHashMap<>();

    /**
     * A client of one index that everybody may look at.
     *
     * @param http sends the requests
     * @param index where to look
     */
    public IndexClient(Http http, PackageIndex index) {
        this(http, index, Optional.empty());
    }

    /**
     * A client of one index.
     *
     * @param http sends the requests
     * @param index where to look
     * @param login what uploads to this index are sent with; used only when the index does not answer without
     */
    public IndexClient(Http http, PackageIndex index, Optional<Authorization> login) {
        this.http = http;
        this.index = index;
        this.login = login.filter(who -> !index.isPublic());
    }

    /**
     * All files of a project: its page of the Simple API, as JSON where the index can, else as HTML. Caches are asked to
     * look again.
     *
     * @param project a project's name in any form
     * @return the page; of a project that the index does not know, the absent one. An index that points to another origin
     *     does not know it either: pypiserver and GitLab send who asks for an unknown project to PyPI
     * @throws EnvironmentException when the index does not answer, or not with such a page
     */
    public ProjectPage project(String project) {
        Exchange exchange = ask(index.projectFiles(project), ACCEPT);
        if (exchange instanceof NoAnswer none) {
            throw unreadable(none.toString());
        }
        Answer answer = (Answer) exchange;
        if (answer.status() == 404 || leadsElsewhere(answer)) {
            return ProjectPage.absent();
        }
        if (answer.status() == 401
                || answer.status() == 403
                || answer.status() == 203
                || ServerMessage.isSignIn(answer)) {
            throw locked(answer);
        }
        if (answer.status() != 200) {
            throw unreadable(answer + location(answer) + words(answer));
        }
        return page(answer);
    }

    private Exchange ask(URI uri, String accept) {
        Request request = Request.get(uri)
                .withHeader("Accept", accept)
                .withHeader("Cache-Control", "no-cache")
                .withMaxAnswer(MAX_PAGE);
        Optional<Authorization> own = login.filter(who -> Origin.of(uri).equals(Origin.of(index.upload())));
        if (own.isPresent() && asksForLogin) {
            return http.send(request.withAuthorization(own.get()));
        }
        Exchange exchange = http.send(request);
        if (own.isEmpty() || !(exchange instanceof Answer answer) || !mayShowMore(answer)) {
            return exchange;
        }
        Exchange second = http.send(request.withAuthorization(own.get()));
        asksForLogin = second instanceof Answer known && known.status() == 200 && !ServerMessage.isSignIn(known);
        return second;
    }

    /** Whether somebody who logs in might see more: some servers hide what one may not see. */
    private static boolean mayShowMore(Answer answer) {
        return switch (answer.status()) {
            case 200 -> ServerMessage.isSignIn(answer);
            case 203, 401, 403, 404 -> true;
            default -> answer.status() >= 300 && answer.status() < 400;
        };
    }

    private boolean leadsElsewhere(Answer answer) {
        return answer.status() >= 300
                && answer.status() < 400
                && answer.header("Location")
                        .flatMap(location -> SimpleJson.link(answer.uri(), location.strip()))
                        .filter(target -> target.getHost() != null)
                        .filter(target -> !Origin.of(target).equals(Origin.of(answer.uri())))
                        .isPresent();
    }

    private ProjectPage page(Answer answer) {
        String type = LetterCase.lower(answer.header("Content-Type").orElse(""));
        if (type.contains("html") || answer.text().stripLeading().startsWith("<")) {
            return SimpleHtml.parse(answer.text(), answer.uri())
                    .orElseThrow(() -> unreadable(place(answer) + " answered with HTML that lists no files"));
        }
        try {
            return SimpleJson.parse(answer.body(), answer.uri());
        } catch (JsonProcessingException e) {
            throw unreadable(place(answer) + " answered with broken JSON: " + answer.readable(e.getOriginalMessage()));
        } catch (IOException e) {
            throw unreadable(place(answer) + " answered, but " + answer.readable(String.valueOf(e.getMessage())));
        }
    }

    /**
     * One file: as the JSON API tells it, which is fresh sooner, else as the project's page does.
     *
     * @param project a project's name in any form
     * @param version the normalised version
     * @param name the file name
     * @return the file, when the index shows it
     * @throws EnvironmentException when the index does not answer, or not with such a page
     */
    public Optional<IndexFile> file(String project, String version, String name) {
        return Optional.ofNullable(files(project, version, Set.of(name)).get(name));
    }

    /**
     * Some files of a release: as the JSON API tells them, and where that is not all of them, as the project's page does.
     *
     * @param project a project's name in any form
     * @param version the normalised version
     * @param names the file names
     * @return by file name, those that the index shows
     * @throws EnvironmentException when the index does not answer, or not with such a page
     */
    public Map<String, IndexFile> files(String project, String version, Set<String> names) {
        Map<String, IndexFile> shown = new HashMap<>(releaseFiles(project, version));
        if (!shown.keySet().containsAll(names)) {
            project(project).files().forEach(file -> shown.putIfAbsent(file.name(), file));
        }
        shown.keySet().retainAll(names);
        return Map.copyOf(shown);
    }

    /** The JSON API's answer; empty when there is none, as this is for an earlier look only. */
    private Map<String, IndexFile> releaseFiles(String project, String version) {
        Optional<URI> uri = index.release(project, version);
        if (uri.isEmpty()) {
            return Map.of();
        }
        if (!(ask(uri.get(), "application/json") instanceof Answer answer) || answer.status() != 200) {
            return Map.of();
        }
        try {
            Map<String, IndexFile> files = new HashMap<>();
            for (JsonNode file : JsonTree.read(answer.body()).path("urls")) {
                String name = file.path("filename").asText("");
                JsonNode digests = file.path("digests");
                files.put(
                        name,
                        new IndexFile(
                                name,
                                SimpleJson.link(answer.uri(), file.path("url").asText("")),
                                IndexFile.Hashes.UNTOLD
                                        .with("sha256", digests.path("sha256").asText(""))
                                        .with("md5", digests.path("md5").asText("")),
                                Optional.of(file.path("size"))
                                        .filter(JsonNode::canConvertToLong)
                                        .map(JsonNode::asLong),
                                Optional.empty(),
                                Optional.empty()));
            }
            return Map.copyOf(files);
        } catch (IOException e) {
            return Map.of();
        }
    }

    /**
     * What the index tells about who attested a file (PEP 740); only PyPI and TestPyPI do.
     *
     * @param project a project's name in any form
     * @param version the normalised version
     * @param file the file's name
     * @return the answer's body; empty when nobody attested the file
     * @throws EnvironmentException when the index does not answer, or has switched attestations off, which does not mean that there are
     *     none
     */
    public Optional<byte[]> provenance(String project, String version, String file) {
        Exchange exchange = http.send(Request.get(index.provenance(project, version, file))
                .withHeader("Accept", "application/vnd.pypi.integrity.v1+json, application/json")
                .withHeader("Cache-Control", "no-cache"));
        if (exchange instanceof Answer answer && answer.status() == 404) {
            return Optional.empty();
        }
        if (exchange instanceof Answer answer && answer.status() == 200) {
            return Optional.of(answer.body());
        }
        throw new EnvironmentException(
                Problem.of("cannot see who attested " + file + ": " + exchange).next("run the same command again"));
    }

    /**
     * Downloads a file from where the index says it is. No login leaves for another origin.
     *
     * @param file the file
     * @param target where it shall lie
     * @param maxBytes more than that is refused
     * @return what came, with its digest
     * @throws EnvironmentException when it does not come
     */
    public SavedFile download(IndexFile file, Path target, long maxBytes) {
        URI address = file.url()
                .filter(uri -> uri.getHost() != null)
                .orElseThrow(() -> new EnvironmentException(
                        Problem.of(index.title() + " does not say where " + file.name() + " is")
                                .next("check " + index.simple())));
        Request request = Request.get(URI.create(address.toString().replaceFirst("#.*", "")))
                .withRedirects(RedirectPolicy.DROP_CREDENTIALS)
                .withSaveTo(target, maxBytes)
                .withProgress(file.name());
        Exchange exchange = http.send(login.filter(who -> Origin.of(address).equals(Origin.of(index.upload())))
                .map(request::withAuthorization)
                .orElse(request));
        if (exchange instanceof Answer answer && answer.saved().isPresent()) {
            return answer.saved().get();
        }
        throw new EnvironmentException(
                Problem.of("cannot download " + file.name() + " from " + index.title() + ": " + exchange)
                        .next("run the same command again"));
    }

    /**
     * The same file with a digest: some indexes tell none, and then the file itself is the only proof.
     *
     * @param file what the index shows
     * @param size how long the file is meant to be; one that is longer is another and is not read to its end
     * @return the file with its SHA-256; as it was when it tells a digest, or cannot be fetched
     */
    public IndexFile proven(IndexFile file, long size) {
        if (file.hashes().strongest().isPresent() || file.url().isEmpty()) {
            return file;
        }
        IndexFile.Hashes hashes = fetched.computeIfAbsent(file.url().get(), address -> fetch(file, size));
        return new IndexFile(file.name(), file.url(), hashes, file.size(), file.uploaded(), file.yanked());
    }

    private IndexFile.Hashes fetch(IndexFile file, long size) {
        try {
            Path folder = Files.createTempDirectory("index-file-");
            Path target = folder.resolve("theirs");
            try {
                return IndexFile.Hashes.sha256(download(file, target, size).sha256());
            } finally {
                Files.deleteIfExists(target);
                Files.delete(folder);
            }
        } catch (IOException | EnvironmentException e) {
            // The caller tells that the digest is not known.
            return IndexFile.Hashes.UNTOLD;
        }
    }

    private EnvironmentException unreadable(String what) {
        return new EnvironmentException(Problem.of("cannot see which files " + index.title() + " has: " + what)
                .next("check " + index.simple() + " and run the same command again"));
    }

    private EnvironmentException locked(Answer answer) {
        boolean sameOrigin = Origin.of(index.simple()).equals(Origin.of(index.upload()));
        String next = login.isEmpty()
                ? "add a <server> with the id " + index.name() + " to settings.xml; it is used for looking, too"
                : sameOrigin
                        ? "let the user of the uploads read " + index.simple()
                        : "let everybody read " + index.simple() + ": the credentials are for " + index.upload()
                                + " only";
        return new EnvironmentException(Problem.of("cannot see which files " + index.title() + " has: " + answer
                        + ", so it wants a login" + (login.isPresent() && sameOrigin ? " that may read" : "")
                        + words(answer) + ".")
                .next(next));
    }

    private static String place(Answer answer) {
        return answer.readable(answer.uri().toString());
    }

    private static String location(Answer answer) {
        return answer.header("Location")
                .map(target -> " and points to " + answer.readable(target) + ", which was not followed")
                .orElse("");
    }

    private static String words(Answer answer) {
        String words = ServerMessage.of(answer);
        return words.isEmpty() || words.equals(answer.reason()) ? "" : ": " + words;
    }
}
