package ai.invoke.release.build.frontend;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The script {@code build} of a frontend where it is a chain of linters with a bundler at its end, as {@code pnpm run lint &&
 * vite build}. What {@code run-checks} runs anyway need not run twice. Whatever is not understood is run as it stands.
 *
 * @param bundler the words of its last command, without a package manager in front
 * @param script whether that is the name of another script, and its arguments
 * @param linters the checks that come before
 */
record BuildScript(List<String> bundler, boolean script, Set<String> linters) {

    private static final Pattern CHAIN = Pattern.compile("[^;|&`$<>]++(?:&&[^;|&`$<>]++)++");
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9@:._/=+,-]+");
    private static final Set<String> MANAGERS = Set.of("npm", "pnpm", "yarn", "bun");
    private static final Set<String> ALL_OF = Set.of("run-s", "run-p", "npm-run-all", "npm-run-all2");
    private static final Set<String> BUNDLERS = Set.of(
            "vite",
            "webpack",
            "rollup",
            "rolldown",
            "esbuild",
            "parcel",
            "rspack",
            "rsbuild",
            "next",
            "astro",
            "react-scripts",
            "vue-cli-service",
            "tsup",
            "tsdown");

    /** Options of concurrently that a value follows. */
    private static final Set<String> WITH_VALUE = Set.of("-c", "--prefix-colors", "-n", "--names", "-p", "--prefix");

    /** These change files, and a build without them would be another one. */
    private static final Set<String> CHANGING = Set.of("--fix", "--write", "-w");

    /** How deep scripts may call each other; nobody writes that many. */
    private static final int DEPTH = 100;

    BuildScript {
        bundler = List.copyOf(bundler);
        linters = Set.copyOf(linters);
    }

    /** Takes the script apart. Each script is read once, however often it is named, so that the time grows with the file. */
    private static final class Reader {

        private final JsonNode scripts;
        private final Set<String> checks;
        private final BooleanSupplier tscWritesNothing;
        private final NavigableSet<String> names = new TreeSet<>();
        private final Map<String, Optional<Set<String>>> ofScripts = new HashMap<>();
        private final Map<String, Optional<Set<String>>> ofStars = new HashMap<>();
        private Optional<Boolean> quietCompiler = Optional.empty();
        private int depth;

        Reader(JsonNode scripts, Set<String> checks, BooleanSupplier tscWritesNothing) {
            this.scripts = scripts;
            this.checks = checks;
            this.tscWritesNothing = tscWritesNothing;
            scripts.fieldNames().forEachRemaining(names::add);
        }

        /** The checks that a command comes to; empty when it does something else, too. */
        private Optional<Set<String>> linters(String command) {
            List<String> words = words(command);
            if (words.isEmpty() || words.stream().anyMatch(CHANGING::contains)) {
                return Optional.empty();
            }
            String program = words.get(0);
            if (program.equals("concurrently")) {
                return concurrently(words.subList(1, words.size()));
            }
            if (ALL_OF.contains(program)) {
                return all(words.stream()
                        .skip(1)
                        .filter(word -> !word.startsWith("-"))
                        .toList());
            }
            Optional<List<String>> script = script(words);
            if (script.isPresent()) {
                return script.get().size() == 1 ? all(script.get()) : Optional.empty();
            }
            List<String> plain = withoutManager(words);
            String tool = plain.get(0);
            boolean quiet = !tool.equals("tsc") || plain.contains("--noEmit") || isCompilerQuiet();
            return checks.contains(tool) && quiet ? Optional.of(Set.of(tool)) : Optional.empty();
        }

        /** Its configuration is read from files, so once. */
        private boolean isCompilerQuiet() {
            boolean quiet = quietCompiler.orElseGet(tscWritesNothing::getAsBoolean);
            quietCompiler = Optional.of(quiet);
            return quiet;
        }

        private Optional<Set<String>> concurrently(List<String> words) {
            List<String> called = new ArrayList<>();
            for (int i = 0; i < words.size(); i++) {
                String word = words.get(i);
                int colon = word.indexOf(':');
                if (WITH_VALUE.contains(word)) {
                    i++;
                } else if (colon > 0 && MANAGERS.contains(word.substring(0, colon))) {
                    called.add(word.substring(colon + 1));
                } else if (!word.startsWith("-")) {
                    return Optional.empty();
                }
            }
            return all(called);
        }

        /** Names of scripts; a star stands for any end. */
        private Optional<Set<String>> all(List<String> called) {
            return called.isEmpty() ? Optional.empty() : together(called, this::meant);
        }

        private Optional<Set<String>> meant(String name) {
            if (!name.endsWith("*")) {
                return ofScript(name);
            }
            String start = name.substring(0, name.length() - 1);
            return once(ofStars, start, () -> started(start));
        }

        private Optional<Set<String>> ofScript(String name) {
            return names.contains(name)
                    ? once(ofScripts, name, () -> chain(scripts.path(name).asText()))
                    : Optional.empty();
        }

        private Optional<Set<String>> started(String start) {
            List<String> found = new ArrayList<>();
            for (String name : names.tailSet(start)) {
                if (!name.startsWith(start)) {
                    break;
                }
                found.add(name);
            }
            return found.isEmpty() ? Optional.empty() : together(found, this::ofScript);
        }

        /** What is asked for while it is being read calls itself, and comes to nothing. */
        private Optional<Set<String>> once(
                Map<String, Optional<Set<String>>> known, String key, Supplier<Optional<Set<String>>> reader) {
            Optional<Set<String>> before = known.putIfAbsent(key, Optional.empty());
            if (before != null || depth == DEPTH) {
                return before == null ? Optional.empty() : before;
            }
            depth++;
            Optional<Set<String>> found = reader.get();
            depth--;
            known.put(key, found);
            return found;
        }

        private Optional<Set<String>> chain(String text) {
            return together(List.of(text.split("&&", -1)), this::linters);
        }

        private static Optional<Set<String>> together(
                List<String> parts, Function<String, Optional<Set<String>>> reader) {
            Set<String> found = new LinkedHashSet<>();
            for (String part : parts) {
                Optional<Set<String>> linters = reader.apply(part);
                if (linters.isEmpty()) {
                    return Optional.empty();
                }
                found.addAll(linters.get());
            }
            return Optional.of(found);
        }

        /** The name of a script that a package manager is told to run, and its arguments. */
        Optional<List<String>> script(List<String> words) {
            if (words.size() < 2 || !MANAGERS.contains(words.get(0))) {
                return Optional.empty();
            }
            boolean run = words.get(1).equals("run") || words.get(1).equals("run-script");
            List<String> rest = words.subList(run ? 2 : 1, words.size());
            return Optional.of(rest).filter(left -> !left.isEmpty() && scripts.has(left.get(0)));
        }

        static List<String> withoutManager(List<String> words) {
            int from = 0;
            if (words.size() > 1 && (words.get(0).equals("npx") || MANAGERS.contains(words.get(0)))) {
                from = 1;
                while (from < words.size() - 1
                        && (words.get(from).equals("exec") || words.get(from).startsWith("-"))) {
                    from++;
                }
            }
            return words.subList(from, words.size());
        }
    }

    /**
     * Takes the script of a frontend apart.
     *
     * @param manifest its {@code package.json}
     * @param checks the checks that run elsewhere, by the names of their tools
     * @param tscWritesNothing whether {@code tsc} without options only checks
     * @return empty when the script is something else than such linters and a bundler
     */
    static Optional<BuildScript> of(JsonNode manifest, Set<String> checks, BooleanSupplier tscWritesNothing) {
        JsonNode scripts = manifest.path("scripts");
        String text = scripts.path("build").asText("").strip();
        if (!CHAIN.matcher(text).matches() || scripts.has("prebuild") || scripts.has("postbuild")) {
            return Optional.empty();
        }
        int last = text.lastIndexOf("&&");
        Reader reader = new Reader(scripts, checks, tscWritesNothing);
        List<String> words = words(text.substring(last + 2));
        Optional<Set<String>> linters = reader.chain(text.substring(0, last));
        if (linters.isEmpty() || words.isEmpty()) {
            return Optional.empty();
        }
        Optional<List<String>> script = reader.script(words);
        List<String> plain = script.orElseGet(() -> Reader.withoutManager(words));
        return script.isPresent() || BUNDLERS.contains(plain.get(0))
                ? Optional.of(new BuildScript(plain, script.isPresent(), linters.get()))
                : Optional.empty();
    }

    /** Empty when a shell would read more in it than words. */
    private static List<String> words(String command) {
        List<String> words = new ArrayList<>();
        for (String word : command.strip().split("\\s+", -1)) {
            String plain = word.length() > 1 && (word.startsWith("'") || word.startsWith("\""))
                    ? word.substring(1, word.length() - 1)
                    : word;
            boolean star = plain.endsWith("*");
            String rest = star ? plain.substring(0, plain.length() - 1) : plain;
            boolean assignment = words.isEmpty() && rest.contains("=");
            if (assignment || !WORD.matcher(rest).matches()) {
                return List.of();
            }
            words.add(plain);
        }
        return words;
    }
}
