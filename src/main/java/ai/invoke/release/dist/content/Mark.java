package ai.invoke.release.dist.content;

/** Text in a file that a rule looks for. Found while the file is unpacked, without keeping it. */
public enum Mark {
    /** The file begins with a PEM private key. */
    PRIVATE_KEY,
    /** Python source obfuscated by PyArmor or SourceDefender, which PyPI refuses. */
    OBFUSCATED,
    /** An absolute path of the machine that built it ({@code file:///}). */
    BUILD_PATH
}
