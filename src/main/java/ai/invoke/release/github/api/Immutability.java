package ai.invoke.release.github.api;

/** Whether releases of a repository can never be changed once they are public. */
public enum Immutability {
    /** Releases cannot be changed once they are public. */
    ON,
    /** GitHub says they can, or does not say to this token; to be on the safe side, act as if it were on. */
    OFF_OR_UNKNOWN
}
