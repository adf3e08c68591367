package ai.invoke.release.pypi.attestation.bundle;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.json.MalformedJsonException;
import java.util.List;

/** Attestations and what an index shows of them. */
public final class AttestationFuzz {

    private AttestationFuzz() {}

    public static List<FuzzTarget> targets() {
        List<List<String>> worst = List.of(
                List.of("", "[", ""),
                List.of("{\"version\": ", "{\"a\": ", ""),
                List.of("{\"version\": ", "1", "}"),
                List.of("{\"version\": 1, \"attestation_bundles\": [", "{},", "{}]}"));
        return List.of(
                FuzzTarget.of(
                        "attestation",
                        input -> {
                            try {
                                Attestation attestation = Attestation.read(input);
                                attestation.sigstoreBundle();
                                attestation.statement();
                            } catch (MalformedJsonException documented) {
                                said(documented);
                            }
                        },
                        worst),
                FuzzTarget.of(
                        "provenance",
                        input -> {
                            try {
                                Provenance.read(input);
                            } catch (MalformedJsonException documented) {
                                said(documented);
                            }
                        },
                        worst));
    }

    private static void said(MalformedJsonException documented) {
        if (documented.getMessage() == null) {
            throw new AssertionError("no message", documented);
        }
    }
}
