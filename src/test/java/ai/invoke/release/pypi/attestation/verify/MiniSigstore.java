package ai.invoke.release.pypi.attestation.verify;

import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.LogBody;
import ai.invoke.release.pypi.attestation.certificate.FulcioCertificate;
import ai.invoke.release.pypi.attestation.crypto.Der;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.crypto.Signatures;
import ai.invoke.release.pypi.attestation.log.InclusionProof;
import ai.invoke.release.pypi.attestation.log.TransparencyLogEntry;
import ai.invoke.release.pypi.attestation.statement.Dsse;
import ai.invoke.release.pypi.attestation.statement.Statement;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A certificate authority, a log of certificates and a log of attestations, as small as they can be and as right as they must be: what
 * public services would never sign can be had here.
 */
public final class MiniSigstore {

    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;

    public static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    public static final Duration LIFE = Duration.ofMinutes(10);
    public static final String HOST = "log.example";

    private static final String AUTHORITY = "mini authority";

    public final KeyPair authority = keys();
    public final KeyPair certificateLog = keys();
    public final KeyPair log = keys();
    public final byte[] root = rootCertificate();

    /** What a certificate says; each {@code with} method changes one thing. */
    public record Wish(
            KeyPair signer,
            int nameTag,
            String name,
            Map<Integer, String> claims,
            Instant from,
            Instant until,
            Optional<KeyPair> loggedBy,
            String purpose,
            boolean certifies) {

        Wish withName(int tag, String other) {
            return new Wish(signer, tag, other, claims, from, until, loggedBy, purpose, certifies);
        }

        Wish withClaims(Map<Integer, String> other) {
            return new Wish(signer, nameTag, name, other, from, until, loggedBy, purpose, certifies);
        }

        Wish withLog(Optional<KeyPair> other) {
            return new Wish(signer, nameTag, name, claims, from, until, other, purpose, certifies);
        }

        Wish withPurpose(String other) {
            return new Wish(signer, nameTag, name, claims, from, until, loggedBy, other, certifies);
        }

        Wish certifying() {
            return new Wish(signer, nameTag, name, claims, from, until, loggedBy, purpose, true);
        }
    }

    /** A workflow's certificate from {@link #NOW} for ten minutes. */
    public Wish workflow() {
        String file = "https://github.com/example/project/.github/workflows/release.yml@refs/tags/v1.0";
        return new Wish(
                keys(),
                0x86,
                file,
                Map.of(
                        8, "https://token.actions.githubusercontent.com",
                        12, "https://github.com/example/project",
                        13, "0123456789abcdef0123456789abcdef01234567",
                        14, "refs/tags/v1.0",
                        18, file),
                NOW,
                NOW.plus(LIFE),
                Optional.of(certificateLog),
                "1.3.6.1.5.5.7.3.3",
                false);
    }

    /** Whom to trust for all this. */
    public String trustRoot() {
        ObjectNode json = CanonicalJson.object();
        json.put("mediaType", "application/vnd.dev.sigstore.trustedroot+json;version=0.1");
        log(json.putArray("tlogs").addObject(), log, "https://" + HOST);
        log(json.putArray("ctlogs").addObject(), certificateLog, "https://ct.example");
        ObjectNode certifier = json.putArray("certificateAuthorities").addObject();
        certifier.putObject("subject").put("organization", "example").put("commonName", AUTHORITY);
        certifier.put("uri", "https://ca.example");
        certifier
                .putObject("certChain")
                .putArray("certificates")
                .addObject()
                .put("rawBytes", Octets.of(root).base64());
        certifier.putObject("validFor").put("start", "2026-01-01T00:00:00Z");
        json.putArray("timestampAuthorities");
        return CanonicalJson.line(json);
    }

    private static void log(ObjectNode json, KeyPair keys, String address) {
        json.put("baseUrl", address);
        json.put("hashAlgorithm", "SHA2_256");
        ObjectNode key = json.putObject("publicKey");
        key.put("rawBytes", Octets.of(keys.getPublic().getEncoded()).base64());
        key.put("keyDetails", "PKIX_ECDSA_P256_SHA_256");
        key.putObject("validFor").put("start", "2026-01-01T00:00:00Z");
        json.putObject("logId").put("keyId", id(keys).base64());
    }

    public static Octets id(KeyPair keys) {
        return Octets.of(keys.getPublic().getEncoded()).sha256();
    }

    /** An attestation like PyPI's own, logged one minute after the certificate began. */
    public Attestation attest(Wish wish, String name, String sha256) {
        return attest(wish, new Statement(name, sha256, Statement.PUBLISH).write(), NOW.plusSeconds(60));
    }

    public Attestation attest(Wish wish, byte[] statement, Instant logged) {
        Octets signature = Signatures.sign(wish.signer().getPrivate(), Dsse.preAuthentication(statement));
        Octets certificate = Octets.of(certificate(wish));
        Octets body = Octets.of(body(certificate, Octets.of(statement), signature));
        return new Attestation(
                certificate, List.of(entry(body, logged, LogBody.KIND)), Octets.of(statement), signature);
    }

    public static String body(Octets certificate, Octets statement, Octets signature) {
        ObjectNode body = CanonicalJson.object();
        body.put("apiVersion", "0.0.1");
        body.put("kind", "dsse");
        ObjectNode spec = body.putObject("spec");
        spec.putObject("envelopeHash").put("algorithm", "sha256").put("value", "0".repeat(64));
        spec.putObject("payloadHash")
                .put("algorithm", "sha256")
                .put("value", statement.sha256().hex());
        spec.putArray("signatures")
                .addObject()
                .put("signature", signature.base64())
                .put(
                        "verifier",
                        Octets.of(FulcioCertificate.pem("CERTIFICATE", certificate.toArray()))
                                .base64());
        return CanonicalJson.line(body);
    }

    public TransparencyLogEntry entry(Octets body, Instant logged, String kind) {
        // Seven entries, so that the path goes left, right, and up an incomplete edge.
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            leaves.add(Merkle.leaf(i == 5 ? body.toArray() : new byte[] {(byte) i}));
        }
        Octets rootHash = Octets.of(Merkle.root(leaves));
        String note = HOST + " - 42\n7\n" + rootHash.base64() + "\n";
        Octets noteSignature = Signatures.sign(log.getPrivate(), note.getBytes(StandardCharsets.UTF_8));
        String checkpoint = note + "\n\u2014 " + HOST + " "
                + Octets.of(join(id(log).first(4).toArray(), noteSignature.toArray()))
                        .base64()
                + "\n";
        TransparencyLogEntry unsigned = new TransparencyLogEntry(
                4711,
                id(log),
                kind,
                LogBody.VERSION,
                logged.getEpochSecond(),
                Optional.empty(),
                Optional.of(new InclusionProof(
                        5,
                        rootHash,
                        7,
                        Merkle.path(5, leaves).stream().map(Octets::of).toList(),
                        checkpoint)),
                body);
        return new TransparencyLogEntry(
                unsigned.index(),
                unsigned.logId(),
                unsigned.kind(),
                unsigned.version(),
                unsigned.integratedTime(),
                Optional.of(Signatures.sign(log.getPrivate(), unsigned.promised())),
                unsigned.proof(),
                body);
    }

    /** The certificate that a wish describes. */
    public byte[] certificate(Wish wish) {
        List<byte[]> extensions = new ArrayList<>();
        extensions.add(extension("2.5.29.15", true, new byte[] {0x03, 0x02, 0x07, (byte) 0x80}));
        extensions.add(extension("2.5.29.37", false, sequence(oid(wish.purpose()))));
        extensions.add(extension(
                "2.5.29.17",
                true,
                sequence(Der.write(wish.nameTag() & 0xff, List.of(wish.name().getBytes(StandardCharsets.UTF_8))))));
        extensions.add(extension("2.5.29.35", false, sequence(Der.write(0x80, List.of(keyId(authority))))));
        if (wish.certifies()) {
            extensions.add(extension("2.5.29.19", true, sequence(new byte[] {0x01, 0x01, (byte) 0xff})));
        }
        wish.claims()
                .forEach((number, text) -> extensions.add(extension(
                        "1.3.6.1.4.1.57264.1." + number,
                        false,
                        Der.write(Der.UTF8_STRING, List.of(text.getBytes(StandardCharsets.UTF_8))))));
        byte[] precertificate = toBeSigned(wish.signer().getPublic(), wish.from(), wish.until(), extensions);
        wish.loggedBy().ifPresent(keys -> extensions.add(timestamp(keys, precertificate, wish.from())));
        return signed(toBeSigned(wish.signer().getPublic(), wish.from(), wish.until(), extensions));
    }

    private byte[] timestamp(KeyPair keys, byte[] precertificate, Instant time) {
        byte[] head = ByteBuffer.allocate(10)
                .put((byte) 0)
                .put((byte) 0)
                .putLong(time.toEpochMilli())
                .array();
        byte[] length = {
            (byte) (precertificate.length >> 16), (byte) (precertificate.length >> 8), (byte) precertificate.length
        };
        byte[] data = join(
                head,
                new byte[] {0, 1},
                sha256(authority.getPublic().getEncoded()),
                length,
                precertificate,
                new byte[] {0, 0});
        byte[] signature = Signatures.sign(keys.getPrivate(), data).toArray();
        byte[] timestamp = join(
                new byte[] {0},
                id(keys).toArray(),
                ByteBuffer.allocate(8).putLong(time.toEpochMilli()).array(),
                new byte[] {0, 0, 4, 3, 0, (byte) signature.length},
                signature);
        byte[] list = join(new byte[] {0, (byte) (timestamp.length + 2), 0, (byte) timestamp.length}, timestamp);
        return extension("1.3.6.1.4.1.11129.2.4.2", false, Der.write(Der.OCTET_STRING, List.of(list)));
    }

    private byte[] rootCertificate() {
        List<byte[]> extensions = List.of(
                extension("2.5.29.19", true, sequence(new byte[] {0x01, 0x01, (byte) 0xff})),
                extension("2.5.29.15", true, new byte[] {0x03, 0x02, 0x01, 0x06}),
                extension("2.5.29.14", false, Der.write(Der.OCTET_STRING, List.of(keyId(authority)))));
        return signed(certificate(
                authority.getPublic(),
                Instant.parse("2026-01-01T00:00:00Z"),
                Instant.parse("2030-01-01T00:00:00Z"),
                name(),
                extensions));
    }

    private byte[] toBeSigned(PublicKey key, Instant from, Instant until, List<byte[]> extensions) {
        return certificate(key, from, until, sequence(), extensions);
    }

    private static byte[] certificate(
            PublicKey key, Instant from, Instant until, byte[] subject, List<byte[]> extensions) {
        return sequence(
                Der.write(0xa0, List.of(new byte[] {0x02, 0x01, 0x02})),
                Der.write(INTEGER, List.of(BigInteger.valueOf(7).toByteArray())),
                ecdsa(),
                name(),
                sequence(time(from), time(until)),
                subject,
                key.getEncoded(),
                Der.write(0xa3, List.of(sequence(extensions.toArray(byte[][]::new)))));
    }

    private byte[] signed(byte[] toBeSigned) {
        byte[] signature = Signatures.sign(authority.getPrivate(), toBeSigned).toArray();
        return sequence(toBeSigned, ecdsa(), Der.write(BIT_STRING, List.of(new byte[] {0}, signature)));
    }

    private static byte[] name() {
        byte[] text = Der.write(Der.UTF8_STRING, List.of(AUTHORITY.getBytes(StandardCharsets.UTF_8)));
        return sequence(Der.write(0x31, List.of(sequence(oid("2.5.4.3"), text))));
    }

    private static byte[] ecdsa() {
        return sequence(oid("1.2.840.10045.4.3.2"));
    }

    private static byte[] time(Instant moment) {
        String text = DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(moment);
        return Der.write(0x17, List.of(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] keyId(KeyPair keys) {
        return id(keys).first(20).toArray();
    }

    private static byte[] extension(String oid, boolean critical, byte[] value) {
        byte[] flag = critical ? new byte[] {0x01, 0x01, (byte) 0xff} : new byte[0];
        return sequence(oid(oid), flag, Der.write(Der.OCTET_STRING, List.of(value)));
    }

    private static byte[] oid(String text) {
        long[] arcs =
                Arrays.stream(text.split("\\.")).mapToLong(Long::parseLong).toArray();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((int) (arcs[0] * 40 + arcs[1]));
        for (int i = 2; i < arcs.length; i++) {
            for (int shift = 28; shift >= 0; shift -= 7) {
                if (shift == 0 || arcs[i] >> shift != 0) {
                    out.write((int) (arcs[i] >> shift & 0x7f | (shift > 0 ? 0x80 : 0)));
                }
            }
        }
        return Der.write(0x06, List.of(out.toByteArray()));
    }

    private static byte[] sequence(byte[]... parts) {
        return Der.write(Der.SEQUENCE, List.of(parts));
    }

    public static byte[] sha256(byte[] bytes) {
        return Octets.of(bytes).sha256().toArray();
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    public static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The tree as RFC 6962 defines it, by recursion; the code under test goes the other way. */
    static final class Merkle {

        private Merkle() {}

        static byte[] leaf(byte[] content) {
            return sha256(join(new byte[] {0}, content));
        }

        static byte[] root(List<byte[]> leaves) {
            if (leaves.size() == 1) {
                return leaves.get(0);
            }
            int half = half(leaves.size());
            return sha256(
                    join(new byte[] {1}, root(leaves.subList(0, half)), root(leaves.subList(half, leaves.size()))));
        }

        static List<byte[]> path(int index, List<byte[]> leaves) {
            if (leaves.size() == 1) {
                return new ArrayList<>();
            }
            int half = half(leaves.size());
            List<byte[]> left = leaves.subList(0, half);
            List<byte[]> right = leaves.subList(half, leaves.size());
            List<byte[]> path = index < half ? path(index, left) : path(index - half, right);
            path.add(root(index < half ? right : left));
            return path;
        }

        private static int half(int size) {
            return Integer.highestOneBit(size - 1);
        }
    }

    /** For tests that change the JSON of an attestation. */
    public static ArrayNode entries(ObjectNode attestation) {
        return (ArrayNode) attestation.path("verification_material").path("transparency_entries");
    }
}
