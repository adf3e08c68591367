package ai.invoke.release.dist.metadata.value;

import ai.invoke.release.version.SpecifierSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A dependency as PEP 508 writes it: {@code demo[extra]>=1; python_version < "3.12"}. Reads as {@code
 * packaging.requirements.Requirement} does, also the old form with parentheses.
 *
 * @param name the project as written
 * @param extras the extras as written
 * @param specifiers the versions that are wanted
 * @param url the address of a direct reference
 * @param marker when the dependency applies
 * @see <a href="https://peps.python.org/pep-0508/">PEP 508</a>
 */
public record Requirement(
        String name, List<String> extras, SpecifierSet specifiers, Optional<String> url, Optional<Marker> marker) {

    // \b looks at the neighbour, which may be any letter; the letters of a name itself are ASCII.
    private static final Pattern IDENTIFIER =
            Pattern.compile("\\b[a-zA-Z0-9][a-zA-Z0-9._-]*\\b", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern URL = Pattern.compile("[^ \\t]+");
    private static final Pattern CLAUSE = Pattern.compile(SpecifierSet.CLAUSE_PATTERN, Pattern.CASE_INSENSITIVE);
    private static final Pattern WILDCARD_TRAIL = Pattern.compile("\\.\\*");
    private static final Pattern LOCAL_TRAIL = Pattern.compile("\\+[a-z0-9]++(?:[-_.][a-z0-9]++)*+");

    /** Longer requirements are nobody's. */
    private static final int LONGEST = 8000;

    /** Keeps the order of writing. */
    public Requirement {
        extras = List.copyOf(extras);
    }

    /**
     * Reads a requirement.
     *
     * @param text one value of {@code Requires-Dist}
     * @return the requirement
     * @throws SyntaxException when the text is none; says what was expected where
     */
    public static Requirement parse(String text) throws SyntaxException {
        if (text.length() > LONGEST) {
            throw new SyntaxException("more than " + LONGEST + " characters");
        }
        Scanner scanner = new Scanner(text);
        scanner.spaces();
        String name = scanner.expect(IDENTIFIER, "a package name at the start");
        scanner.spaces();
        List<String> extras = extras(scanner);
        scanner.spaces();
        if (scanner.accept("@")) {
            return reference(scanner, name, extras);
        }
        String specifiers = specifiers(scanner);
        scanner.spaces();
        Optional<Marker> marker = scanner.atEnd()
                ? Optional.empty()
                : marker(scanner, specifiers.isEmpty() ? "a semicolon" : "a comma or a semicolon after the versions");
        SpecifierSet set =
                SpecifierSet.tryParse(specifiers).orElseThrow(() -> scanner.wrong("versions that PEP 440 knows"));
        return new Requirement(name, extras, set, Optional.empty(), marker);
    }

    private static Requirement reference(Scanner scanner, String name, List<String> extras) throws SyntaxException {
        scanner.spaces();
        String url = scanner.expect(URL, "a URL after @");
        Optional<Marker> marker = Optional.empty();
        if (!scanner.atEnd()) {
            scanner.spaces();
            if (!scanner.atEnd()) {
                marker = marker(scanner, "a semicolon after the URL and white space");
            }
        }
        return new Requirement(name, extras, new SpecifierSet(List.of()), Optional.of(url), marker);
    }

    private static Optional<Marker> marker(Scanner scanner, String expected) throws SyntaxException {
        if (!scanner.accept(";")) {
            throw scanner.wrong(expected);
        }
        Marker marker = Marker.read(scanner);
        scanner.spaces();
        if (!scanner.atEnd()) {
            throw scanner.wrong("the end of the marker");
        }
        return Optional.of(marker);
    }

    private static List<String> extras(Scanner scanner) throws SyntaxException {
        List<String> extras = new ArrayList<>();
        if (!scanner.accept("[")) {
            return extras;
        }
        scanner.spaces();
        Optional<String> first = scanner.accept(IDENTIFIER);
        if (first.isPresent()) {
            extras.add(first.get());
            scanner.spaces();
            while (scanner.accept(",")) {
                scanner.spaces();
                extras.add(scanner.expect(IDENTIFIER, "the name of an extra after the comma"));
                scanner.spaces();
            }
        }
        if (!scanner.accept("]")) {
            throw scanner.wrong("a comma or ] after the extras");
        }
        return extras;
    }

    private static String specifiers(Scanner scanner) throws SyntaxException {
        boolean enclosed = scanner.accept("(");
        scanner.spaces();
        StringBuilder text = new StringBuilder();
        Optional<String> clause = scanner.accept(CLAUSE);
        while (clause.isPresent()) {
            text.append(clause.get());
            if (scanner.accept(WILDCARD_TRAIL).isPresent()) {
                throw scanner.wrong(".* only after == or != and a plain release");
            }
            if (scanner.accept(LOCAL_TRAIL).isPresent()) {
                throw scanner.wrong("a local version only after == or !=");
            }
            scanner.spaces();
            if (!scanner.accept(",")) {
                break;
            }
            text.append(',');
            scanner.spaces();
            clause = scanner.accept(CLAUSE);
        }
        scanner.spaces();
        if (enclosed && !scanner.accept(")")) {
            throw scanner.wrong(") after the versions");
        }
        return text.toString();
    }

    /**
     * A form that is the same for requirements that mean the same: names in normal form, parts sorted.
     *
     * @return for instance {@code demo[extra]>=1; python_version < "3.12"}
     */
    public String canonical() {
        String names =
                extras.stream().map(ProjectName::normalize).distinct().sorted().collect(Collectors.joining(","));
        return ProjectName.normalize(name)
                + (names.isEmpty() ? "" : "[" + names + "]")
                + specifiers.canonical()
                + url.map(address -> " @ " + address).orElse("")
                + marker.map(when -> "; " + when).orElse("");
    }

    /** As {@code packaging} writes it: names as they were given, extras and clauses sorted. */
    @Override
    public String toString() {
        String names = extras.stream().distinct().sorted().collect(Collectors.joining(","));
        String versions = specifiers.clauses().stream()
                .map(SpecifierSet.Clause::toString)
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
        String when = marker.map(m -> (url.isPresent() ? " ; " : "; ") + m).orElse("");
        return name
                + (names.isEmpty() ? "" : "[" + names + "]")
                + versions
                + url.map(u -> " @ " + u).orElse("")
                + when;
    }
}
