package ai.invoke.release.pypi.attestation.bundle;

import ai.invoke.release.pypi.attestation.statement.Statement;
import ai.invoke.release.text.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file and its attestations: what PyPI demands of them before it looks at any signature (warehouse, {@code attestations/services.py}).
 *
 * @param name the file's name
 * @param sha256 its digest, 64 lower-case hex digits
 * @param attestations about it, possibly none
 */
public record AttestedFile(String name, String sha256, List<Attestation> attestations) {

    private static final Set<String> TYPES = Set.of(Statement.PUBLISH, Statement.SLSA_PROVENANCE);

    /** Takes an unmodifiable copy of the list. */
    public AttestedFile {
        attestations = List.copyOf(attestations);
    }

    /**
     * What PyPI would refuse: another file, another digest, a type that it does not take, two of one type.
     *
     * @return one sentence each, without the file's name; empty when there is nothing to object
     */
    public List<String> objections() {
        List<String> objections = new ArrayList<>();
        Set<String> types = new HashSet<>();
        for (Attestation attestation : attestations) {
            Statement statement = attestation.statement();
            difference(statement, name, sha256).ifPresent(objections::add);
            if (!types.add(statement.predicateType())) {
                objections.add("there are two attestations of type " + Printable.of(statement.predicateType())
                        + ", and PyPI takes one of each");
            }
        }
        return List.copyOf(objections);
    }

    /**
     * What a statement says that is not so, or that PyPI does not take.
     *
     * @param statement what is said
     * @param name the file's name
     * @param sha256 the file's digest
     * @return a sentence without the file's name; empty when there is nothing to object
     */
    public static Optional<String> difference(Statement statement, String name, String sha256) {
        if (!TYPES.contains(statement.predicateType())) {
            return Optional.of("it is of type " + Printable.of(statement.predicateType()) + "; PyPI takes "
                    + Statement.PUBLISH + " and " + Statement.SLSA_PROVENANCE);
        }
        if (!SameFile.as(statement.name(), name)) {
            return Optional.of("it is about " + Printable.of(statement.name()) + ", not about " + name);
        }
        return statement.sha256().equals(sha256)
                ? Optional.empty()
                : Optional.of("it is about a file with sha256 " + statement.sha256() + ", but this one has " + sha256);
    }

    /**
     * The form field {@code attestations}.
     *
     * @return a JSON array
     */
    public String formField() {
        return "["
                + String.join(",", attestations.stream().map(Attestation::json).toList()) + "]";
    }
}
