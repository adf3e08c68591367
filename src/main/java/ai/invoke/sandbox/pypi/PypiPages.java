package ai.invoke.sandbox.pypi;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.version.PyVersion;
import ai.invoke.sandbox.server.Html;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The pages of an index: PEP 503 HTML, PEP 691 JSON (with PEP 592, 658, 700, 714, 740, 792) and PyPI's own JSON. */
public final class PypiPages {

    static final String HTML = "text/html";
    static final String SIMPLE_HTML = "application/vnd.pypi.simple.v1+html";
    /** The media type of PEP 691. */
    public static final String SIMPLE_JSON = "application/vnd.pypi.simple.v1+json";

    private static final String API_VERSION = "1.4";
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String base;
    private final Predicate<PypiState.StoredFile> attested;

    PypiPages(String base, Predicate<PypiState.StoredFile> attested) {
        this.base = base;
        this.attested = attested;
    }

    String projectsHtml(PypiState state) {
        StringBuilder page = new StringBuilder("""
                <!DOCTYPE html>
                <html>
                  <head>
                    <meta name="pypi:repository-version" content="1.4">
                    <title>Simple index</title>
                  </head>
                  <body>
                """);
        state.projects.forEach((normal, project) -> page.append("    <a href=\"/simple/")
                .append(Html.escape(normal))
                .append("/\">")
                .append(Html.escape(project.name()))
                .append("</a>\n"));
        return page.append("  </body>\n</html>\n").toString();
    }

    ObjectNode projectsJson(PypiState state) {
        ObjectNode page = NODES.objectNode();
        page.set("meta", meta(state.serial));
        ArrayNode projects = page.putArray("projects");
        state.projects
                .values()
                .forEach(project -> projects.addObject()
                        .put("name", project.name())
                        .put("_last-serial", serial(state, project.name())));
        return page;
    }

    String projectHtml(PypiState state, PypiState.Project project, List<PypiState.StoredFile> files) {
        String name = ProjectName.normalize(project.name());
        StringBuilder page = new StringBuilder("""
                <!DOCTYPE html>
                <html>
                  <head>
                    <meta name="pypi:repository-version" content="1.4">
                    <meta name="pypi:project-status" content="%2$s">
                    <title>Links for %1$s</title>
                  </head>
                  <body>
                    <h1>Links for %1$s</h1>
                """.formatted(Html.escape(name), status(state, name)));
        for (PypiState.StoredFile file : files) {
            page.append("    <a href=\"")
                    .append(url(file))
                    .append("#sha256=")
                    .append(file.digests().sha256())
                    .append('"');
            if (!file.requiresPython().isEmpty()) {
                page.append(" data-requires-python=\"")
                        .append(Html.escape(file.requiresPython()))
                        .append('"');
            }
            file.metadataSha256()
                    .ifPresent(hash -> page.append(" data-dist-info-metadata=\"sha256=")
                            .append(hash)
                            .append("\" data-core-metadata=\"sha256=")
                            .append(hash)
                            .append('"'));
            yanked(state, file)
                    .ifPresent(reason -> page.append(" data-yanked=\"")
                            .append(Html.escape(reason))
                            .append('"'));
            provenance(file)
                    .ifPresent(address -> page.append(" data-provenance=\"")
                            .append(Html.escape(address))
                            .append('"'));
            page.append('>').append(Html.escape(file.fileName())).append("</a><br />\n");
        }
        return page.append("    </body>\n</html>\n<!--SERIAL ")
                .append(serial(state, name))
                .append("-->\n")
                .toString();
    }

    ObjectNode projectJson(PypiState state, PypiState.Project project, List<PypiState.StoredFile> files) {
        ObjectNode page = NODES.objectNode();
        page.putArray("alternate-locations");
        ArrayNode list = page.putArray("files");
        for (PypiState.StoredFile file : files) {
            ObjectNode node = list.addObject();
            node.put("filename", file.fileName());
            node.put("url", url(file));
            node.putObject("hashes").put("sha256", file.digests().sha256());
            node.put("requires-python", file.requiresPython().isEmpty() ? null : file.requiresPython());
            node.put("size", file.digests().size());
            node.put("upload-time", file.uploaded());
            for (String field : List.of("core-metadata", "data-dist-info-metadata")) {
                file.metadataSha256()
                        .ifPresentOrElse(
                                hash -> node.putObject(field).put("sha256", hash), () -> node.put(field, false));
            }
            Optional<String> yanked = yanked(state, file);
            if (yanked.isPresent() && !yanked.get().isEmpty()) {
                node.put("yanked", yanked.get());
            } else {
                node.put("yanked", yanked.isPresent());
            }
            node.put("provenance", provenance(file).orElse(null));
        }
        page.set("meta", meta(serial(state, project.name())));
        page.put("name", ProjectName.normalize(project.name()));
        page.putObject("project-status").put("status", status(state, project.name()));
        ArrayNode versions = page.putArray("versions");
        files.stream()
                .map(PypiState.StoredFile::version)
                .distinct()
                .sorted(Comparator.comparing(PyVersion::parse))
                .forEach(versions::add);
        return page;
    }

    /** The JSON API of one release; of the newest final one when no version is asked for. */
    Optional<ObjectNode> releaseJson(
            PypiState state, String name, Optional<String> version, List<PypiState.StoredFile> files) {
        List<PypiState.Release> releases = state.releases(name).stream()
                .filter(release ->
                        files.stream().anyMatch(file -> file.version().equals(release.version())))
                .toList();
        Optional<PypiState.Release> chosen = version.isPresent()
                ? PyVersion.tryParse(version.get())
                        .flatMap(wanted -> releases.stream()
                                .filter(release -> release.parsed().equals(wanted))
                                .findFirst())
                : releases.stream()
                        .max(Comparator.comparing((PypiState.Release release) ->
                                        release.yanked().isEmpty())
                                .thenComparing(release -> !release.parsed().isPrerelease())
                                .thenComparing(PypiState.Release::parsed));
        return chosen.map(release -> {
            ObjectNode page = NODES.objectNode();
            page.set("info", info(state, release));
            page.put("last_serial", serial(state, name));
            if (version.isEmpty()) {
                ObjectNode all = page.putObject("releases");
                releases.forEach(one -> all.set(one.version(), urls(state, one, files)));
            }
            page.set("urls", urls(state, release, files));
            page.putArray("vulnerabilities");
            ObjectNode ownership = page.putObject("ownership");
            ownership.putNull("organization");
            ownership.putArray("roles").addObject().put("role", "Owner").put("user", "sandbox");
            return page;
        });
    }

    private ObjectNode info(PypiState state, PypiState.Release release) {
        ObjectNode info = NODES.objectNode();
        release.metadata().forEach((field, values) -> {
            switch (field) {
                case "classifiers", "requires_dist", "provides_extra", "license_file", "dynamic" -> {
                    ArrayNode list = info.putArray(field.equals("license_file") ? "license_files" : field);
                    values.forEach(list::add);
                }
                case "project_urls" -> {
                    ObjectNode urls = info.putObject(field);
                    values.forEach(value -> {
                        int comma = value.indexOf(',');
                        urls.put(
                                comma < 0 ? value : value.substring(0, comma).strip(),
                                comma < 0 ? "" : value.substring(comma + 1).strip());
                    });
                }
                default -> info.put(field, String.join("\n", values));
            }
        });
        String name =
                state.project(release.project()).map(PypiState.Project::name).orElse(release.project());
        info.put("name", name);
        info.put("version", release.version());
        info.put("yanked", release.yanked().isPresent());
        info.put(
                "yanked_reason",
                release.yanked().filter(reason -> !reason.isEmpty()).orElse(null));
        info.put("package_url", base + "/project/" + release.project() + "/");
        info.put("project_url", base + "/project/" + release.project() + "/");
        info.put("release_url", base + "/project/" + release.project() + "/" + release.version() + "/");
        return info;
    }

    private ArrayNode urls(PypiState state, PypiState.Release release, List<PypiState.StoredFile> files) {
        ArrayNode urls = NODES.arrayNode();
        for (PypiState.StoredFile file : files) {
            if (!file.version().equals(release.version())) {
                continue;
            }
            ObjectNode node = urls.addObject();
            ObjectNode digests = node.putObject("digests");
            digests.put("blake2b_256", file.digests().blake2());
            digests.put("md5", file.digests().md5());
            digests.put("sha256", file.digests().sha256());
            node.put("filename", file.fileName());
            node.put("has_sig", false);
            node.put("packagetype", file.fileType());
            node.put("python_version", file.pythonVersion());
            node.put("requires_python", file.requiresPython().isEmpty() ? null : file.requiresPython());
            node.put("size", file.digests().size());
            node.put("upload_time", file.uploaded().replaceAll("\\.\\d+Z$|Z$", ""));
            node.put("upload_time_iso_8601", file.uploaded());
            node.put("url", url(file));
            Optional<String> yanked = yanked(state, file);
            node.put("yanked", yanked.isPresent());
            node.put("yanked_reason", yanked.filter(reason -> !reason.isEmpty()).orElse(null));
        }
        return urls;
    }

    /** The address of the Integrity API; only of files that were attested (PEP 740). */
    private Optional<String> provenance(PypiState.StoredFile file) {
        return Optional.of(file)
                .filter(attested)
                .map(known -> base + "/integrity/" + known.project() + "/" + known.version() + "/" + known.fileName()
                        + "/provenance");
    }

    private static Optional<String> yanked(PypiState state, PypiState.StoredFile file) {
        return state.release(file.project(), PyVersion.parse(file.version())).flatMap(PypiState.Release::yanked);
    }

    private static String status(PypiState state, String project) {
        return state.quarantined.contains(ProjectName.normalize(project)) ? "quarantined" : "active";
    }

    static long serial(PypiState state, String project) {
        return state.files(project).stream()
                .mapToLong(PypiState.StoredFile::serial)
                .max()
                .orElse(0);
    }

    private static ObjectNode meta(long serial) {
        return NODES.objectNode().put("_last-serial", serial).put("api-version", API_VERSION);
    }

    private String url(PypiState.StoredFile file) {
        // "!" and "+" of versions are legal in a path, but "+" is read as a blank by careless clients.
        return base + "/files/" + file.path().replace("+", "%2B");
    }
}
