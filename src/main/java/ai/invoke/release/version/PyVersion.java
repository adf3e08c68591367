package ai.invoke.release.version;

import java.util.Optional;

/** A version as PEP 440 defines it. */
public final class PyVersion implements Comparable<PyVersion> {

    private PyVersion() {}

    /**
     * Reads a version.
     *
     * @param text any text
     * @return the version, or empty when the text is not PEP 440
     */
    public static Optional<PyVersion> tryParse(String text) {
        throw new UnsupportedOperationException(text);
    }

    /**
     * Reads a version that is known to be one.
     *
     * @param text a PEP 440 version
     * @return the version
     * @throws IllegalArgumentException when it is not PEP 440
     */
    public static PyVersion parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("not a PEP 440 version: " + text));
    }

    /**
     * The normal form, the one that file names use.
     *
     * @return for instance {@code 5.0.0a1}
     */
    public String normalized() {
        throw new UnsupportedOperationException();
    }

    /**
     * Whether this is an alpha, beta, release candidate or development release.
     *
     * @return as {@code packaging.version.Version.is_prerelease}
     */
    public boolean isPrerelease() {
        throw new UnsupportedOperationException();
    }

    /**
     * The local part.
     *
     * @return for instance {@code cu118} of {@code 1.0+cu118}
     */
    public Optional<String> local() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(PyVersion other) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PyVersion version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        throw new UnsupportedOperationException();
    }
}
