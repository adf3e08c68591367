package ai.invoke.release.toml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a key stands for. */
sealed interface Node {

    /** The line of the key, from 1. */
    int line();

    /** A text. */
    record Text(String text, int line) implements Node {}

    /** A number, a truth value, a date or a time, as it is written. */
    record Other(String source, int line) implements Node {}

    /** An array of values, or one of tables that grows with each {@code [[…]]}. */
    record Array(List<Node> elements, boolean ofTables, int line) implements Node {

        Array(boolean ofTables, int line) {
            this(new ArrayList<>(), ofTables, line);
        }
    }

    /** A table. */
    final class Table implements Node {

        final Map<String, Node> entries = new LinkedHashMap<>();
        private final int line;

        /** Nothing may be added any more: it was written within braces. */
        boolean closed;

        /** It had its header, or was made by dotted keys of a table that is complete: no header may follow. */
        boolean defined;

        Table(int line) {
            this.line = line;
        }

        @Override
        public int line() {
            return line;
        }
    }
}
