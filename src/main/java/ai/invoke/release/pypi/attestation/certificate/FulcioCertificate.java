package ai.invoke.release.pypi.attestation.certificate;

import ai.invoke.release.pypi.attestation.crypto.Der;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The certificate of a signer, as Fulcio issues it for ten minutes: a key, and in its extensions who may use it.
 *
 * @see <a href="https://github.com/sigstore/fulcio/blob/main/docs/oid-info.md">Fulcio's extensions</a>
 */
public final class FulcioCertificate {

    /** Where Fulcio's extensions are: {@code .8} to {@code .23} hold one UTF-8 text each. */
    private static final String CLAIMS = "1.3.6.1.4.1.57264.1.";

    private static final int FIRST_CLAIM = 8;
    private static final int LAST_CLAIM = 23;
    private static final String TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";
    private static final byte[] TIMESTAMPS_DER = {
        0x06, 0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, (byte) 0xd6, 0x79, 0x02, 0x04, 0x02
    };
    private static final int EXTENSIONS = 0xa3;
    private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
    private static final int URI_NAME = 6;
    private static final int EMAIL_NAME = 1;

    private final Octets der;
    private final X509Certificate certificate;
    private final Map<Integer, String> claims;

    private FulcioCertificate(Octets der, X509Certificate certificate, Map<Integer, String> claims) {
        this.der = der;
        this.certificate = certificate;
        this.claims = claims;
    }

    /**
     * Reads a certificate; nothing is verified.
     *
     * @param der one certificate and nothing else
     * @return the certificate
     * @throws IllegalArgumentException when it is none, or an extension of Fulcio's has another form
     */
    public static FulcioCertificate read(Octets der) {
        X509Certificate certificate = x509(der);
        Map<Integer, String> claims = new TreeMap<>();
        for (int number = FIRST_CLAIM; number <= LAST_CLAIM; number++) {
            byte[] value = certificate.getExtensionValue(CLAIMS + number);
            if (value != null) {
                claims.put(number, text(value));
            }
        }
        return new FulcioCertificate(der, certificate, claims);
    }

    /** @throws IllegalArgumentException when the bytes are not one certificate and nothing else */
    static X509Certificate x509(Octets der) {
        // The JDK also takes PEM, and ignores what follows.
        Der.read(der.toArray()).content(Der.SEQUENCE);
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(der.toArray()));
        } catch (CertificateException e) {
            throw new IllegalArgumentException("no X.509 certificate: " + e.getMessage(), e);
        }
    }

    private static String text(byte[] extension) {
        byte[] utf8 = Der.read(Der.read(extension).content(Der.OCTET_STRING)).content(Der.UTF8_STRING);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("a text of the certificate is not UTF-8", e);
        }
    }

    /**
     * The certificate as it was read.
     *
     * @return DER
     */
    public Octets der() {
        return der;
    }

    /**
     * The certificate as the JDK sees it.
     *
     * @return the same certificate
     */
    public X509Certificate x509() {
        return certificate;
    }

    /**
     * The key that it certifies.
     *
     * @return the signer's
     */
    public PublicKey key() {
        return certificate.getPublicKey();
    }

    /** A claim of the signer by the last number of its extension, for instance 8 for the issuer. */
    Optional<String> claim(int number) {
        return Optional.ofNullable(claims.get(number));
    }

    /**
     * Who it is for: an address of a workflow, or of a person or service account. Fulcio writes exactly one.
     *
     * @return the subject alternative name; empty when there is none, several, or another kind
     */
    public Optional<String> subject() {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null || names.size() != 1) {
                return Optional.empty();
            }
            List<?> name = names.iterator().next();
            boolean known = name.get(0).equals(URI_NAME) || name.get(0).equals(EMAIL_NAME);
            return known ? Optional.of(String.valueOf(name.get(1))) : Optional.empty();
        } catch (CertificateParsingException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether it is for signing code and nothing else.
     *
     * @return whether usage, extended usage and kind of key say so
     */
    public boolean signsCode() {
        boolean[] usage = certificate.getKeyUsage();
        try {
            List<String> purposes = certificate.getExtendedKeyUsage();
            return usage != null
                    && usage[0]
                    && purposes != null
                    && purposes.contains(CODE_SIGNING)
                    && certificate.getBasicConstraints() < 0
                    && certificate.getPublicKey().getAlgorithm().equals("EC");
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    /**
     * What logs of certificates promised about it.
     *
     * @return at least one for every certificate of Fulcio
     * @throws IllegalArgumentException when the extension has another form
     */
    public List<CertificateTimestamp> timestamps() {
        byte[] extension = certificate.getExtensionValue(TIMESTAMPS);
        return extension == null
                ? List.of()
                : CertificateTimestamp.readList(
                        Der.read(Der.read(extension).content(Der.OCTET_STRING)).content(Der.OCTET_STRING));
    }

    /** The signed part without the promises: what the logs of certificates saw before they made them. */
    byte[] precertificate() {
        try {
            List<byte[]> parts = new ArrayList<>();
            for (Der part : Der.read(certificate.getTBSCertificate()).children()) {
                parts.add(part.tag() == EXTENSIONS ? withoutTimestamps(part) : part.encoded());
            }
            return Der.write(Der.SEQUENCE, parts);
        } catch (CertificateException e) {
            throw new IllegalArgumentException("the certificate cannot be encoded", e);
        }
    }

    private static byte[] withoutTimestamps(Der wrapper) {
        List<byte[]> kept = new ArrayList<>();
        for (Der extension : Der.read(wrapper.content(EXTENSIONS)).children()) {
            if (!Arrays.equals(extension.children().get(0).encoded(), TIMESTAMPS_DER)) {
                kept.add(extension.encoded());
            }
        }
        return Der.write(EXTENSIONS, List.of(Der.write(Der.SEQUENCE, kept)));
    }

    /**
     * The certificate as Rekor and all verifiers write it.
     *
     * @return 64 columns, line feeds, one at the end
     */
    public String pem() {
        return pem("CERTIFICATE", der.toArray());
    }

    /**
     * Writes any such block.
     *
     * @param label for instance {@code PUBLIC KEY}
     * @param der what is in it
     * @return 64 columns, line feeds, one at the end
     */
    public static String pem(String label, byte[] der) {
        byte[] lineFeed = {'\n'};
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, lineFeed).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }
}
