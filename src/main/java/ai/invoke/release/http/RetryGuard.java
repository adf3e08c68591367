package ai.invoke.release.http;

/**
 * Looks at the server before a request is sent again. For requests that change something and whose answer was lost: the
 * guard asks the server whether the change is already there.
 */
@FunctionalInterface
public interface RetryGuard {

    /**
     * Says whether the request may be sent again.
     *
     * @param last how the last attempt ended
     * @return false to leave it at that
     */
    boolean mayRepeat(Exchange last);
}
