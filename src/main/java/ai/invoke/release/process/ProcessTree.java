package ai.invoke.release.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process and everything that it started, also what has lost its parent meanwhile: descendants are remembered while
 * they can still be seen, and on Linux a variable in the environment and the pipes of the output tell the others. Safe for
 * several threads.
 */
final class ProcessTree {

    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration DETACHING = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(50);

    private final ProcessHandle root;
    private final Duration grace;
    private final Duration detaching;
    private final Optional<MarkedProcesses> marked;
    private final OutputPipes output;
    private final Set<ProcessHandle> seen = ConcurrentHashMap.newKeySet();

    /**
     * Creates the tree of a process.
     *
     * @param root the process that was started
     * @param patience how long what is told to end may take
     * @param mark the value of {@link ProcessMark#VARIABLE} in its environment; empty when it has none
     */
    ProcessTree(ProcessHandle root, String mark, Patience patience) {
        this.root = root;
        this.grace = patience.of(GRACE);
        this.detaching = patience.of(DETACHING);
        this.marked = mark.isEmpty() ? Optional.empty() : Optional.of(new MarkedProcesses(ProcessMark.VARIABLE, mark));
        // Without a mark the output is somebody else's, too: perhaps our own.
        this.output = mark.isEmpty() ? new OutputPipes(Set.of()) : OutputPipes.of(root);
    }

    /** Remembers who is there now. */
    void look() {
        root.descendants().forEach(seen::add);
    }

    /** Ends all politely, and by force who is still there five seconds later, or as much longer as the patience says. An interrupt is kept, not obeyed. */
    void kill() {
        List<ProcessHandle> alive = alive();
        alive.forEach(ProcessHandle::destroy);
        await(alive, grace);
        List<ProcessHandle> stubborn = alive();
        stubborn.forEach(ProcessHandle::destroyForcibly);
        await(stubborn, grace);
    }

    private List<ProcessHandle> alive() {
        look();
        marked.map(MarkedProcesses::all).ifPresent(seen::addAll);
        seen.addAll(output.writers());
        List<ProcessHandle> alive = new ArrayList<>();
        alive.add(root);
        alive.addAll(seen);
        alive.removeIf(handle -> !handle.isAlive() || ProcessMark.hasEnded(handle.pid()));
        return alive;
    }

    /**
     * Whether something that outlives the root goes on writing to its output. Java closes our end of it when the root ends,
     * so the reader alone cannot tell. A daemon writes elsewhere; one that has only just been started gets the time to
     * detach itself.
     */
    boolean holdsOutput() {
        long deadline = System.nanoTime() + detaching.toNanos();
        List<ProcessHandle> holders = holders();
        while (!holders.isEmpty() && System.nanoTime() - deadline < 0) {
            await(holders, LOOK);
            holders = holders();
        }
        return !holders.isEmpty();
    }

    /**
     * Ends what is still there although the root has ended, after a moment in which it may end by itself.
     *
     * @return what had to be ended, for messages: the program and its number
     */
    List<String> endLeftovers() {
        long deadline = System.nanoTime() + detaching.toNanos();
        List<ProcessHandle> left = alive();
        while (!left.isEmpty() && System.nanoTime() - deadline < 0) {
            await(left, LOOK);
            left = alive();
        }
        List<String> names = left.stream().map(ProcessTree::name).toList();
        if (!left.isEmpty()) {
            kill();
        }
        return names;
    }

    /**
     * What a message calls a process. Its arguments may hold secrets.
     *
     * @param process any
     * @return the program and the number
     */
    static String name(ProcessHandle process) {
        String command = process.info().command().orElse("a process");
        return command.substring(command.lastIndexOf('/') + 1) + " (" + process.pid() + ")";
    }

    private List<ProcessHandle> holders() {
        return alive().stream()
                .filter(handle -> output.sharedWith(OutputPipes.of(handle)))
                .toList();
    }

    private static void await(List<ProcessHandle> handles, Duration limit) {
        CompletableFuture<?> all = CompletableFuture.allOf(
                handles.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new));
        long deadline = System.nanoTime() + limit.toNanos();
        boolean interrupted = false;
        while (true) {
            try {
                all.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (TimeoutException e) {
                break;
            } catch (ExecutionException e) {
                throw new IllegalStateException("cannot wait for a process", e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
