package ai.invoke.release.http;

import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * What makes a client depend on time and chance.
 *
 * @param clock tells how far away a date in {@code Retry-After} is
 * @param sleeper waits between attempts
 * @param jitter numbers from 0 (included) to 1 (excluded)
 */
public record Timing(Clock clock, Sleeper sleeper, DoubleSupplier jitter) {

    /**
     * The real time.
     *
     * @return for everything but tests
     */
    public static Timing real() {
        return new Timing(
                Clock.systemUTC(),
                Sleeper.real(),
                () -> ThreadLocalRandom.current().nextDouble());
    }
}
