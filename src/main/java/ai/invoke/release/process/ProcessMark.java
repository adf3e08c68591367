package ai.invoke.release.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * The value of the variable by which what a command started is known, also after its parent and after this virtual machine
 * are gone. It says whose it is, so that a later run can tell what nobody waits for any more.
 */
final class ProcessMark {

    /** Set in each child, with a value of its own. */
    static final String VARIABLE = "INVOKEAI_RELEASE_PROCESS";

    /** Begins the mark of what may stay: an agent that ssh or gpg started is there for the next command, too. */
    private static final String FREE = "free";

    private static final Path ALL = Path.of("/proc");
    private static final int STATE = 0;
    private static final int START_TIME = 19;

    private ProcessMark() {}

    /**
     * A new one.
     *
     * @param stays whether what carries it may outlive its command
     * @return different from all others
     */
    static String of(boolean stays) {
        String owner = stays
                ? FREE
                : namespace() + "-" + ProcessHandle.current().pid() + "-"
                        + started(ProcessHandle.current().pid()).orElse("0");
        return owner + "." + UUID.randomUUID();
    }

    /**
     * Whether a process with a mark is one that nobody waits for.
     *
     * @param mark from the environment of a process
     * @return false when its owner runs, when it may stay, and when its owner cannot be known from here
     */
    static boolean isOrphaned(String mark) {
        String[] owner = mark.substring(0, Math.max(0, mark.indexOf('.'))).split("-", -1);
        if (owner.length != 3 || !owner[0].equals(namespace()) || owner[0].isEmpty()) {
            return false;
        }
        try {
            // A number is given to another process later; the time tells them apart.
            return !started(Long.parseLong(owner[1])).equals(Optional.of(owner[2]));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** In a container the same number is another process. Empty where there is no /proc. */
    private static String namespace() {
        try {
            return Files.readSymbolicLink(ALL.resolve("self").resolve("ns").resolve("pid"))
                    .toString()
                    .replaceAll("[^0-9]", "");
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Whether an entry of {@code /proc} is a process. */
    static boolean isProcess(Path entry) {
        return Character.isDigit(String.valueOf(entry.getFileName()).charAt(0));
    }

    /**
     * Whether a process has ended that is still in the table, because whoever is to take note of it has not.
     *
     * @param pid its number
     * @return false also when the system does not say
     */
    static boolean hasEnded(long pid) {
        return field(pid, STATE).equals(Optional.of("Z"));
    }

    /** When a process began, in ticks since the machine did. */
    private static Optional<String> started(long pid) {
        return field(pid, START_TIME);
    }

    /** A field of {@code stat} behind the program's name (proc(5)). */
    private static Optional<String> field(long pid, int index) {
        try {
            String stat =
                    Files.readString(ALL.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1);
            // The name stands in parentheses and may hold anything.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(fields[index]);
        } catch (IOException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }
}
