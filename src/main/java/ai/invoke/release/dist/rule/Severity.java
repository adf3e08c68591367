package ai.invoke.release.dist.rule;

/** How bad a finding is. */
public enum Severity {
    /** Stops the release. */
    ERROR,
    /** Should be fixed, does not stop the release unless the user says so. */
    WARNING,
    /** Worth knowing; never stops a release. */
    NOTE
}
