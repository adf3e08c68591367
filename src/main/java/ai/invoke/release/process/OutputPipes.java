package ai.invoke.release.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pipes that a process writes its output to. Whoever else writes to them was started by it, whatever it did to its
 * environment and its session. Only Linux shows them; elsewhere there are none.
 *
 * @param names for instance {@code pipe:[4711]}
 */
record OutputPipes(Set<String> names) {

    private static final Path ALL = Path.of("/proc");

    /** Takes an unmodifiable copy. */
    OutputPipes {
        names = Set.copyOf(names);
    }

    /**
     * Those of a process.
     *
     * @param process any
     * @return none when it has ended, writes elsewhere or is another user's
     */
    static OutputPipes of(ProcessHandle process) {
        return of(ALL.resolve(String.valueOf(process.pid())));
    }

    private static OutputPipes of(Path process) {
        Set<String> names = new HashSet<>();
        for (String descriptor : List.of("1", "2")) {
            pipe(process.resolve("fd").resolve(descriptor)).ifPresent(names::add);
        }
        return new OutputPipes(names);
    }

    private static Optional<String> pipe(Path descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(descriptor).toString()).filter(name -> name.startsWith("pipe:"));
        } catch (IOException e) {
            // Closed, gone, another user's, or a system without /proc: nothing to know about it.
            return Optional.empty();
        }
    }

    /**
     * Whether another process writes to the same.
     *
     * @param other its pipes
     * @return also true for any pipe when these are not known, because the process ended before it could be looked at
     */
    boolean sharedWith(OutputPipes other) {
        return other.names().stream().anyMatch(name -> names.isEmpty() || names.contains(name));
    }

    /**
     * Who writes to one of them now.
     *
     * @return in no particular order
     */
    List<ProcessHandle> writers() {
        List<ProcessHandle> found = new ArrayList<>();
        if (names.isEmpty()) {
            return found;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(ALL, ProcessMark::isProcess)) {
            for (Path entry : entries) {
                if (of(entry).names().stream().anyMatch(names::contains)) {
                    ProcessHandle.of(Long.parseLong(String.valueOf(entry.getFileName())))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException | RuntimeException e) {
            // Those that were found so far are better than none.
            return found;
        }
        return found;
    }
}
