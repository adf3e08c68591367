package ai.invoke.release.pypi.attestation.verify;

import static ai.invoke.release.pypi.attestation.verify.MiniSigstore.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.LogBody;
import ai.invoke.release.pypi.attestation.bundle.Provenance;
import ai.invoke.release.pypi.attestation.certificate.FulcioCertificate;
import ai.invoke.release.pypi.attestation.certificate.Publisher;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.crypto.Signatures;
import ai.invoke.release.pypi.attestation.log.TransparencyLog;
import ai.invoke.release.pypi.attestation.log.TransparencyLogEntry;
import ai.invoke.release.pypi.attestation.statement.Dsse;
import ai.invoke.release.pypi.attestation.statement.Statement;
import ai.invoke.release.pypi.attestation.verify.Verdict.Check;
import ai.invoke.release.pypi.attestation.verify.Verdict.Refused;
import ai.invoke.release.pypi.attestation.verify.Verdict.Undecided;
import ai.invoke.release.pypi.attestation.verify.Verdict.Verified;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttestationVerifierTest {

    private static final String NAME = "project-1.0-py3-none-any.whl";
    private static final String SHA256 = "ab".repeat(32);
    private static final Publisher PUBLISHER = new Publisher.GitHub("example/project", "release.yml");
    private static final Publisher REAL = new Publisher.GitHub("trailofbits/pypi-attestations", "release.yml");

    @TempDir
    Path folder;

    private final AttestationVerifier production = new AttestationVerifier(TrustRoot.shipped());
    private final MiniSigstore mini = new MiniSigstore();
    private AttestationVerifier verifier = production;

    @BeforeEach
    void trust() throws IOException {
        verifier = new AttestationVerifier(
                TrustRoot.read(Files.writeString(folder.resolve("root.json"), mini.trustRoot())));
    }

    private Verdict verify(Attestation attestation) {
        return verifier.verify(attestation, NAME, SHA256, PUBLISHER);
    }

    private Verdict verify(MiniSigstore.Wish wish) {
        return verify(mini.attest(wish, NAME, SHA256));
    }

    private static void refused(Verdict verdict, Check check, String why) {
        assertThat(verdict).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.why()).contains(why);
            assertThat(refused.check()).isEqualTo(check);
        });
    }

    @Test
    void acceptsWhatPypiAccepted() {
        Provenance provenance = Provenance.read(RealAttestations.bytes(RealAttestations.SDIST + ".provenance"));
        Provenance.Bundle bundle = provenance.bundles().get(0);
        assertThat(bundle.publisher()).contains(REAL);
        assertThat(production.verify(
                        bundle.attestations().get(0), RealAttestations.SDIST, RealAttestations.SDIST_SHA256, REAL))
                .isInstanceOfSatisfying(Verified.class, verified -> {
                    assertThat(verified.logIndex()).isEqualTo(153454663);
                    assertThat(verified.logged()).isEqualTo(Instant.parse("2024-12-04T23:14:01Z"));
                    assertThat(verified.statement().predicateType()).isEqualTo(Statement.PUBLISH);
                    assertThat(verified.signer().sourceRef()).contains("refs/tags/v0.0.19");
                });
        assertThat(production.verify(
                        RealAttestations.slsa(), RealAttestations.SDIST, RealAttestations.SDIST_SHA256, REAL))
                .isInstanceOf(Verified.class);
        assertThat(production.verify(
                        RealAttestations.gitlab(),
                        RealAttestations.GITLAB,
                        RealAttestations.GITLAB_SHA256,
                        new Publisher.GitLab("facutuesca/gitlab-oidc-project", ".gitlab-ci.yml")))
                .isInstanceOf(Verified.class);
    }

    @Test
    void noticesEachChangeOfARealOne() {
        Tampering.of(RealAttestations.publish())
                .forEach((change, attestation) -> assertThat(production.verify(
                                attestation, RealAttestations.SDIST, RealAttestations.SDIST_SHA256, REAL))
                        .as(change)
                        .isNotInstanceOf(Verified.class));
    }

    @Test
    void noticesEachChangeOfAMadeOne() {
        Attestation attestation = mini.attest(mini.workflow(), NAME, SHA256);
        assertThat(verify(attestation)).isInstanceOf(Verified.class);
        Tampering.of(attestation)
                .forEach((change, changed) ->
                        assertThat(verify(changed)).as(change).isNotInstanceOf(Verified.class));
    }

    @Test
    void noticesAnotherFilesPart() {
        Attestation publish = RealAttestations.publish();
        for (String part : List.of("certificate", "transparency_entries", "statement", "signature")) {
            assertThat(production.verify(
                            Tampering.mixed(publish, RealAttestations.slsa(), part),
                            RealAttestations.SDIST,
                            RealAttestations.SDIST_SHA256,
                            REAL))
                    .as(part)
                    .isInstanceOf(Refused.class);
        }
    }

    @Test
    void unknownLogsAndAuthoritiesAreNoProofOfFraud() {
        assertThat(production.verify(
                        RealAttestations.staging(), RealAttestations.STAGING, RealAttestations.STAGING_SHA256))
                .isInstanceOfSatisfying(
                        Undecided.class,
                        undecided -> assertThat(undecided.why()).contains("does not know the log"));
        assertThat(production.verify(mini.attest(mini.workflow(), NAME, SHA256), NAME, SHA256))
                .isInstanceOf(Undecided.class);
        MiniSigstore other = new MiniSigstore();
        assertThat(verify(mini.workflow().withLog(Optional.of(other.certificateLog))))
                .isInstanceOfSatisfying(
                        Undecided.class,
                        undecided -> assertThat(undecided.why()).contains("log of certificates"));
    }

    @Test
    void refusesACertificateThatHadExpiredWhenTheLogTookTheSignature() {
        MiniSigstore.Wish wish = mini.workflow();
        byte[] statement = new Statement(NAME, SHA256, Statement.PUBLISH).write();
        assertThat(verify(mini.attest(wish, statement, NOW))).isInstanceOf(Verified.class);
        assertThat(verify(mini.attest(wish, statement, wish.until()))).isInstanceOf(Verified.class);
        refused(
                verify(mini.attest(wish, statement, wish.until().plusSeconds(1))),
                Check.CERTIFICATE,
                "was valid from 2026-11-20T12:00:00Z to 2026-11-20T12:10:00Z, but the signature was logged at"
                        + " 2026-11-20T12:10:01Z");
        refused(verify(mini.attest(wish, statement, NOW.minusSeconds(1))), Check.CERTIFICATE, "was valid from");
    }

    @Test
    void refusesAnotherKey() {
        MiniSigstore.Wish wish = mini.workflow();
        byte[] statement = new Statement(NAME, SHA256, Statement.PUBLISH).write();
        Octets certificate = Octets.of(mini.certificate(wish));
        Octets signature = Signatures.sign(MiniSigstore.keys().getPrivate(), Dsse.preAuthentication(statement));
        Octets body = Octets.of(MiniSigstore.body(certificate, Octets.of(statement), signature));
        refused(
                verify(new Attestation(
                        certificate, List.of(mini.entry(body, NOW, LogBody.KIND)), Octets.of(statement), signature)),
                Check.SIGNATURE,
                "did not sign");
    }

    @Test
    void refusesAnAuthorityThatOnlyHasTheRightName() {
        MiniSigstore other = new MiniSigstore();
        MiniSigstore.Wish wish = other.workflow().withLog(Optional.of(mini.certificateLog));
        byte[] statement = new Statement(NAME, SHA256, Statement.PUBLISH).write();
        Octets certificate = Octets.of(other.certificate(wish));
        Octets signature = Signatures.sign(wish.signer().getPrivate(), Dsse.preAuthentication(statement));
        Octets body = Octets.of(MiniSigstore.body(certificate, Octets.of(statement), signature));
        refused(
                verify(new Attestation(
                        certificate, List.of(mini.entry(body, NOW, LogBody.KIND)), Octets.of(statement), signature)),
                Check.CERTIFICATE,
                "chain");
    }

    @Test
    void refusesCertificatesForSomethingElse() {
        refused(
                verify(mini.workflow().withPurpose("1.3.6.1.5.5.7.3.1")),
                Check.CERTIFICATE,
                "not one for signing code");
        refused(verify(mini.workflow().certifying()), Check.CERTIFICATE, "not one for signing code");
    }

    @Test
    void refusesACertificateThatWasNotLogged() {
        refused(verify(mini.workflow().withLog(Optional.empty())), Check.CERTIFICATE_LOG, "not logged in public");
    }

    @Test
    void refusesAPromiseAboutAnotherCertificate() {
        // The same extension bytes, around a key that the log of certificates never saw.
        MiniSigstore.Wish wish = mini.workflow();
        MiniSigstore.Wish other = mini.workflow();
        byte[] certificate = mini.certificate(wish);
        byte[] swapped = replace(
                certificate,
                wish.signer().getPublic().getEncoded(),
                other.signer().getPublic().getEncoded());
        FulcioCertificate read = FulcioCertificate.read(Octets.of(swapped));
        TransparencyLog log = TrustRoot.read(folder.resolve("root.json"))
                .certificateLog(MiniSigstore.id(mini.certificateLog))
                .orElseThrow();
        var issuer = FulcioCertificate.read(Octets.of(mini.root)).x509();
        assertThat(read.timestamps().get(0).madeBy(log, read, issuer)).isFalse();
        FulcioCertificate right = FulcioCertificate.read(Octets.of(certificate));
        assertThat(right.timestamps().get(0).madeBy(log, right, issuer)).isTrue();
    }

    private static byte[] replace(byte[] bytes, byte[] old, byte[] fresh) {
        String hex = Octets.of(bytes).hex();
        return Octets.ofHex(hex.replace(Octets.of(old).hex(), Octets.of(fresh).hex()))
                .orElseThrow()
                .toArray();
    }

    @Test
    void aTimeThatNobodySignedIsNoTime() {
        refused(
                verify(Tampering.withoutPromise(mini.attest(mini.workflow(), NAME, SHA256))),
                Check.LOG,
                "did not sign when it took the entry");
    }

    @Test
    void eachEntryOfTheLogMustBeAboutThisSignature() {
        MiniSigstore.Wish wish = mini.workflow();
        Attestation one = mini.attest(wish, NAME, SHA256);
        Attestation other = mini.attest(wish, NAME, "cd".repeat(32));
        refused(verify(Tampering.withSecondEntry(one, one)), Check.LOG, "the same log entry is there twice");
        refused(verify(Tampering.withSecondEntry(one, other)), Check.LOG, "about another statement");
        refused(verify(Tampering.mixed(one, other, "transparency_entries")), Check.LOG, "about another statement");
    }

    @Test
    void anEntryOfAnotherKindIsNotUnderstood() {
        MiniSigstore.Wish wish = mini.workflow();
        Attestation one = mini.attest(wish, NAME, SHA256);
        TransparencyLogEntry entry = mini.entry(one.entries().get(0).body(), NOW, "hashedrekord");
        assertThat(verify(new Attestation(one.certificate(), List.of(entry), one.signedStatement(), one.signature())))
                .isInstanceOfSatisfying(
                        Undecided.class,
                        undecided -> assertThat(undecided.why()).contains("hashedrekord"));
    }

    @Test
    void noChangeOfACertificateLeadsElsewhereThanToAVerdict() {
        MiniSigstore.Wish wish = mini.workflow();
        byte[] statement = new Statement(NAME, SHA256, Statement.PUBLISH).write();
        byte[] certificate = mini.certificate(wish);
        Octets signature = Signatures.sign(wish.signer().getPrivate(), Dsse.preAuthentication(statement));
        for (int place = 0; place < certificate.length; place += 5) {
            byte[] changed = certificate.clone();
            changed[place] ^= (byte) (1 << (place % 8));
            Octets body = Octets.of(MiniSigstore.body(Octets.of(changed), Octets.of(statement), signature));
            assertThat(verify(new Attestation(
                            Octets.of(changed),
                            List.of(mini.entry(body, NOW, LogBody.KIND)),
                            Octets.of(statement),
                            signature)))
                    .as("byte " + place)
                    .isNotNull()
                    .isNotInstanceOf(Verified.class);
        }
    }

    @Test
    void comparesTheFile() {
        Attestation attestation = mini.attest(mini.workflow(), NAME, SHA256);
        refused(
                verifier.verify(attestation, NAME, "cd".repeat(32), PUBLISHER),
                Check.STATEMENT,
                "it is about a file with sha256 " + SHA256 + ", but this one has " + "cd".repeat(32));
        refused(
                verifier.verify(attestation, "project-1.1-py3-none-any.whl", SHA256, PUBLISHER),
                Check.STATEMENT,
                "not about project-1.1-py3-none-any.whl");
    }

    @Test
    void refusesStatementsThatPypiRefuses() {
        String subject = "{\"name\":\"" + NAME + "\",\"digest\":{\"sha256\":\"" + SHA256 + "\"}}";
        statement(subject + "," + subject, Statement.PUBLISH, Check.FORM, "exactly one subject");
        statement("", Statement.PUBLISH, Check.FORM, "exactly one subject");
        statement(
                subject.replace("sha256", "sha512"),
                Statement.PUBLISH,
                Check.FORM,
                "subject[0].digest.sha256 is missing");
        statement(subject, "https://example.org/other", Check.STATEMENT, "it is of type https://example.org/other");
    }

    private void statement(String subjects, String type, Check check, String why) {
        String json = "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[" + subjects
                + "],\"predicateType\":\"" + type + "\",\"predicate\":null}";
        refused(verify(mini.attest(mini.workflow(), json.getBytes(StandardCharsets.UTF_8), NOW)), check, why);
    }

    @Test
    void comparesTheWorkflowAsPypiDoes() {
        Map<Integer, String> claims = mini.workflow().claims();
        identity(without(claims, 8), "does not say who signed");
        identity(with(claims, 8, "https://gitlab.com"), "its identity is from https://gitlab.com");
        identity(with(claims, 12, "https://github.com/Example/project"), "not for https://github.com/example/project");
        identity(without(claims, 12), "no repository");
        identity(without(claims, 18), "no workflow");
        identity(
                with(claims, 18, "https://github.com/example/project/.github/workflows/other.yml@refs/tags/v1.0"),
                "not by https://github.com/example/project/.github/workflows/release.yml");
        identity(with(claims, 14, "refs/tags/v2.0"), "at the source's commit or ref");
        identity(without(without(claims, 13), 14), "at the source's commit or ref");
        String byCommit = "https://github.com/example/project/.github/workflows/release.yml@" + claims.get(13);
        assertThat(verify(mini.workflow().withClaims(without(with(claims, 18, byCommit), 14))))
                .isInstanceOf(Verified.class);
    }

    private void identity(Map<Integer, String> claims, String why) {
        refused(verify(mini.workflow().withClaims(claims)), Check.IDENTITY, why);
    }

    @Test
    void comparesThePipelineAsPypiDoes() {
        Publisher publisher = new Publisher.GitLab("group/project", ".gitlab-ci.yml");
        Map<Integer, String> claims = Map.of(
                8, "https://gitlab.com",
                12, "https://gitlab.com/group/project",
                13, "0".repeat(40),
                14, "refs/heads/main",
                18, "https://gitlab.com/group/project//.gitlab-ci.yml@refs/heads/main");
        assertThat(verifier.verify(
                        mini.attest(mini.workflow().withClaims(claims), NAME, SHA256), NAME, SHA256, publisher))
                .isInstanceOf(Verified.class);
        for (int needed : List.of(12, 13, 14, 18)) {
            Attestation attestation = mini.attest(mini.workflow().withClaims(without(claims, needed)), NAME, SHA256);
            assertThat(verifier.verify(attestation, NAME, SHA256, publisher))
                    .as("without " + needed)
                    .isInstanceOf(Refused.class);
        }
        Attestation own =
                mini.attest(mini.workflow().withClaims(with(claims, 8, "https://gitlab.example")), NAME, SHA256);
        refused(verifier.verify(own, NAME, SHA256, publisher), Check.IDENTITY, "https://gitlab.example");
    }

    @Test
    void comparesTheServiceAccountAsPypiDoes() {
        int email = 0x81;
        MiniSigstore.Wish wish = mini.workflow()
                .withName(email, "bot@example.iam.gserviceaccount.com")
                .withClaims(Map.of(8, "https://accounts.google.com"));
        Attestation attestation = mini.attest(wish, NAME, SHA256);
        assertThat(verifier.verify(
                        attestation, NAME, SHA256, new Publisher.Google("bot@example.iam.gserviceaccount.com")))
                .isInstanceOf(Verified.class);
        refused(
                verifier.verify(attestation, NAME, SHA256, new Publisher.Google("other@example.org")),
                Check.IDENTITY,
                "not by other@example.org");
    }

    private static Map<Integer, String> with(Map<Integer, String> claims, int number, String text) {
        Map<Integer, String> changed = new HashMap<>(claims);
        changed.put(number, text);
        return changed;
    }

    private static Map<Integer, String> without(Map<Integer, String> claims, int number) {
        Map<Integer, String> changed = new HashMap<>(claims);
        changed.remove(number);
        return changed;
    }
}
