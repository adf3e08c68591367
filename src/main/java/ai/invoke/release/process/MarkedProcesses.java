package ai.invoke.release.process;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Processes that are known by a variable in the environment they were started with, which a grandchild keeps after its
 * parent is gone. Only Linux shows environments; elsewhere none is found.
 */
public final class MarkedProcesses {

    private static final Path ALL = Path.of("/proc");
    private static final int ENVIRONMENT_LIMIT = 1024 * 1024;

    private final String assignment;

    /**
     * The processes of one mark.
     *
     * @param variable its name
     * @param value its value, different from that of every other one
     */
    public MarkedProcesses(String variable, String value) {
        // In /proc each variable ends in NUL: a value that begins with this one is another.
        this.assignment = '\0' + variable + '=' + decoded(value) + '\0';
    }

    /**
     * Whether a process is one of them.
     *
     * @param process any
     * @return false also when the system does not say
     */
    public boolean contains(ProcessHandle process) {
        return environment(ALL.resolve(String.valueOf(process.pid()))).contains(assignment);
    }

    /**
     * Those that run now.
     *
     * @return in no particular order
     */
    List<ProcessHandle> all() {
        return matching(environment -> environment.contains(assignment));
    }

    /**
     * Those of this user whose mark is that of a {@link ProcessRunner} that is gone.
     *
     * @return in no particular order
     */
    static List<ProcessHandle> orphans() {
        String beginning = '\0' + ProcessMark.VARIABLE + '=';
        List<ProcessHandle> found = matching(environment -> {
            int start = environment.indexOf(beginning);
            int end = environment.indexOf('\0', start + 1);
            return start >= 0
                    && end > start
                    && ProcessMark.isOrphaned(environment.substring(start + beginning.length(), end));
        });
        found.removeIf(process ->
                !process.info().user().equals(ProcessHandle.current().info().user()));
        return found;
    }

    private static List<ProcessHandle> matching(Predicate<String> wanted) {
        List<ProcessHandle> found = new ArrayList<>();
        if (!Files.isDirectory(ALL)) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(ALL, ProcessMark::isProcess)) {
            for (Path entry : entries) {
                if (wanted.test(environment(entry))) {
                    ProcessHandle.of(Long.parseLong(String.valueOf(entry.getFileName())))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Without /proc only the descendants that were seen are known.
            return found;
        }
        return found;
    }

    private static String environment(Path process) {
        try (InputStream in = Files.newInputStream(process.resolve("environ"))) {
            return '\0' + new String(in.readNBytes(ENVIRONMENT_LIMIT), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // Another user's process, or one that has just ended: not ours.
            return "";
        }
    }

    private static String decoded(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
