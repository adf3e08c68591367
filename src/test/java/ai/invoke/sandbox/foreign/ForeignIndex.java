package ai.invoke.sandbox.foreign;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.sandbox.server.Digests;
import ai.invoke.sandbox.server.Fault;
import ai.invoke.sandbox.server.Faults;
import ai.invoke.sandbox.server.LoopbackServer;
import ai.invoke.sandbox.server.MultipartReader;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.RequestLog;
import ai.invoke.sandbox.server.Response;
import ai.invoke.sandbox.server.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An index that somebody else wrote, on the loopback address: stores what it is sent, and answers as its make does. PyPI's own
 * server and pypiserver are in the plugin's sandbox.
 */
public final class ForeignIndex implements AutoCloseable {

    /** The makes that are played. */
    public enum Make {
        NEXUS(new NexusProfile()),
        ARTIFACTORY(new ArtifactoryProfile()),
        GITLAB(new GitLabProfile()),
        CODEARTIFACT(new CodeArtifactProfile()),
        DEVPI(new DevpiProfile());

        private final Profile profile;

        Make(Profile profile) {
            this.profile = profile;
        }
    }

    private final Path folder;
    private final Profile profile;
    private final String login;
    private final Map<String, Upload> files = Collections.synchronizedMap(new TreeMap<>());
    private final List<Upload> uploads = Collections.synchronizedList(new ArrayList<>());
    private final Faults faults = new Faults();
    private final RequestLog log;
    private final URI base;
    private final LoopbackServer server;
    private volatile boolean hidden;

    private ForeignIndex(Path folder, Make make, String login, ServerSocket socket, String host) {
        this.folder = folder;
        this.profile = make.profile;
        this.login = login;
        this.log = new RequestLog(folder.resolve("requests.jsonl"), Clock.systemUTC());
        this.base = URI.create(host + "/");
        this.server = LoopbackServer.serve(make.toString(), socket, new Routes(), faults, log);
    }

    /** Starts an index on a free port; the folder is made when missing. */
    public static ForeignIndex start(Path folder, Make make, String user, String password) {
        ServerSocket socket = LoopbackServer.bind(make.toString(), 0);
        return start(folder, make, user, password, socket, "http://127.0.0.1:" + socket.getLocalPort());
    }

    /** Starts an index on a socket of the caller, who knows by which address it is reached. */
    public static ForeignIndex start(
            Path folder, Make make, String user, String password, ServerSocket socket, String host) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String login =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new ForeignIndex(folder, make, login, socket, host);
    }

    public URI uploadUrl() {
        return base.resolve(profile.uploadPath());
    }

    public URI simpleUrl() {
        return base.resolve(profile.simplePath());
    }

    /** What it holds: digests by file name. */
    public Map<String, String> files() {
        Map<String, String> held = new TreeMap<>();
        synchronized (files) {
            files.forEach((name, upload) -> held.put(name, upload.digests().sha256()));
        }
        return held;
    }

    /** Puts a file there as if somebody else had sent it. */
    public void put(String name, byte[] bytes) {
        try {
            Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.put(name, new Upload(name, Digests.of(bytes), Map.of(), ""));
    }

    /** Takes a file away, so that its name is free again. */
    public void delete(String name) {
        files.remove(name);
        try {
            Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it shows its files; which names are taken it knows in any case. */
    public void show(boolean value) {
        hidden = !value;
    }

    /** All uploads that came with the right login. */
    public List<Upload> uploads() {
        return List.copyOf(uploads);
    }

    public Faults faults() {
        return faults;
    }

    public RequestLog log() {
        return log;
    }

    @Override
    public void close() {
        server.close();
    }

    private final class Routes implements Service {

        @Override
        public Response trouble(Fault fault, Request request) {
            return Response.text(fault.value(), "text/plain", "");
        }

        @Override
        public Response answer(Request request) throws IOException {
            Optional<String> who = request.header("authorization");
            boolean known = who.filter(login::equals).isPresent();
            boolean looking = request.method().equals("GET");
            if (!known && (who.isPresent() || !looking || profile.isPrivate())) {
                return profile.stranger(who.isPresent());
            }
            String path = request.path();
            if (request.method().equals("POST") && path.equals("/" + profile.uploadPath())) {
                return upload(request);
            }
            if (looking && path.startsWith("/" + profile.simplePath())) {
                return project(request, path.substring(profile.simplePath().length() + 1));
            }
            int files = path.indexOf("/files/");
            return looking && files >= 0 && Files.exists(file(path))
                    ? Response.file("application/octet-stream", file(path))
                    : Response.text(404, "text/plain", "Not Found");
        }

        private Path file(String path) {
            return folder.resolve(path.substring(path.lastIndexOf('/') + 1));
        }

        private Response project(Request request, String rest) {
            String project = rest.replace("/", "");
            if (!rest.endsWith("/")) {
                return Response.redirect(
                        302, base.resolve(profile.simplePath() + project + "/").toString());
            }
            Map<String, Upload> own = new TreeMap<>();
            synchronized (files) {
                files.forEach((name, upload) -> {
                    if (ProjectName.normalize(name.replaceFirst("-.*", "")).equals(project)) {
                        own.put(name, upload);
                    }
                });
            }
            boolean json = request.header("accept").orElse("").contains("application/vnd.pypi.simple.v1+json");
            return own.isEmpty() || hidden ? profile.unknown(project) : profile.page(project, own, json);
        }

        private Response upload(Request request) throws IOException {
            MultipartReader reader = MultipartReader.of(
                            request.body(), request.header("content-type").orElse(""))
                    .orElseThrow();
            Map<String, String> fields = new TreeMap<>();
            Path spool = Files.createTempFile(folder, "upload-", "");
            String name = "";
            Digests digests = Digests.of(new byte[0]);
            for (Optional<MultipartReader.Part> part = reader.next(); part.isPresent(); part = reader.next()) {
                if (part.get().fileName().isPresent()) {
                    name = part.get().fileName().get();
                    digests = Digests.store(part.get().bytes(), spool);
                } else {
                    fields.put(
                            part.get().name(), new String(part.get().bytes().readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            Upload upload =
                    new Upload(name, digests, fields, request.header("accept").orElse(""));
            uploads.add(upload);
            Optional<Response> incomplete = profile.incomplete(upload);
            if (incomplete.isPresent()) {
                return incomplete.get();
            }
            Upload before = files.putIfAbsent(name, upload);
            if (before != null) {
                return profile.taken(upload, before.digests().sha256().equals(digests.sha256()));
            }
            Files.move(spool, folder.resolve(name));
            return profile.stored(upload);
        }
    }
}
