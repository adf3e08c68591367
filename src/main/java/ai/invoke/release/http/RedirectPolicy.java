package ai.invoke.release.http;

/** What happens when a server points elsewhere. */
public enum RedirectPolicy {
    /** Nothing: the 3xx answer is the answer. */
    NONE,
    /**
     * Follows within the same scheme, host and port, up to ten times. 307 and 308 repeat the method and the body; 301, 302 and
     * 303 are followed for GET and HEAD only, because following them turns a POST into a GET.
     */
    SAME_ORIGIN,
    /**
     * Follows GET and HEAD anywhere but from https to http, up to ten times. Credentials and extra headers stay behind for
     * good as soon as the origin changes: a download from a release page ends at a storage host that refuses them.
     */
    DROP_CREDENTIALS
}
