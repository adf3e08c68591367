package ai.invoke.release.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a JVM has loaded, by the log of {@code -Xlog:class+load:file=...}: each goal is a process, so that is what it costs. */
public final class LoadedClasses {

    private static final List<String> GIT_AND_HTTP =
            List.of("org.eclipse.jgit.", "org.apache.hc.", "ai.invoke.release.http.", "com.sun.net.httpserver.");

    private final List<String> names;

    private LoadedClasses(List<String> names) {
        this.names = names;
    }

    /**
     * Reads a log.
     *
     * @param log the file that the JVM wrote
     * @return the classes
     */
    public static LoadedClasses of(Path log) {
        try (Stream<String> lines = Files.lines(log)) {
            return new LoadedClasses(lines.map(line -> line.substring(line.lastIndexOf(']') + 1))
                    .map(text -> text.strip().split(" ", 2)[0])
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Classes of JGit and of the plugin's HTTP client and servers. TLS does not count: Maven may need it for itself.
     *
     * @return their names; empty when neither git nor HTTP was touched
     */
    public List<String> gitAndHttp() {
        return in(GIT_AND_HTTP);
    }

    /**
     * Classes in packages.
     *
     * @param prefixes what their names begin with
     * @return their names
     */
    public List<String> in(List<String> prefixes) {
        return names.stream()
                .filter(name -> prefixes.stream().anyMatch(name::startsWith))
                .toList();
    }
}
