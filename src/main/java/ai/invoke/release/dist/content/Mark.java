package ai.invoke.release.dist.content;

/** Text in a file that a rule looks for. Found while the file is unpacked, without keeping it. */
public enum Mark {
    /** The file begins with a PEM private key. */
    PRIVATE_KEY,
    /** Python source encrypted by PyArmor, which PyPI refuses. */
    PYARMOR,
    /** Python source encrypted by SourceDefender, which PyPI refuses. */
    SOURCEDEFENDER,
    /** An absolute path of the machine that built it ({@code file:///}). */
    BUILD_PATH
}
