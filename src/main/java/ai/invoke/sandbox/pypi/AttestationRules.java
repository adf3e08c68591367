package ai.invoke.sandbox.pypi;

import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.version.PyVersion;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What PyPI demands of attestations (warehouse {@code attestations/services.py}, {@code pypi-attestations} {@code _impl.py}), in its order
 * and its words. As in PyPI's own development setup, signatures are not verified: a sandbox has nobody to trust.
 */
final class AttestationRules {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> TYPES =
            Set.of("https://docs.pypi.org/attestations/publish/v1", "https://slsa.dev/provenance/v1");
    private static final String STATEMENT = "https://in-toto.io/Statement/v1";
    private static final String UNVERIFIED =
            "Could not verify the uploaded artifact using the included attestation: Verification failed: ";

    private AttestationRules() {}

    /** Why PyPI takes no such attestations; empty when it has nothing against them. */
    static Optional<String> objection(String text, String fileName, String sha256, boolean trusted) {
        return why(text, fileName, sha256, trusted).map(why -> "Invalid attestations supplied during upload: " + why);
    }

    private static Optional<String> why(String text, String fileName, String sha256, boolean trusted) {
        if (!trusted) {
            return Optional.of("Attestations are only supported when using Trusted Publishing");
        }
        JsonNode all = json(text);
        if (!all.isArray()) {
            return Optional.of("Malformed attestations: Input should be a valid array");
        }
        for (JsonNode one : all) {
            Optional<String> missing = missing(one);
            if (missing.isPresent()) {
                return Optional.of("Malformed attestations: " + missing.get());
            }
        }
        if (all.isEmpty()) {
            return Optional.of("Malformed attestations: an empty attestation set is not permitted");
        }
        if (all.size() > TYPES.size()) {
            return Optional.of("A maximum of " + TYPES.size() + " attestations per file are supported");
        }
        Set<String> seen = new HashSet<>();
        for (JsonNode one : all) {
            JsonNode statement = statement(one);
            Optional<String> wrong = wrong(statement, fileName, sha256);
            if (wrong.isPresent()) {
                return Optional.of(UNVERIFIED + wrong.get());
            }
            String type = statement.path("predicateType").asText();
            if (!seen.add(type)) {
                return Optional.of("Multiple attestations for the same file with the same predicate type (" + type
                        + ") are not supported");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> missing(JsonNode one) {
        if (one.path("version").asInt() != 1) {
            return Optional.of("version: Input should be 1");
        }
        JsonNode material = one.path("verification_material");
        boolean complete = isBase64(material.path("certificate"))
                && material.path("transparency_entries").isArray()
                && !material.path("transparency_entries").isEmpty()
                && isBase64(one.path("envelope").path("statement"))
                && isBase64(one.path("envelope").path("signature"));
        return complete ? Optional.empty() : Optional.of("Field required");
    }

    private static Optional<String> wrong(JsonNode statement, String fileName, String sha256) {
        JsonNode subjects = statement.path("subject");
        if (!statement.path("_type").asText().equals(STATEMENT) || !subjects.isArray() || subjects.isEmpty()) {
            return Optional.of("invalid statement");
        }
        if (subjects.size() != 1) {
            return Optional.of("too many subjects in statement (must be exactly one)");
        }
        String name = subjects.get(0).path("name").asText();
        if (name.isEmpty()) {
            return Optional.of("invalid subject: missing name");
        }
        if (DistFileName.tryParse(name).isEmpty()) {
            return Optional.of("invalid subject: unknown distribution format: " + name);
        }
        if (!same(name, fileName)) {
            return Optional.of("subject does not match distribution name: " + name + " != " + fileName);
        }
        if (!subjects.get(0).path("digest").path("sha256").asText().equals(sha256)) {
            return Optional.of("subject does not match distribution digest");
        }
        String type = statement.path("predicateType").asText();
        return TYPES.contains(type) ? Optional.empty() : Optional.of("unknown attestation type: " + type);
    }

    private static boolean same(String one, String other) {
        Optional<List<Object>> parts = parts(one);
        return one.equals(other) || (parts.isPresent() && parts.equals(parts(other)));
    }

    private static Optional<List<Object>> parts(String fileName) {
        return DistFileName.tryParse(fileName)
                .flatMap(name -> PyVersion.tryParse(name.version())
                        .map(version -> List.of(
                                ProjectName.normalize(name.name()),
                                version,
                                name instanceof DistFileName.Wheel wheel
                                        ? List.of(wheel.build(), wheel.tags())
                                        : "sdist")));
    }

    /** What the index shows at the Integrity API. */
    static String provenance(String attestations, Optional<RegisteredPublisher> publisher) {
        ObjectNode provenance = JSON.createObjectNode().put("version", 1);
        ObjectNode bundle = provenance.putArray("attestation_bundles").addObject();
        boolean gitlab = publisher
                .filter(one -> one.kind() == RegisteredPublisher.Kind.GITLAB)
                .isPresent();
        bundle.putObject("publisher")
                .put("kind", gitlab ? "GitLab" : "GitHub")
                .put(
                        "repository",
                        publisher.map(RegisteredPublisher::repository).orElse(""))
                .put(
                        gitlab ? "workflow_filepath" : "workflow",
                        publisher.map(RegisteredPublisher::workflow).orElse(""))
                .put(
                        "environment",
                        publisher.map(RegisteredPublisher::environment).orElse(""));
        bundle.set("attestations", json(attestations));
        return provenance.toString();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }

    private static JsonNode statement(JsonNode attestation) {
        try {
            return JSON.readTree(attestation.path("envelope").path("statement").binaryValue());
        } catch (IOException e) {
            return JSON.missingNode();
        }
    }

    private static boolean isBase64(JsonNode value) {
        try {
            return value.isTextual()
                    && Base64.getDecoder().decode(value.textValue().replace("\n", "")).length > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
