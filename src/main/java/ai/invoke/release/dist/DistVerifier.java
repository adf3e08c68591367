package ai.invoke.release.dist;

import java.nio.file.Path;
import java.util.List;

/** Looks at wheels and sdists with every rule of the catalogue. */
public final class DistVerifier {

    /** A verifier with all rules at their own severity. */
    public DistVerifier() {}

    /**
     * Looks at one file.
     *
     * @param file a wheel or an sdist, however broken
     * @return all findings, in the order of the catalogue; empty when nothing is wrong
     */
    public List<Finding> verify(Path file) {
        throw new UnsupportedOperationException(file.toString());
    }
}
