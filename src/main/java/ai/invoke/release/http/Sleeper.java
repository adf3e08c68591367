package ai.invoke.release.http;

import java.time.Duration;

/** Waits between two attempts. A parameter so that tests do not wait. */
@FunctionalInterface
public interface Sleeper {

    /**
     * Waits for a duration.
     *
     * @param duration how long; zero or more
     * @throws InterruptedException when the thread is to stop
     */
    void sleep(Duration duration) throws InterruptedException;

    /**
     * A sleeper that puts the thread to sleep.
     *
     * @return the sleeper for everything but tests
     */
    static Sleeper real() {
        return duration -> Thread.sleep(duration.toMillis());
    }
}
