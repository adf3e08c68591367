package ai.invoke.release.dist.content;

import java.util.Map;
import java.util.Optional;

/** Digest algorithms by the names that RECORD uses, those of Python's {@code hashlib}. */
public final class RecordHash {

    private static final Map<String, String> STRONG = Map.of(
            "sha256", "SHA-256",
            "sha384", "SHA-384",
            "sha512", "SHA-512",
            "sha3_256", "SHA3-256",
            "sha3_384", "SHA3-384",
            "sha3_512", "SHA3-512");

    private RecordHash() {}

    /**
     * The JDK's name of an algorithm that RECORD may use.
     *
     * @param algorithm as in RECORD
     * @return empty when it is weaker than SHA-256 or unknown here
     */
    public static Optional<String> jdkName(String algorithm) {
        return Optional.ofNullable(STRONG.get(algorithm));
    }
}
