package ai.invoke.release.pypi.attestation.verify;

import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What the Integrity API shows of files that a workflow has published, signed by a small Sigstore of its own. */
public final class AttestedRelease {

    private final MiniSigstore sigstore = new MiniSigstore();

    /** Who signs. */
    public record Who(String repository, String workflow, String commit, String ref, String environment) {}

    /** The file that says whom to trust. */
    public TrustRoot trust(Path file) throws IOException {
        return TrustRoot.read(Files.writeString(file, sigstore.trustRoot()));
    }

    /** The answer about a file. */
    public String provenance(Who who, String name, String sha256) {
        return answer(who, attestation(who, name, sha256));
    }

    /** The same with a change of one kind in the attestation. */
    public String tampered(Who who, String name, String sha256, String kind) {
        return answer(who, Tampering.of(attestation(who, name, sha256)).get(kind));
    }

    private Attestation attestation(Who who, String name, String sha256) {
        String address = "https://github.com/" + who.repository();
        String file = address + "/.github/workflows/" + who.workflow() + "@" + who.ref();
        Map<Integer, String> claims = new HashMap<>(Map.of(
                8,
                "https://token.actions.githubusercontent.com",
                12,
                address,
                13,
                who.commit(),
                14,
                who.ref(),
                18,
                file));
        if (!who.environment().isEmpty()) {
            claims.put(23, who.environment());
        }
        return sigstore.attest(sigstore.workflow().withClaims(claims).withName(0x86, file), name, sha256);
    }

    private static String answer(Who who, Attestation attestation) {
        ObjectNode provenance = CanonicalJson.object().put("version", 1);
        ObjectNode bundle = provenance.putArray("attestation_bundles").addObject();
        bundle.putObject("publisher")
                .put("kind", "GitHub")
                .put("repository", who.repository())
                .put("workflow", who.workflow())
                .put("environment", who.environment());
        try {
            bundle.putArray("attestations").add(new ObjectMapper().readTree(attestation.json()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return provenance.toString();
    }
}
