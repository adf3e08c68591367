package ai.invoke.release.build;

import ai.invoke.release.process.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What pip, pypa/build, backends and package managers print when they fail, and what it means for a person. The texts
 * were seen with pip 26, build 1.6, setuptools 84, pnpm 10 and npm 11.
 */
public final class KnownFailures {

    /** Beginnings of lines that stand last and are never the cause. */
    private static final List<String> NOT_THE_CAUSE =
            List.of("TIP ", "[notice]", "note: This error", "note: This is an issue", "hint: See above");

    /** npm explains its command below what it has to say. */
    private static final Pattern NPM_USAGE = Pattern.compile("npm (error|ERR!) (Clean install a project|Usage:).*");

    /** Where a hint says what stood in the line. */
    private static final Pattern PLACE = Pattern.compile("\\$\\{(detail|npm)}");

    private static final Pattern NPM = Pattern.compile("npm (error|ERR!).*");

    private static final String LOCK_DIFFERS =
            "the lock file does not match package.json: run the package manager's install there, and commit the lock file";

    private static final String OTHER_MANAGER =
            "the package manager is not the one that package.json asks for under packageManager";

    /**
     * What is looked for in a line. Two parts with anything between them are not one expression: a search for that reads the
     * line again from every place where the first part stands.
     *
     * @param before what stands somewhere before the text, or nothing
     */
    private record Known(String before, Pattern text, String hint) {

        Known after(String first) {
            return new Known(first, text, hint);
        }

        Optional<Matcher> in(String line) {
            int start = line.indexOf(before);
            Matcher matcher = text.matcher(line);
            return start >= 0 && matcher.find(start + before.length()) ? Optional.of(matcher) : Optional.empty();
        }
    }

    /** The first that matches anywhere in the output wins, so the narrow ones come first. */
    private static final List<Known> KNOWN = List.of(
            known(
                    "'build' is a package and cannot be directly executed",
                    "a folder named build hides pypa/build: remove it, or name another Python with -Dinvokeai.python"),
            known(
                    "No module named build\\b",
                    "the tool environment is damaged: delete it (its path is in the log) and run again"),
            known(
                    "externally-managed-environment",
                    "this Python must not be installed into (PEP 668): name another one with -Dinvokeai.python"),
            known(
                    "ensurepip is not available|No module named '?ensurepip",
                    "this Python cannot make virtual environments: apt install python3-venv, or name another one with"
                            + " -Dinvokeai.python"),
            known(
                    "Multiple top-level (?<detail>packages|modules) discovered in a flat-layout",
                    "setuptools takes each folder beside pyproject.toml for a package, also that of a frontend: name yours,"
                            + " [tool.setuptools] packages = [\"…\"], or move it below src/"),
            known(
                    "does not appear to be a Python project",
                    "point -Dinvokeai.projectDirectory at the folder with pyproject.toml"),
            known("pyproject\\.toml: (?<detail>.*+)", "fix pyproject.toml: ${detail}")
                    .after("Failed to parse "),
            known(
                    "Backend '(?<detail>[^']+)' is not available",
                    "the backend ${detail} is missing: add its package to [build-system] requires in pyproject.toml, or, with"
                            + " -Dinvokeai.isolation=false, install it into that Python"),
            known(
                    "Unmet dependencies|Missing dependencies:",
                    "isolation is off and this Python lacks what [build-system] requires: install it there, or drop"
                            + " -Dinvokeai.isolation=false"),
            known(
                    "DO NOT MATCH THE HASHES",
                    "the file that pip found is not the one that is pinned: somebody changed it, or the pins are for other"
                            + " files of that version; compare the digests with those that the index shows"),
            known(
                    "Hashes are required in --require-hashes mode",
                    "a digest is missing: pip shows the line to add above, with the digest of what it found"),
            known(
                    "all requirements must have their versions pinned with ==",
                    "the pins do not cover all that is needed: add what pip names above, as name==version"
                            + " --hash=sha256:digest"),
            known(
                    "The user requested \\(constraint\\) (?<detail>\\S+)",
                    "the constraints ask for ${detail}, which pip does not find or which contradicts [build-system] requires in"
                            + " pyproject.toml: correct -Dinvokeai.constraints"),
            known(
                    "No matching distribution found for (?<detail>[^\\s;]+)",
                    "pip finds no ${detail}: check the network, pip's index (pip config list) and the constraints; mvn -o"
                            + " asks local sources only; a folder of wheels can be named with -Dinvokeai.wheelhouse=…"),
            known(
                    "requires a different Python: (?<detail>.*+)",
                    "choose a suitable Python with -Dinvokeai.python (${detail})"),
            known(
                    "source `env`: environment variable `(?<detail>[^`]+)` is not set",
                    "the version is that of the variable ${detail}: set it to the tag's version where the build is started, or"
                            + " in the POM under <environment>"),
            known(
                    "InvalidVersion|Invalid version: '",
                    "fix the project's version: it must be a PEP 440 version, for instance 5.6.0rc1"),
            known(
                    "ERR_PNPM_OUTDATED_LOCKFILE|can only install packages when your package"
                            + "\\.json and package-lock\\.json|The lockfile would have been modified"
                            + "|Your lockfile needs to be updated|lockfile had changes, but lockfile is frozen",
                    LOCK_DIFFERS),
            known("not up to date", LOCK_DIFFERS).after("lockfile "),
            known(
                    "ERR_PNPM_NO_LOCKFILE|The `npm ci` command can only install with an existing package-lock",
                    "there is no lock file: run the package manager's install there, and commit the lock file it writes"),
            known(
                    "Failed to replace env in config: \\$\\{(?<detail>[^{}]++)}",
                    "${detail} is not set, or hidden as a credential: <passEnvironment> passes it on"),
            known(
                    "code E40[13]\\b|ERR_PNPM_FETCH_40[13]\\b|(401|403) Client Error|error 40[13] while getting",
                    "the registry wants a login: if it comes from a variable, name that in <passEnvironment>"),
            known(
                    "ERR_PNPM_FETCH_404\\s+GET (?<detail>\\S+)|404 Not Found - GET (?<npm>\\S+)",
                    "a dependency does not exist (any more): ${detail}${npm}"),
            known(
                    "ERR_PNPM_UNSUPPORTED_ENGINE|EBADENGINE|Unsupported engine",
                    "this Node.js is not the one that package.json asks for under engines: install that one"),
            known("ERR_PNPM_BAD_PM_VERSION", OTHER_MANAGER),
            known(" of pnpm", OTHER_MANAGER).after("This project is configured to use "),
            known(
                    "JavaScript heap out of memory",
                    "Node.js ran out of memory: set NODE_OPTIONS=--max-old-space-size=4096 under <environment>"),
            known(
                    "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|Temporary failure in name resolution|Name or service not known",
                    "a server could not be reached: check the network and the proxy, then run again"),
            known("No space left on device|ENOSPC", "the disk is full: free some space, then run again"));

    private KnownFailures() {}

    private static Known known(String text, String hint) {
        return new Known("", Pattern.compile(text), hint);
    }

    /**
     * What a person can do about a failure.
     *
     * @param lines what the command printed
     * @return an advice, when the failure is a known one
     */
    public static Optional<String> hint(List<String> lines) {
        for (Known known : KNOWN) {
            for (String line : lines) {
                Optional<Matcher> found = known.in(line);
                if (found.isPresent()) {
                    return Optional.of(fill(known, found.get()));
                }
            }
        }
        return Optional.empty();
    }

    /** In one pass, since what a tool has printed may look like such a place. */
    private static String fill(Known known, Matcher matcher) {
        return PLACE.matcher(known.hint())
                .replaceAll(place -> Matcher.quoteReplacement(Optional.ofNullable(matcher.group(place.group(1)))
                        .map(String::strip)
                        .orElse("")));
    }

    /**
     * The last lines that may hold the cause.
     *
     * @param lines what the command printed
     * @param count how many at most
     * @return indented, ready to stand below a message
     */
    public static String tail(List<String> lines, int count) {
        List<String> meaning = withoutTracesOfCommands(withoutUsage(lines)).stream()
                .filter(line -> !line.isBlank() && !isNoise(line.strip()))
                .toList();
        StringBuilder text = new StringBuilder();
        for (String line : Outcome.shown(meaning, count)) {
            text.append(System.lineSeparator()).append("     | ").append(line);
        }
        return text.toString();
    }

    private static boolean isNoise(String line) {
        return NOT_THE_CAUSE.stream().anyMatch(line::startsWith)
                || (line.startsWith("ERROR Command '[") && line.contains("returned non-zero exit status "));
    }

    private static List<String> withoutUsage(List<String> lines) {
        List<String> kept = new ArrayList<>();
        boolean usage = false;
        for (String line : lines) {
            usage = NPM.matcher(line.strip()).matches()
                    && (usage || NPM_USAGE.matcher(line.strip()).matches());
            if (!usage) {
                kept.add(line);
            }
        }
        return kept;
    }

    /** Where in pypa/build a command failed helps nobody and stands below what the command said. */
    private static List<String> withoutTracesOfCommands(List<String> lines) {
        List<String> kept = new ArrayList<>();
        List<String> trace = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("Traceback (most recent call last):")) {
                kept.addAll(trace);
                trace.clear();
                trace.add(line);
            } else if (!trace.isEmpty() && (line.startsWith(" ") || line.isBlank())) {
                trace.add(line);
            } else {
                if (!line.startsWith("subprocess.CalledProcessError: Command ")) {
                    kept.addAll(trace);
                    kept.add(line);
                }
                trace.clear();
            }
        }
        kept.addAll(trace);
        return kept;
    }
}
