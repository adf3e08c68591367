package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.http.FaultServer;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.index.PackageIndex;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** The program of {@code src/bench/upload-1g}: publishes the files of a folder to a server that throws them away. */
public final class UploadBench {

    private UploadBench() {}

    public static void main(String[] arguments) throws IOException {
        AtomicLong taken = new AtomicLong();
        List<Path> files;
        try (Stream<Path> entries = Files.list(Path.of(arguments[0]))) {
            files = entries.sorted().toList();
        }
        String page = page(files);
        try (FaultServer server = new FaultServer(connection -> {
            FaultServer.Received head = connection.head();
            if (!head.method().equals("POST")) {
                connection.answer(
                        taken.get() == 0 ? 404 : 200, page, "Content-Type: application/vnd.pypi.simple.v1+json");
                return;
            }
            long left = Long.parseLong(head.header("Content-Length").orElseThrow());
            byte[] chunk = new byte[64 * 1024];
            InputStream in = connection.in();
            while (left > 0) {
                int n = in.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (n < 0) {
                    return;
                }
                left -= n;
                taken.addAndGet(n);
            }
            connection.answer(200, "");
        })) {
            long start = System.nanoTime();
            URI base = server.uri("/");
            IndexUpload goal = new IndexUpload(HttpSettings.direct(), Timing.real(), new Lines());
            goal.run(new IndexUpload.Request(
                    PackageIndex.custom("bench", base.resolve("legacy/"), base.resolve("simple/")),
                    files.stream()
                            .map(file -> IndexUpload.ApprovedFile.asItIs(file))
                            .toList(),
                    Optional.empty(),
                    Map.of("PYPI_TOKEN", "bench"),
                    IndexUpload.Listener.none(),
                    secret -> {},
                    Duration.ZERO));
            double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
            System.out.printf(
                    "%d bytes in %.1f s, max heap %d MB%n",
                    taken.get(), seconds, Runtime.getRuntime().maxMemory() >> 20);
        }
    }

    /** What the index shows as soon as it has anything: everything. */
    private static String page(List<Path> files) throws IOException {
        StringJoiner page = new StringJoiner(",", "{\"meta\":{\"api-version\":\"1.0\"},\"files\":[", "]}");
        for (Path file : files) {
            page.add("{\"filename\":\"" + file.getFileName() + "\",\"hashes\":{\"sha256\":\"" + Sha256.of(file)
                    + "\"}}");
        }
        return page.toString();
    }

    private static final class Lines implements Console {
        @Override
        public void info(String line) {
            System.out.println(line);
        }

        @Override
        public void detail(String line) {}

        @Override
        public void warn(Problem problem) {
            System.out.println(problem);
        }

        @Override
        public Progress progress(String label, long total) {
            return Console.silent().progress(label, total);
        }
    }
}
