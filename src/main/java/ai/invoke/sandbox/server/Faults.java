package ai.invoke.sandbox.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The faults that a server is to play, with a count of the requests each has seen. Safe for several threads. */
public final class Faults {

    private final List<Armed> armed = new ArrayList<>();

    /** Creates a list without faults. */
    public Faults() {}

    /**
     * Adds a fault; it counts the matching requests from now on.
     *
     * @param fault what to play
     */
    public synchronized void play(Fault fault) {
        armed.add(new Armed(fault));
    }

    /** Forgets all faults. */
    public synchronized void clear() {
        armed.clear();
    }

    /**
     * The faults that have not been played to their end.
     *
     * @return in the order in which they were added
     */
    public synchronized List<Fault> pending() {
        return armed.stream()
                .filter(one -> one.seen < one.fault.nth() + one.fault.times() - 1)
                .map(one -> one.fault)
                .toList();
    }

    /** Counts a request and says which fault it meets; the first added wins when several match. */
    synchronized Optional<Fault> meet(String method, String target) {
        Optional<Fault> met = Optional.empty();
        for (Armed one : armed) {
            Fault fault = one.fault;
            boolean matches = fault.method().equals("*") || fault.method().equals(method);
            if (!matches || !fault.path().matcher(target).find()) {
                continue;
            }
            one.seen++;
            if (met.isEmpty() && one.seen >= fault.nth() && one.seen < fault.nth() + fault.times()) {
                met = Optional.of(fault);
            }
        }
        return met;
    }

    private static final class Armed {

        private final Fault fault;
        private int seen;

        Armed(Fault fault) {
            this.fault = fault;
        }
    }
}
