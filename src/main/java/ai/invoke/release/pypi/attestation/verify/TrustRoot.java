package ai.invoke.release.pypi.attestation.verify;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.certificate.CertificateAuthority;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.log.TransparencyLog;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Whom verification trusts: the authorities that certify signers and the logs that saw them, in Sigstore's own format ({@code
 * trusted_root.json}). One is shipped; it ages, since logs and authorities are replaced every few years.
 */
public final class TrustRoot {

    /** The day on which the shipped file was known to be the newest one (@sigstore/tuf 5.0.1, TUF root version 16). */
    private static final LocalDate SHIPPED = LocalDate.of(2026, 11, 5);

    private static final String RESOURCE = "trusted_root.json";
    private static final int MAX_BYTES = 1024 * 1024;
    private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.trustedroot";

    private final String source;
    private final LocalDate date;
    private final String sha256;
    private final List<TransparencyLog> logs;
    private final List<TransparencyLog> certificateLogs;
    private final List<CertificateAuthority> authorities;

    private TrustRoot(String source, LocalDate date, byte[] json) {
        JsonFields fields = CanonicalJson.read(json);
        if (!fields.text("mediaType").startsWith(MEDIA_TYPE)) {
            throw fields.wrong("mediaType", MEDIA_TYPE + " is expected");
        }
        this.source = source;
        this.date = date;
        this.sha256 = Sha256.of(json);
        this.logs = fields.openObjects("tlogs", TransparencyLog::read);
        this.certificateLogs = fields.openObjects("ctlogs", TransparencyLog::read);
        this.authorities = fields.openObjects("certificateAuthorities", CertificateAuthority::read);
    }

    /**
     * The one that is part of the plugin: Sigstore's production instance, which PyPI and TestPyPI use both.
     *
     * @return the root
     */
    public static TrustRoot shipped() {
        try (InputStream in = Objects.requireNonNull(TrustRoot.class.getResourceAsStream(RESOURCE), RESOURCE)) {
            return new TrustRoot("the shipped trust root", SHIPPED, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the plugin's own trust root cannot be read", e);
        }
    }

    /**
     * Reads a trust root from a file.
     *
     * @param file in Sigstore's format
     * @return the root
     * @throws ProjectException when it cannot be read, or has another format
     */
    public static TrustRoot read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw unusable(file, "it has more than " + MAX_BYTES + " bytes");
            }
            LocalDate changed =
                    LocalDate.ofInstant(Files.getLastModifiedTime(file).toInstant(), ZoneOffset.UTC);
            return new TrustRoot("the trust root " + file, changed, Files.readAllBytes(file));
        } catch (MalformedJsonException | IOException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        }
    }

    private static ProjectException unusable(Path file, String why) {
        return new ProjectException(Problem.of("the trust root cannot be used: " + why)
                .at(Location.of(file.toString()))
                .next(
                        "use a trusted_root.json as Sigstore's TUF repository serves it, or leave the parameter out for the"
                                + " shipped one"));
    }

    /**
     * Says what it is and how old.
     *
     * @param now the present
     * @return one line: where it is from, its date, its age in days, the first digits of its digest
     */
    public String describe(Instant now) {
        long days = ChronoUnit.DAYS.between(date, LocalDate.ofInstant(now, ZoneOffset.UTC));
        return source + " of " + date + " (" + days + (days == 1 ? " day" : " days") + " old, sha256 "
                + sha256.substring(0, 12) + ")";
    }

    /**
     * The day of its data: for the shipped one the day on which it was known to be Sigstore's newest, for a file the day of its last change.
     *
     * @return a day in UTC
     */
    public LocalDate date() {
        return date;
    }

    /**
     * The digest of the whole file, for records.
     *
     * @return 64 lower-case hex digits
     */
    public String sha256() {
        return sha256;
    }

    Optional<TransparencyLog> log(Octets id) {
        return logs.stream().filter(log -> log.id().equals(id)).findFirst();
    }

    Optional<TransparencyLog> certificateLog(Octets id) {
        return certificateLogs.stream().filter(log -> log.id().equals(id)).findFirst();
    }

    List<CertificateAuthority> authorities() {
        return authorities;
    }
}
