package ai.invoke.release.approval.ssh;

import ai.invoke.release.text.Printable;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * A public key as SSH writes it (RFC 4253, 5656, 8709; OpenSSH's PROTOCOL.u2f for hardware keys), verified with the JDK's own
 * cryptography.
 */
public final class SshKey {

    private static final byte[] ED25519_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final int ED25519_LENGTH = 32;

    /** NIST SP 800-131A: shorter ones are not to be used for signatures. */
    private static final int MIN_RSA_BITS = 2048;

    private static final int MAX_RSA_BITS = 16384;

    private static final String SK = "sk-";

    private static final Map<String, Curve> CURVES = Map.of(
            "nistp256", new Curve("secp256r1", "SHA256withECDSAinP1363Format", 32),
            "nistp384", new Curve("secp384r1", "SHA384withECDSAinP1363Format", 48),
            "nistp521", new Curve("secp521r1", "SHA512withECDSAinP1363Format", 66));

    private final byte[] blob;
    private final String type;
    private final PublicKey key;
    private final Optional<Curve> curve;
    private final byte[] application;

    private record Curve(String name, String algorithm, int length) {}

    private SshKey(byte[] blob, String type, PublicKey key, Optional<Curve> curve, byte[] application) {
        this.blob = blob;
        this.type = type;
        this.key = key;
        this.curve = curve;
        this.application = application;
    }

    /**
     * Reads a key as a line of a text file has it.
     *
     * @param type its type, for instance {@code ssh-ed25519}
     * @param base64 the key
     * @return the key
     * @throws SshFormatException when it is none, of another type, or of one that proves too little
     */
    static SshKey of(String type, String base64) {
        byte[] blob;
        try {
            blob = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new SshFormatException("its key is not base64", e);
        }
        SshKey key = of(blob);
        if (!key.type().equals(type)) {
            throw new SshFormatException("its key is of the type " + key.type() + ", not " + Printable.of(type));
        }
        return key;
    }

    /**
     * Reads a key.
     *
     * @param blob the binary form
     * @return the key
     * @throws SshFormatException when it is none, or of a type that proves too little
     */
    public static SshKey of(byte[] blob) {
        WireReader reader = new WireReader(blob);
        String type = reader.text();
        try {
            SshKey key = switch (type) {
                case "ssh-ed25519" -> new SshKey(blob, type, ed25519(reader), Optional.empty(), new byte[0]);
                case "sk-ssh-ed25519@openssh.com" ->
                    new SshKey(blob, type, ed25519(reader), Optional.empty(), reader.string());
                case "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521" ->
                    ecdsa(blob, type, reader, type.substring("ecdsa-sha2-".length()));
                case "sk-ecdsa-sha2-nistp256@openssh.com" -> ecdsa(blob, type, reader, "nistp256");
                case "ssh-rsa" -> new SshKey(blob, type, rsa(reader), Optional.empty(), new byte[0]);
                default ->
                    throw new SshFormatException(
                            type.contains("-cert-v01@")
                                    ? "certificates are not supported, list the key itself"
                                    : "keys of the type " + type + " are not supported");
            };
            reader.end();
            return key;
        } catch (GeneralSecurityException e) {
            throw new SshFormatException("not a usable key: " + e.getMessage(), e);
        }
    }

    private static PublicKey ed25519(WireReader reader) throws GeneralSecurityException {
        byte[] point = reader.string();
        if (point.length != ED25519_LENGTH) {
            throw new SshFormatException("an Ed25519 key has 32 bytes");
        }
        byte[] encoded = Arrays.copyOf(ED25519_PREFIX, ED25519_PREFIX.length + point.length);
        System.arraycopy(point, 0, encoded, ED25519_PREFIX.length, point.length);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }

    private static PublicKey rsa(WireReader reader) throws GeneralSecurityException {
        BigInteger exponent = reader.mpint();
        BigInteger modulus = reader.mpint();
        if (modulus.bitLength() < MIN_RSA_BITS || modulus.bitLength() > MAX_RSA_BITS) {
            throw new SshFormatException("an RSA key of " + modulus.bitLength() + " bits is not accepted, at least "
                    + MIN_RSA_BITS + " are expected");
        }
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
    }

    private static SshKey ecdsa(byte[] blob, String type, WireReader reader, String name)
            throws GeneralSecurityException {
        if (!reader.text().equals(name)) {
            throw new SshFormatException("its curve is not that of its type");
        }
        Curve curve = Optional.ofNullable(CURVES.get(name)).orElseThrow();
        byte[] point = reader.string();
        if (point.length != 1 + 2 * curve.length() || point[0] != 4) {
            throw new SshFormatException("its point is not in the uncompressed form");
        }
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec(curve.name()));
        ECParameterSpec spec = parameters.getParameterSpec(ECParameterSpec.class);
        BigInteger x = new BigInteger(1, Arrays.copyOfRange(point, 1, 1 + curve.length()));
        BigInteger y = new BigInteger(1, Arrays.copyOfRange(point, 1 + curve.length(), point.length));
        requireOnCurve(spec, x, y);
        PublicKey key = KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(new ECPoint(x, y), spec));
        return new SshKey(blob, type, key, Optional.of(curve), type.startsWith(SK) ? reader.string() : new byte[0]);
    }

    private static void requireOnCurve(ECParameterSpec spec, BigInteger x, BigInteger y) {
        BigInteger prime = ((ECFieldFp) spec.getCurve().getField()).getP();
        BigInteger right = x.pow(3)
                .add(spec.getCurve().getA().multiply(x))
                .add(spec.getCurve().getB())
                .mod(prime);
        if (x.compareTo(prime) >= 0
                || y.compareTo(prime) >= 0
                || !y.pow(2).mod(prime).equals(right)) {
            throw new SshFormatException("its point is not on the curve");
        }
    }

    /**
     * Verifies a signature.
     *
     * @param signature the inner signature: type, bytes, and of a hardware key flags and counter
     * @param signed what was signed
     * @throws SshFormatException when it is not this key's signature of these bytes, or nobody touched the hardware key
     */
    void verify(byte[] signature, byte[] signed) {
        WireReader reader = new WireReader(signature);
        String kind = reader.text();
        byte[] value = reader.string();
        byte[] message = signed;
        if (type.startsWith(SK)) {
            byte flags = reader.raw(1)[0];
            byte[] counter = reader.raw(4);
            if ((flags & 1) == 0) {
                throw new SshFormatException("nobody touched the hardware key for it");
            }
            byte[] inner = SshSignature.digest("SHA-256", signed);
            message = ByteBuffer.allocate(32 + 1 + 4 + inner.length)
                    .put(SshSignature.digest("SHA-256", application))
                    .put(flags)
                    .put(counter)
                    .put(inner)
                    .array();
        }
        reader.end();
        boolean right;
        try {
            right = right(kind, value, message);
        } catch (GeneralSecurityException e) {
            throw new SshFormatException("not a signature of this key: " + e.getMessage(), e);
        }
        if (!right) {
            throw new SshFormatException("not a signature of these bytes by this key");
        }
    }

    private boolean right(String kind, byte[] value, byte[] message) throws GeneralSecurityException {
        if (type.equals("ssh-rsa")) {
            String algorithm = switch (kind) {
                case "rsa-sha2-512" -> "SHA512withRSA";
                case "rsa-sha2-256" -> "SHA256withRSA";
                default -> throw new SshFormatException("signatures of the type " + kind + " are not accepted");
            };
            return verify(algorithm, padded(value), message);
        }
        if (!kind.equals(type)) {
            throw new SshFormatException("a signature of the type " + kind + " is none of a key of the type " + type);
        }
        if (curve.isEmpty()) {
            return verify("Ed25519", value, message);
        }
        WireReader numbers = new WireReader(value);
        byte[] fixed = new byte[2 * curve.get().length()];
        place(numbers.mpint(), fixed, 0, curve.get().length());
        place(numbers.mpint(), fixed, curve.get().length(), curve.get().length());
        numbers.end();
        return verify(curve.get().algorithm(), fixed, message);
    }

    private boolean verify(String algorithm, byte[] value, byte[] message) throws GeneralSecurityException {
        Signature verifier = Signature.getInstance(algorithm);
        verifier.initVerify(key);
        verifier.update(message);
        return verifier.verify(value);
    }

    /** OpenSSH leaves leading zeros out. */
    private byte[] padded(byte[] value) {
        int length = (((java.security.interfaces.RSAPublicKey) key).getModulus().bitLength() + 7) / 8;
        if (value.length >= length) {
            return value;
        }
        byte[] full = new byte[length];
        System.arraycopy(value, 0, full, length - value.length, value.length);
        return full;
    }

    private static void place(BigInteger number, byte[] target, int start, int length) {
        byte[] bytes = number.toByteArray();
        int from = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        int count = bytes.length - from;
        if (count > length) {
            throw new SshFormatException("a number in it is too large");
        }
        System.arraycopy(bytes, from, target, start + length - count, count);
    }

    /**
     * The name by which OpenSSH shows the key.
     *
     * @return {@code SHA256:} and base64 without padding
     */
    public String fingerprint() {
        return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(SshSignature.digest("SHA-256", blob));
    }

    /**
     * The key's type.
     *
     * @return for instance {@code ssh-ed25519}
     */
    public String type() {
        return type;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SshKey that && Arrays.equals(blob, that.blob);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(blob);
    }

    @Override
    public String toString() {
        return type + " " + fingerprint();
    }
}
