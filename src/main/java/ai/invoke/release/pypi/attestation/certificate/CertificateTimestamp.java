package ai.invoke.release.pypi.attestation.certificate;

import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.crypto.Signatures;
import ai.invoke.release.pypi.attestation.log.InclusionProof;
import ai.invoke.release.pypi.attestation.log.TransparencyLog;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The promise of a log of certificates that it took one (signed certificate timestamp, RFC 6962, section 3.2).
 *
 * @param logId the SHA-256 of the log's key
 * @param millis when, in milliseconds since 1970
 * @param extensions signed with it
 * @param signature the log's
 */
public record CertificateTimestamp(Octets logId, long millis, Octets extensions, Octets signature) {

    private static final int VERSION_1 = 0;
    private static final int SHA256_WITH_ECDSA = 0x0403;
    private static final int SHA256_WITH_RSA = 0x0401;
    private static final int CERTIFICATE_TIMESTAMP = 0;
    private static final int PRECERTIFICATE = 1;
    private static final int MOST = 16;

    /** @throws IllegalArgumentException when the list has another form */
    static List<CertificateTimestamp> readList(byte[] list) {
        try {
            ByteBuffer in = ByteBuffer.wrap(list);
            if (in.getShort() != (short) in.remaining()) {
                throw new IllegalArgumentException("a list of certificate timestamps of another length");
            }
            List<CertificateTimestamp> timestamps = new ArrayList<>();
            while (in.hasRemaining()) {
                timestamps.add(read(ByteBuffer.wrap(bytes(in, in.getShort() & 0xffff))));
            }
            if (timestamps.size() > MOST) {
                throw new IllegalArgumentException(timestamps.size() + " certificate timestamps");
            }
            return List.copyOf(timestamps);
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a certificate timestamp is cut off", e);
        }
    }

    private static CertificateTimestamp read(ByteBuffer in) {
        int version = in.get();
        Octets logId = Octets.of(bytes(in, InclusionProof.HASH));
        long millis = in.getLong();
        Octets extensions = Octets.of(bytes(in, in.getShort() & 0xffff));
        int algorithm = in.getShort() & 0xffff;
        Octets signature = Octets.of(bytes(in, in.getShort() & 0xffff));
        boolean known = algorithm == SHA256_WITH_ECDSA || algorithm == SHA256_WITH_RSA;
        if (version != VERSION_1 || !known || millis < 0 || in.hasRemaining()) {
            throw new IllegalArgumentException("a certificate timestamp of another form");
        }
        return new CertificateTimestamp(logId, millis, extensions, signature);
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /**
     * When the promise was made.
     *
     * @return to the millisecond
     */
    public Instant time() {
        return Instant.ofEpochMilli(millis);
    }

    /**
     * Whether that log made this promise about that certificate.
     *
     * @param log the log whose key is asked
     * @param certificate the certificate of a signer
     * @param issuer of that certificate
     * @return whether the signature holds
     */
    public boolean madeBy(TransparencyLog log, FulcioCertificate certificate, X509Certificate issuer) {
        return Signatures.verify(log.key(), signed(certificate.precertificate(), issuer), signature);
    }

    private byte[] signed(byte[] precertificate, X509Certificate issuer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION_1);
            out.writeByte(CERTIFICATE_TIMESTAMP);
            out.writeLong(millis);
            out.writeShort(PRECERTIFICATE);
            out.write(Octets.of(issuer.getPublicKey().getEncoded()).sha256().toArray());
            out.writeByte(precertificate.length >> 16);
            out.writeShort(precertificate.length);
            out.write(precertificate);
            out.writeShort(extensions.length());
            out.write(extensions.toArray());
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }
}
