package ai.invoke.sandbox.pypi;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.version.PyVersion;
import ai.invoke.sandbox.server.Accept;
import ai.invoke.sandbox.server.Fault;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.Response;
import ai.invoke.sandbox.server.SandboxStore;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What anybody may read of an index: its pages and its files. */
final class PypiReading {

    private final SandboxStore<PypiState> store;
    private final PypiPages pages;

    PypiReading(SandboxStore<PypiState> store, PypiPages pages) {
        this.store = store;
        this.pages = pages;
    }

    /**
     * The simple index (PEP 503, PEP 691).
     *
     * @param request below {@code /simple}
     * @param segments of its path
     * @return the page
     */
    Response simple(Request request, List<String> segments) {
        if (segments.size() > 2) {
            return PypiErrors.refuse(request, 404, "");
        }
        if (!request.path().endsWith("/")) {
            return Response.redirect(301, request.path() + "/");
        }
        List<String> offers = List.of(PypiPages.HTML, PypiPages.SIMPLE_HTML, PypiPages.SIMPLE_JSON);
        Optional<String> type = Accept.best(request.header("accept").orElse("*/*"), offers);
        if (type.isEmpty()) {
            return PypiErrors.refuse(request, 406, "");
        }
        boolean asJson = type.get().equals(PypiPages.SIMPLE_JSON);
        String body;
        long serial;
        synchronized (store.lock()) {
            if (segments.size() == 1) {
                body = asJson ? pages.projectsJson(store.state()).toString() : pages.projectsHtml(store.state());
                serial = store.state().serial;
            } else {
                String name = segments.get(1);
                if (!ProjectName.normalize(name).equals(name)) {
                    return Response.redirect(301, "/simple/" + ProjectName.normalize(name) + "/");
                }
                Optional<PypiState.Project> project = store.state().project(name);
                List<PypiState.StoredFile> files = visible(request, name);
                boolean hidden = files.isEmpty() && request.played(Fault.Kind.STALE);
                if (project.isEmpty() || hidden) {
                    return Response.text(404, "text/plain; charset=UTF-8", "404 Not Found");
                }
                body = asJson
                        ? pages.projectJson(store.state(), project.get(), files).toString()
                        : pages.projectHtml(store.state(), project.get(), files);
                serial = PypiPages.serial(store.state(), name);
            }
        }
        String charset = type.get().equals(PypiPages.HTML) ? "; charset=UTF-8" : "";
        return cached(request, Response.text(200, type.get() + charset, body), body, 600)
                .with("X-PyPI-Last-Serial", String.valueOf(serial));
    }

    /** The project's files, without the newest upload when the page is to be stale. */
    private List<PypiState.StoredFile> visible(Request request, String project) {
        if (store.state().quarantined.contains(ProjectName.normalize(project))) {
            return List.of();
        }
        List<PypiState.StoredFile> files = new ArrayList<>(store.state().files(project));
        if (request.played(Fault.Kind.STALE)) {
            long newest = PypiPages.serial(store.state(), project);
            files.removeIf(one -> one.serial() == newest);
        }
        files.sort(Comparator.comparing((PypiState.StoredFile one) -> PyVersion.parse(one.version()))
                .thenComparing(PypiState.StoredFile::fileName));
        return files;
    }

    private static Response cached(Request request, Response response, String body, int seconds) {
        String tag = "\"" + Sha256.of(body).substring(0, 32) + "\"";
        boolean same = request.header("if-none-match")
                .filter(known ->
                        Stream.of(known.split(",", -1)).map(String::strip).anyMatch(tag::equals) || known.equals("*"))
                .isPresent();
        return (same ? Response.empty(304) : response)
                .with("ETag", tag)
                .with("Cache-Control", "max-age=" + seconds + ", public")
                .with("Vary", "Accept, Accept-Encoding");
    }

    /**
     * The JSON API of a project or a release.
     *
     * @param request below {@code /pypi}
     * @param segments of its path
     * @return the page
     */
    Response json(Request request, List<String> segments) {
        boolean shape = (segments.size() == 3 || segments.size() == 4)
                && segments.get(segments.size() - 1).equals("json");
        if (!shape) {
            return PypiErrors.refuse(request, 404, "");
        }
        String name = segments.get(1);
        Optional<String> version = segments.size() == 4 ? Optional.of(segments.get(2)) : Optional.empty();
        synchronized (store.lock()) {
            Optional<ObjectNode> page = pages.releaseJson(store.state(), name, version, visible(request, name));
            if (page.isEmpty()) {
                return Response.json(404, JsonNodeFactory.instance.objectNode().put("message", "Not Found"));
            }
            String normal = ProjectName.normalize(name);
            if (!normal.equals(name)) {
                return Response.redirect(
                        301, "/pypi/" + normal + version.map(one -> "/" + one).orElse("") + "/json");
            }
            String body = page.get().toString();
            return cached(request, Response.text(200, "application/json", body), body, 900)
                    .with("Access-Control-Allow-Origin", "*")
                    .with("X-PyPI-Last-Serial", String.valueOf(PypiPages.serial(store.state(), name)));
        }
    }

    /**
     * A file, or the core metadata beside it (PEP 658).
     *
     * @param request below {@code /files}
     * @param segments of its path
     * @return the file
     */
    Response download(Request request, List<String> segments) {
        String wanted = String.join("/", segments.subList(1, segments.size()));
        boolean metadata = wanted.endsWith(".metadata");
        String path = metadata ? wanted.substring(0, wanted.length() - ".metadata".length()) : wanted;
        Optional<PypiState.StoredFile> found;
        synchronized (store.lock()) {
            found = store.state().files.stream()
                    .filter(one -> one.path().equals(path))
                    .findFirst();
        }
        // Only known paths are opened, so a path cannot lead out of the folder.
        boolean missing =
                found.isEmpty() || (metadata && found.get().metadataSha256().isEmpty());
        if (missing) {
            return PypiErrors.refuse(request, 404, "");
        }
        Path stored = store.folder().resolve("files").resolve(wanted);
        return Response.file("application/octet-stream", stored)
                .with("Cache-Control", "max-age=365000000, immutable, public");
    }

    /**
     * The Integrity API: who attested a file.
     *
     * @param request below {@code /integrity}
     * @param segments of its path: project, version, file name, {@code provenance}
     * @return the provenance, or PyPI's words that there is none
     */
    Response provenance(Request request, List<String> segments) {
        if (segments.size() != 5 || !segments.get(4).equals("provenance")) {
            return PypiErrors.refuse(request, 404, "");
        }
        Optional<PypiState.StoredFile> found;
        synchronized (store.lock()) {
            found = store.state()
                    .file(segments.get(3))
                    .filter(file -> file.project().equals(ProjectName.normalize(segments.get(1)))
                            && file.version().equals(segments.get(2)));
        }
        Optional<Path> provenance = found.map(file -> provenance(store, file)).filter(Files::exists);
        return provenance
                .map(path -> Response.file("application/vnd.pypi.integrity.v1+json", path))
                .orElseGet(() -> Response.text(
                        404,
                        "application/json",
                        "{\"message\": \"No provenance available for "
                                + segments.get(3).replaceAll("[^A-Za-z0-9._+-]", "?") + "\"}"));
    }

    /** Where the sandbox keeps who attested a file. */
    static Path provenance(SandboxStore<PypiState> store, PypiState.StoredFile file) {
        return store.folder().resolve("files").resolve(file.path() + ".provenance");
    }
}
