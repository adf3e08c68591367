package ai.invoke.release.toml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A TOML document, asked by paths of keys. A key of another type than the one asked for is not there. Time and memory grow with
 * the text, whatever it holds.
 *
 * @see <a href="https://toml.io/en/v1.0.0">TOML 1.0.0</a>
 */
public final class TomlDocument {

    /** In characters; far beyond every {@code pyproject.toml} and {@code Cargo.toml}. */
    private static final int LARGEST = 1 << 20;

    private final Node.Table root;

    private TomlDocument(Node.Table root) {
        this.root = root;
    }

    /**
     * Reads a document as Python's {@code tomllib} does.
     *
     * @param text at most 1,048,576 characters
     * @return the document
     * @throws TomlException at the first mistake, or when the text is too large or nested too deeply
     */
    public static TomlDocument parse(String text) throws TomlException {
        return parse(text, LARGEST);
    }

    /**
     * The same for a document that a program has written, which may be longer.
     *
     * @param text the document
     * @param most how many characters it may have, 1 MiB or more
     * @return the document
     * @throws TomlException at the first mistake, or when the text is too large or nested too deeply
     */
    public static TomlDocument parse(String text, int most) throws TomlException {
        if (text.length() > most) {
            throw new TomlException("the file is larger than " + (most >> 20) + " MiB", 1);
        }
        return new TomlDocument(new TomlParser(text).parse());
    }

    /**
     * A document without any key.
     *
     * @return the document
     */
    public static TomlDocument empty() {
        return new TomlDocument(new Node.Table(1));
    }

    Node.Table root() {
        return root;
    }

    private Optional<Node> at(String... path) {
        Optional<Node> found = Optional.of(root);
        for (String key : path) {
            found = found.flatMap(node ->
                    node instanceof Node.Table table ? Optional.ofNullable(table.entries.get(key)) : Optional.empty());
        }
        return found;
    }

    /**
     * Whether there is a value of any type.
     *
     * @param path keys from the outside to the inside
     * @return true when there is
     */
    public boolean has(String... path) {
        return at(path).isPresent();
    }

    /**
     * A text.
     *
     * @param path keys from the outside to the inside
     * @return the text, when there is one
     */
    public Optional<String> string(String... path) {
        return at(path).flatMap(TomlDocument::text);
    }

    private static Optional<String> text(Node node) {
        return node instanceof Node.Text text ? Optional.of(text.text()) : Optional.empty();
    }

    /**
     * The texts of an array.
     *
     * @param path keys from the outside to the inside
     * @return its elements that are texts; empty when there is no array
     */
    public List<String> strings(String... path) {
        List<String> texts = new ArrayList<>();
        if (at(path).orElse(root) instanceof Node.Array array) {
            array.elements().forEach(element -> text(element).ifPresent(texts::add));
        }
        return List.copyOf(texts);
    }

    /**
     * The tables of an array, each as a document of its own.
     *
     * @param path keys from the outside to the inside
     * @return its elements that are tables; empty when there is no array
     */
    public List<TomlDocument> tables(String... path) {
        List<TomlDocument> tables = new ArrayList<>();
        if (at(path).orElse(root) instanceof Node.Array array) {
            array.elements().forEach(element -> {
                if (element instanceof Node.Table table) {
                    tables.add(new TomlDocument(table));
                }
            });
        }
        return List.copyOf(tables);
    }

    /**
     * A table as a document of its own.
     *
     * @param path keys from the outside to the inside
     * @return empty when there is no table
     */
    public TomlDocument table(String... path) {
        return at(path).orElse(root) instanceof Node.Table table && isTable(path) ? new TomlDocument(table) : empty();
    }

    /**
     * Whether a value is {@code true}.
     *
     * @param path keys from the outside to the inside
     * @return false when it is anything else, or not there
     */
    public boolean isTrue(String... path) {
        return at(path).filter(node ->
                        node instanceof Node.Other other && other.source().equals("true"))
                .isPresent();
    }

    /**
     * Whether there is a table.
     *
     * @param path keys from the outside to the inside
     * @return true for a table, however it was written
     */
    public boolean isTable(String... path) {
        return at(path).filter(Node.Table.class::isInstance).isPresent();
    }

    /**
     * The keys of a table.
     *
     * @param path keys from the outside to the inside
     * @return sorted; empty when there is no table
     */
    public Set<String> keys(String... path) {
        return at(path).orElse(root) instanceof Node.Table table && isTable(path)
                ? Set.copyOf(new TreeSet<>(table.entries.keySet()))
                : Set.of();
    }

    /**
     * Where a key stands.
     *
     * @param path keys from the outside to the inside
     * @return its line, from 1, when it is there
     */
    public Optional<Integer> line(String... path) {
        return at(path).map(Node::line);
    }
}
