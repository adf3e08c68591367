package ai.invoke.release.pypi.attestation.bundle;

import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.pypi.attestation.certificate.Publisher;
import java.util.List;
import java.util.Optional;

/**
 * What an index says about the attestations of a file (PEP 740, the answer of PyPI's Integrity API).
 *
 * @param bundles the attestations by publisher
 */
public record Provenance(List<Bundle> bundles) {

    private static final int MAX_BYTES = 4 * 1024 * 1024;

    /** Takes an unmodifiable copy of the list. */
    public Provenance {
        bundles = List.copyOf(bundles);
    }

    /**
     * The attestations of one publisher.
     *
     * @param publisher whom the index says it was; nobody signed that, so it proves nothing by itself. Empty when its kind is not known
     * @param attestations at least one
     */
    public record Bundle(Optional<Publisher> publisher, List<Attestation> attestations) {

        /** Takes an unmodifiable copy of the list. */
        public Bundle {
            attestations = List.copyOf(attestations);
        }
    }

    /**
     * Reads one. The index may say more about a publisher than is known here; the attestations are read strictly.
     *
     * @param json the answer's body
     * @return the provenance
     * @throws MalformedJsonException when it has another form
     */
    public static Provenance read(byte[] json) {
        if (json.length > MAX_BYTES) {
            throw new MalformedJsonException("more than " + MAX_BYTES + " bytes");
        }
        JsonFields fields = CanonicalJson.read(json);
        if (fields.integer("version", 0) != 1) {
            throw fields.wrong("version", "1 is expected");
        }
        return new Provenance(fields.openObjects(
                "attestation_bundles",
                bundle -> new Bundle(
                        publisher(bundle.object("publisher")), bundle.objects("attestations", Attestation::read))));
    }

    private static Optional<Publisher> publisher(JsonFields fields) {
        return switch (fields.text("kind")) {
            case "GitHub" -> Optional.of(new Publisher.GitHub(fields.text("repository"), fields.text("workflow")));
            case "GitLab" ->
                Optional.of(new Publisher.GitLab(fields.text("repository"), fields.text("workflow_filepath")));
            case "Google" -> Optional.of(new Publisher.Google(fields.text("email")));
            default -> Optional.empty();
        };
    }
}
