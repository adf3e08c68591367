package ai.invoke.release.version.source;

import java.util.Optional;

/**
 * One place of a module that gives the wanted name a value, or takes it away.
 *
 * @param line where
 * @param outcome the literal, or why it is none
 * @param conditional whether it depends on a condition, a loop or an exception whether Python gets there
 */
record Binding(int line, Outcome outcome, boolean conditional) {

    /** What the place does. */
    sealed interface Outcome {}

    /** A string literal. */
    record Value(String value) implements Outcome {}

    /** A value that cannot be read without running Python. */
    record Refused(VersionFile.Kind kind, String detail, Optional<VersionFile.Reference> target) implements Outcome {}

    static Binding refused(int line, VersionFile.Kind kind, String detail, boolean conditional) {
        return new Binding(line, new Refused(kind, detail, Optional.empty()), conditional);
    }
}
