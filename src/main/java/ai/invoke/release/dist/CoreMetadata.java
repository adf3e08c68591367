package ai.invoke.release.dist;

import java.util.List;
import java.util.Optional;

/**
 * Core metadata (METADATA of a wheel, PKG-INFO of an sdist) as {@code packaging.metadata.parse_email} reads it.
 *
 * @see <a href="https://packaging.python.org/specifications/core-metadata/">core metadata specification</a>
 */
public final class CoreMetadata {

    private CoreMetadata() {}

    /**
     * Reads metadata.
     *
     * @param bytes the content of METADATA or PKG-INFO
     * @return the fields; what cannot be read is kept for the rules to report, nothing is thrown
     */
    public static CoreMetadata parse(byte[] bytes) {
        throw new UnsupportedOperationException("" + bytes.length);
    }

    /**
     * The first value of a field.
     *
     * @param field the name as the specification writes it, in any case, for instance {@code Requires-Python}
     * @return the value without surrounding white space
     */
    public Optional<String> first(String field) {
        throw new UnsupportedOperationException(field);
    }

    /**
     * All values of a field, in file order.
     *
     * @param field the name as the specification writes it, in any case
     * @return the values; empty when the field is absent
     */
    public List<String> all(String field) {
        throw new UnsupportedOperationException(field);
    }

    /**
     * The long description: the body, else the {@code Description} field.
     *
     * @return the text as PyPI would take it
     */
    public Optional<String> description() {
        throw new UnsupportedOperationException();
    }
}
