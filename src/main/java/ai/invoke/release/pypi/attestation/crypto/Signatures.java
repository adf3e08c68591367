package ai.invoke.release.pypi.attestation.crypto;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;

/** Signatures with the algorithms that Sigstore uses: SHA-256 with the curve P-256 (or RSA, for old logs), and Ed25519. */
public final class Signatures {

    /** The object identifiers of keys, as they are encoded. */
    private static final Map<String, String> ALGORITHMS = Map.of(
            "06072a8648ce3d0201", "EC",
            "06032b6570", "Ed25519",
            "06092a864886f70d010101", "RSA");

    private Signatures() {}

    /**
     * Checks a signature with the algorithm that belongs to the key.
     *
     * @param key EC, RSA or Ed25519
     * @param data what was signed
     * @param signature as the algorithm writes it
     * @return whether it holds; false also when it has not even the form of one
     */
    public static boolean verify(PublicKey key, byte[] data, Octets signature) {
        try {
            Signature verifier = Signature.getInstance(algorithm(key));
            verifier.initVerify(key);
            verifier.update(data);
            return verifier.verify(signature.toArray());
        } catch (SignatureException | InvalidKeyException e) {
            // Not even the form of a signature for this key.
            return false;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java lacks an algorithm", e);
        }
    }

    /**
     * Signs with SHA-256 and ECDSA.
     *
     * @param key on the curve P-256
     * @param data to be signed
     * @return the signature, DER
     */
    public static Octets sign(PrivateKey key, byte[] data) {
        try {
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(key);
            signer.update(data);
            return Octets.of(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot sign with ECDSA", e);
        }
    }

    /**
     * Reads a public key as certificates and trust roots hold it (SubjectPublicKeyInfo).
     *
     * @param info DER
     * @return the key
     * @throws IllegalArgumentException when it is none of a kind that is used here
     */
    public static PublicKey key(Octets info) {
        String algorithm = ALGORITHMS.get(Octets.of(Der.read(info.toArray())
                        .children()
                        .get(0)
                        .children()
                        .get(0)
                        .encoded())
                .hex());
        if (algorithm == null) {
            throw new IllegalArgumentException("neither an EC, an Ed25519 nor an RSA key");
        }
        try {
            return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(info.toArray()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no public key: " + e.getMessage(), e);
        }
    }

    private static String algorithm(PublicKey key) {
        return switch (key.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "Ed25519";
        };
    }
}
