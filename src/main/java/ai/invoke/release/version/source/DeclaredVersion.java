package ai.invoke.release.version.source;

import ai.invoke.release.problem.Location;

/** How a project says its version: in a file, or by letting its build backend compute it. */
public sealed interface DeclaredVersion {

    /**
     * Where the project says it.
     *
     * @return the file, relative to the project where possible, and the line
     */
    Location where();

    /**
     * A version that is written somewhere.
     *
     * @param text any text; whether it is a PEP 440 version is not known
     * @param where the file and line that hold it
     */
    record Literal(String text, Location where) implements DeclaredVersion {}

    /**
     * A version that the build backend takes from the git tag.
     *
     * @param tool what computes it, for instance {@code setuptools-scm}
     * @param where the file that asks for it
     */
    record FromTag(String tool, Location where) implements DeclaredVersion {}

    /**
     * A version that only the built metadata tell: the backend runs code to get it.
     *
     * @param tool what computes it, for instance {@code the source "code" of hatchling}
     * @param where the file that asks for it
     */
    record Computed(String tool, Location where) implements DeclaredVersion {}
}
