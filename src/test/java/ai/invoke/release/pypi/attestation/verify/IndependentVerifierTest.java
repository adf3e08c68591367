package ai.invoke.release.pypi.attestation.verify;

import static ai.invoke.release.pypi.attestation.verify.MiniSigstore.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.LogBody;
import ai.invoke.release.pypi.attestation.certificate.Publisher;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.crypto.Signatures;
import ai.invoke.release.pypi.attestation.statement.Dsse;
import ai.invoke.release.pypi.attestation.statement.Statement;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each verdict compared with that of {@code @sigstore/verify}, in one run of Node.js. */
@Timeout(400)
class IndependentVerifierTest {

    private static final String NAME = "project-1.0-py3-none-any.whl";
    private static final String SHA256 = "ab".repeat(32);

    /**
     * What only this verifier refuses, as sigstore-python does, which PyPI uses. The judge takes root and size out of the checkpoint and never
     * looks at the proof's own, and it does not look at what a certificate is for.
     */
    private static final Set<String> ONLY_HERE = Set.of(
            "made, the root hash",
            "made, the size of the tree",
            "real, the root hash",
            "real, the size of the tree",
            "made, for servers",
            "made, that may certify others");

    @TempDir
    Path folder;

    private final MiniSigstore mini = new MiniSigstore();

    /** Attestations whose statements are right, so that only cryptography decides. */
    private Map<String, Attestation> made() {
        Map<String, Attestation> cases = new LinkedHashMap<>();
        MiniSigstore.Wish wish = mini.workflow();
        Attestation good = mini.attest(wish, NAME, SHA256);
        byte[] statement = new Statement(NAME, SHA256, Statement.PUBLISH).write();
        cases.put("good", good);
        Tampering.of(good).forEach((change, attestation) -> cases.put(change, attestation));
        cases.put("no promise", Tampering.withoutPromise(good));
        cases.put("logged at the last moment", mini.attest(wish, statement, wish.until()));
        cases.put(
                "logged after the certificate expired",
                mini.attest(wish, statement, wish.until().plusSeconds(1)));
        cases.put("logged before the certificate began", mini.attest(wish, statement, NOW.minusSeconds(1)));
        cases.put("not in a log of certificates", mini.attest(wish.withLog(Optional.empty()), NAME, SHA256));
        cases.put(
                "in an unknown log of certificates",
                mini.attest(wish.withLog(Optional.of(MiniSigstore.keys())), NAME, SHA256));
        cases.put("for servers", mini.attest(wish.withPurpose("1.3.6.1.5.5.7.3.1"), NAME, SHA256));
        cases.put("that may certify others", mini.attest(wish.certifying(), NAME, SHA256));
        cases.put("signed by another key", signedByAnotherKey(wish, statement));
        MiniSigstore impostor = new MiniSigstore();
        cases.put(
                "of an authority that only has the right name",
                logged(impostor.certificate(wish.withLog(Optional.of(mini.certificateLog))), wish, statement));
        Attestation other = mini.attest(mini.workflow(), NAME, SHA256);
        for (String part : List.of("certificate", "transparency_entries", "signature")) {
            cases.put("mixed " + part, Tampering.mixed(good, other, part));
        }
        cases.put("the same entry twice", Tampering.withSecondEntry(good, good));
        cases.put("a second entry of another", Tampering.withSecondEntry(good, other));
        return cases;
    }

    private Attestation signedByAnotherKey(MiniSigstore.Wish wish, byte[] statement) {
        MiniSigstore.Wish other = mini.workflow();
        return logged(mini.certificate(wish), other, statement);
    }

    private Attestation logged(byte[] certificate, MiniSigstore.Wish wish, byte[] statement) {
        Octets signature = Signatures.sign(wish.signer().getPrivate(), Dsse.preAuthentication(statement));
        Octets body = Octets.of(MiniSigstore.body(Octets.of(certificate), Octets.of(statement), signature));
        return new Attestation(
                Octets.of(certificate), List.of(mini.entry(body, NOW, LogBody.KIND)), Octets.of(statement), signature);
    }

    @Test
    void bothAgree() throws Exception {
        Path file = Files.writeString(folder.resolve("root.json"), mini.trustRoot());
        Map<String, Boolean> ours = new LinkedHashMap<>();
        List<NodeSigstore.Case> cases = new ArrayList<>();
        AttestationVerifier own = new AttestationVerifier(TrustRoot.read(file));
        made().forEach((name, attestation) -> {
            ours.put("made, " + name, accepted(own.verify(attestation, NAME, SHA256)));
            cases.add(new NodeSigstore.Case(attestation.sigstoreBundle(), mini.trustRoot()));
        });
        AttestationVerifier production = new AttestationVerifier(TrustRoot.shipped());
        String root = new String(
                TrustRoot.class.getResourceAsStream("trusted_root.json").readAllBytes(), StandardCharsets.UTF_8);
        Map<String, Attestation> real = new LinkedHashMap<>(Tampering.of(RealAttestations.publish()));
        real.put("publish", RealAttestations.publish());
        real.put("slsa", RealAttestations.slsa());
        real.forEach((name, attestation) -> {
            ours.put(
                    "real, " + name,
                    accepted(production.verify(attestation, RealAttestations.SDIST, RealAttestations.SDIST_SHA256)));
            cases.add(new NodeSigstore.Case(attestation.sigstoreBundle(), root));
        });
        ours.put(
                "gitlab",
                accepted(production.verify(
                        RealAttestations.gitlab(), RealAttestations.GITLAB, RealAttestations.GITLAB_SHA256)));
        cases.add(new NodeSigstore.Case(RealAttestations.gitlab().sigstoreBundle(), root));
        ours.put(
                "staging",
                accepted(production.verify(
                        RealAttestations.staging(), RealAttestations.STAGING, RealAttestations.STAGING_SHA256)));
        cases.add(new NodeSigstore.Case(RealAttestations.staging().sigstoreBundle(), root));

        List<String> theirs = NodeSigstore.judge(cases);
        List<String> tooLax = new ArrayList<>();
        Set<String> stricter = new TreeSet<>();
        int i = 0;
        for (Map.Entry<String, Boolean> verdict : ours.entrySet()) {
            boolean judged = theirs.get(i++).equals("accepted");
            if (verdict.getValue() && !judged) {
                tooLax.add(verdict.getKey() + ": " + theirs.get(i - 1));
            }
            if (!verdict.getValue() && judged) {
                stricter.add(verdict.getKey());
            }
        }
        assertThat(tooLax).isEmpty();
        assertThat(stricter).isEqualTo(new TreeSet<>(ONLY_HERE));
        assertThat(ours)
                .containsEntry("made, good", true)
                .containsEntry("real, publish", true)
                .containsEntry("gitlab", true);
    }

    /** The same attestation under other roots: only one that knows its keys while they were in use accepts it. */
    @Test
    void bothAgreeAboutWhomToTrust() throws Exception {
        Attestation good = mini.attest(mini.workflow(), NAME, SHA256);
        String before = NOW.minusSeconds(3600).toString();
        String after = NOW.plusSeconds(3600).toString();
        Map<String, String> roots = new LinkedHashMap<>();
        roots.put("the right one", mini.trustRoot());
        roots.put("of another instance", new MiniSigstore().trustRoot());
        for (String end : List.of("start", "end")) {
            String moment = end.equals("start") ? after : before;
            roots.put("the log, " + end, root(json -> inUse(json.at("/tlogs/0/publicKey"), end, moment)));
            roots.put(
                    "the log of certificates, " + end,
                    root(json -> inUse(json.at("/ctlogs/0/publicKey"), end, moment)));
            roots.put("the authority, " + end, root(json -> inUse(json.at("/certificateAuthorities/0"), end, moment)));
        }
        roots.put("without a log", root(json -> ((ArrayNode) json.path("tlogs")).removeAll()));
        roots.put("without a log of certificates", root(json -> ((ArrayNode) json.path("ctlogs")).removeAll()));
        roots.put("without an authority", root(json -> ((ArrayNode) json.path("certificateAuthorities")).removeAll()));
        List<String> ours = new ArrayList<>();
        List<NodeSigstore.Case> cases = new ArrayList<>();
        for (Map.Entry<String, String> one : roots.entrySet()) {
            Path file = Files.writeString(folder.resolve("other-root.json"), one.getValue());
            boolean accepted = accepted(new AttestationVerifier(TrustRoot.read(file)).verify(good, NAME, SHA256));
            ours.add(one.getKey() + ": " + accepted);
            cases.add(new NodeSigstore.Case(good.sigstoreBundle(), one.getValue()));
        }
        assertThat(ours).filteredOn(verdict -> verdict.endsWith("true")).containsExactly("the right one: true");
        List<String> theirs = NodeSigstore.judge(cases);
        assertThat(theirs).filteredOn("accepted"::equals).hasSize(1);
        assertThat(theirs.get(0)).isEqualTo("accepted");
    }

    private String root(Consumer<ObjectNode> change) throws IOException {
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(mini.trustRoot());
        change.accept(json);
        return json.toString();
    }

    private static void inUse(JsonNode key, String end, String moment) {
        ((ObjectNode) key)
                .putObject("validFor")
                .put("start", "2020-01-01T00:00:00Z")
                .put(end, moment);
    }

    /** Another repository, workflow or issuer is another signer. */
    @Test
    void bothAgreeAboutWhoMustHaveSigned() throws Exception {
        Path file = Files.writeString(folder.resolve("root.json"), mini.trustRoot());
        AttestationVerifier own = new AttestationVerifier(TrustRoot.read(file));
        String github = "https://token.actions.githubusercontent.com";
        Attestation good = mini.attest(mini.workflow(), NAME, SHA256);
        MiniSigstore.Wish workflow = mini.workflow();
        Map<Integer, String> claims = new HashMap<>(workflow.claims());
        claims.put(8, "https://token.example");
        Attestation vouchedByAnother = mini.attest(workflow.withClaims(claims), NAME, SHA256);
        List<Boolean> ours = new ArrayList<>();
        List<NodeSigstore.Case> cases = new ArrayList<>();
        record Wanted(Attestation attestation, String repository, String workflow) {}
        for (Wanted wanted : List.of(
                new Wanted(good, "example/project", "release.yml"),
                new Wanted(good, "example/other", "release.yml"),
                new Wanted(good, "example/project", "other.yml"),
                new Wanted(vouchedByAnother, "example/project", "release.yml"))) {
            ours.add(accepted(own.verify(
                    wanted.attestation(), NAME, SHA256, new Publisher.GitHub(wanted.repository(), wanted.workflow()))));
            cases.add(new NodeSigstore.Case(
                    wanted.attestation().sigstoreBundle(),
                    mini.trustRoot(),
                    Optional.of(new NodeSigstore.Signed(
                            "^https://github.com/" + wanted.repository() + "/.github/workflows/" + wanted.workflow()
                                    + "@",
                            github))));
        }
        assertThat(ours).containsExactly(true, false, false, false);
        assertThat(NodeSigstore.judge(cases).stream().map("accepted"::equals)).isEqualTo(ours);
    }

    private static boolean accepted(Verdict verdict) {
        return verdict instanceof Verdict.Verified;
    }
}
