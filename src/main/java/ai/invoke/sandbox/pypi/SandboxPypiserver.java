package ai.invoke.sandbox.pypi;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.sandbox.server.Digests;
import ai.invoke.sandbox.server.Fault;
import ai.invoke.sandbox.server.Faults;
import ai.invoke.sandbox.server.Html;
import ai.invoke.sandbox.server.LoopbackServer;
import ai.invoke.sandbox.server.MultipartReader;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.RequestLog;
import ai.invoke.sandbox.server.Response;
import ai.invoke.sandbox.server.Service;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A pypiserver 2.4 with its default settings on the loopback address: uploads need a login, looking does not, every field but
 * the action and the file is ignored, and who asks for an unknown project is sent to PyPI. Pages of its framework say what is
 * wrong in {@code <pre>}.
 */
public final class SandboxPypiserver implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("(?i)[a-z0-9_.!+-]+(\\.whl|\\.tar\\.gz|\\.zip)");
    private static final int FIELD_LIMIT = 8 * 1024 * 1024;
    private static final String REALM = "Basic realm=\"pypi\"";

    private final Path folder;
    private final String login;
    private final Map<String, String> files = new TreeMap<>();
    private final RequestLog log;
    private final URI base;
    private final LoopbackServer server;

    private SandboxPypiserver(Path folder, int port, String user, String password) throws IOException {
        this.folder = folder;
        this.login =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        this.log = new RequestLog(folder.resolve("requests.jsonl"), Clock.systemUTC());
        try (Stream<Path> kept = Files.list(folder)) {
            for (Path file : kept.filter(
                            path -> NAME.matcher(path.getFileName().toString()).matches())
                    .toList()) {
                files.put(file.getFileName().toString(), Sha256.of(file));
            }
        }
        ServerSocket listener = LoopbackServer.bind("pypiserver", port);
        this.base = URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
        this.server = LoopbackServer.serve("pypiserver", listener, new Routes(), new Faults(), log);
    }

    /**
     * Starts an index on a free port.
     *
     * @param folder where the files are kept; made when missing
     * @param user who may upload
     * @param password of the user
     * @return the running index, to be closed
     * @throws EnvironmentException when the folder cannot be written
     */
    public static SandboxPypiserver start(Path folder, String user, String password) {
        return start(folder, 0, user, password);
    }

    /**
     * Starts an index.
     *
     * @param folder where the files are kept; what lies there already is shown, as pypiserver does; made when missing
     * @param port 0 for a free one
     * @param user who may upload
     * @param password of the user
     * @return the running index, to be closed
     * @throws EnvironmentException when the port is taken or the folder cannot be used
     */
    public static SandboxPypiserver start(Path folder, int port, String user, String password) {
        try {
            Files.createDirectories(folder);
            return new SandboxPypiserver(folder, port, user, password);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot use the sandbox's folder " + folder + ": " + e.getMessage()), e);
        }
    }

    /**
     * Where files are uploaded to.
     *
     * @return the root, the only address that takes any
     */
    public URI uploadUrl() {
        return base;
    }

    /**
     * The simple index.
     *
     * @return the URL with its trailing slash
     */
    public URI simpleUrl() {
        return base.resolve("simple/");
    }

    /**
     * What was asked.
     *
     * @return the log
     */
    public RequestLog log() {
        return log;
    }

    @Override
    public void close() {
        server.close();
    }

    /** The routes. */
    private final class Routes implements Service {

        @Override
        public Response trouble(Fault fault, Request request) {
            return error(fault.value(), "None");
        }

        @Override
        public Response answer(Request request) throws IOException {
            if (request.method().equals("POST")) {
                return request.path().equals("/")
                        ? upload(request)
                        : error(405, "Method not allowed.").with("Allow", "GET");
            }
            List<String> segments = request.segments();
            if (segments.size() == 2 && segments.get(0).equals("simple")) {
                return project(request, segments.get(1));
            }
            if (segments.size() == 2 && segments.get(0).equals("packages")) {
                return download(segments.get(1));
            }
            return error(404, "Not found: &#039;" + Html.escape(request.path()) + "&#039;");
        }

        private Response upload(Request request) throws IOException {
            Optional<String> authorization = request.header("authorization");
            if (authorization.filter(value -> value.startsWith("Basic ")).isEmpty()) {
                return error(401, "None").with("WWW-Authenticate", REALM);
            }
            if (!authorization.get().equals(login)) {
                return error(403, "None");
            }
            Optional<MultipartReader> reader = MultipartReader.of(
                    request.body(), request.header("content-type").orElse(""));
            if (reader.isEmpty()) {
                return error(400, "Missing &#039;:action&#039; field!");
            }
            Path spool = Files.createTempFile(folder, "upload-", "");
            try {
                return take(request, reader.get(), spool);
            } finally {
                Files.deleteIfExists(spool);
            }
        }

        private Response take(Request request, MultipartReader reader, Path spool) throws IOException {
            String action = "";
            String name = "";
            String sha256 = "";
            for (Optional<MultipartReader.Part> part = reader.next(); part.isPresent(); part = reader.next()) {
                if (part.get().name().equals(":action")) {
                    action = new String(part.get().bytes().readNBytes(FIELD_LIMIT), StandardCharsets.UTF_8);
                } else if (part.get().name().equals("content")
                        && part.get().fileName().isPresent()) {
                    name = part.get().fileName().get();
                    sha256 = Digests.store(part.get().bytes(), spool).sha256();
                } else {
                    part.get().bytes().transferTo(OutputStream.nullOutputStream());
                }
            }
            if (!action.equals("file_upload")) {
                return error(400, "Missing &#039;:action&#039; field!");
            }
            if (!NAME.matcher(name).matches()) {
                return error(400, "Bad filename: " + Html.escape(name));
            }
            synchronized (files) {
                if (files.containsKey(name)) {
                    // Since 2.4.1 twine is told so with 400, which it understands.
                    boolean twine = request.header("user-agent").orElse("").contains("twine");
                    return error(
                            twine ? 400 : 409,
                            "Package &#039;" + name
                                    + "&#039; already exists!\n  You may start server with `--overwrite` option.");
                }
                AtomicFile.place(spool, folder.resolve(name));
                files.put(name, sha256);
            }
            return Response.text(200, "text/html; charset=UTF-8", "");
        }

        private Response project(Request request, String name) {
            String normal = ProjectName.normalize(name);
            if (!request.path().equals("/simple/" + normal + "/")) {
                return Response.redirect(301, simpleUrl() + normal + "/");
            }
            StringBuilder page = new StringBuilder("<!DOCTYPE html>\n<html>\n    <head>\n        <title>Links for "
                    + normal + "</title>\n    </head>\n    <body>\n        <h1>Links for " + normal + "</h1>\n");
            boolean known = false;
            synchronized (files) {
                for (Map.Entry<String, String> file : files.entrySet()) {
                    if (ProjectName.normalize(file.getKey().replaceFirst("-.*", ""))
                            .equals(normal)) {
                        known = true;
                        page.append("            <a href=\"/packages/")
                                .append(file.getKey())
                                .append("#sha256=")
                                .append(file.getValue())
                                .append("\">")
                                .append(file.getKey())
                                .append("</a><br>\n");
                    }
                }
            }
            return known
                    ? Response.text(200, "text/html; charset=UTF-8", page + "    </body>\n</html>\n")
                    : Response.redirect(303, "https://pypi.org/simple/" + normal + "/");
        }

        private Response download(String name) {
            synchronized (files) {
                return files.containsKey(name)
                        ? Response.file("application/octet-stream", folder.resolve(name))
                        : error(404, "Not found");
            }
        }

        /** The page of bottle, whatever the client accepts; the words are HTML already. */
        private Response error(int status, String words) {
            String title = "Error: " + status + " " + Response.reason(status);
            return Response.text(
                    status,
                    "text/html; charset=UTF-8",
                    "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html>\n    <head>\n        <title>" + title
                            + "</title>\n    </head>\n    <body>\n        <h1>" + title
                            + "</h1>\n        <p>Sorry, the requested URL caused an error:</p>\n        <pre>" + words
                            + "</pre>\n    </body>\n</html>\n");
        }
    }
}
