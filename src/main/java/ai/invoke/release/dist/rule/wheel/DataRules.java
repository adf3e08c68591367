package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Paths;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The {@code .data} directory of a wheel: install schemes and scripts. */
public final class DataRules implements RuleGroup {

    private static final String FORMAT = "binary distribution format (PEP 427)";
    private static final Set<String> SCHEMES = Set.of("purelib", "platlib", "headers", "scripts", "data");

    static final Rule SCHEME = Rule.of(
            "DA-01",
            ERROR,
            ".data/{x} is not an install scheme",
            "use purelib, platlib, headers, scripts or data; pip refuses anything else",
            FORMAT + "; pip");
    static final Rule DIRECTORY =
            Rule.of("DA-02", ERROR, ".data directory {x}, expected {y}", "let the build backend name it", FORMAT);
    static final Rule SUBDIRECTORY = Rule.of(
            "DA-03", WARNING, "directory inside .data/scripts: {e}", "put scripts directly into .data/scripts", FORMAT);
    static final Rule SHEBANG = Rule.of(
            "DA-04",
            WARNING,
            "script {x}: shebang {s} is not rewritten on install",
            "begin the script with #!python, or declare an entry point",
            FORMAT);

    static final Rule FILE =
            Rule.of("DA-05", ERROR, "{x} is a file", "name it otherwise; pip takes such a name for a directory", "pip");

    /** The rules keep nothing between two files. */
    public DataRules() {}

    @Override
    public String title() {
        return "The .data directory of a wheel";
    }

    @Override
    public List<Rule> rules() {
        return List.of(SCHEME, DIRECTORY, SUBDIRECTORY, SHEBANG, FILE);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof WheelContents wheel)) {
            return;
        }
        Set<String> reported = new HashSet<>();
        for (WheelEntry entry : wheel.entries()) {
            String[] parts = entry.path().split("/", 4);
            if (parts.length == 1 && parts[0].endsWith(".data")) {
                findings.add(FILE.with(parts[0]).at(parts[0]));
            }
            if (parts.length < 2 || !parts[0].endsWith(".data") || parts[1].isEmpty()) {
                continue;
            }
            wheel.name().ifPresent(name -> {
                String expected = name.name() + "-" + name.version() + ".data";
                if (!parts[0].equals(expected) && reported.add(parts[0])) {
                    findings.add(DIRECTORY.with(parts[0], expected).at(parts[0]));
                }
            });
            boolean scheme = SCHEMES.contains(parts[1]) && parts.length > 2;
            if (!scheme && reported.add(parts[0] + "/" + parts[1])) {
                findings.add(SCHEME.with(parts[1]).at(entry.path()));
            }
            if (scheme && parts[1].equals("scripts")) {
                script(wheel, entry, parts, findings);
            }
        }
    }

    private static void script(WheelContents wheel, WheelEntry entry, String[] parts, Findings findings) {
        if (parts.length == 4) {
            findings.add(SUBDIRECTORY.with(entry.path()).at(entry.path()));
        }
        wheel.head(entry.path()).ifPresent(head -> {
            String first = new String(head, StandardCharsets.ISO_8859_1).split("[\r\n]", 2)[0];
            boolean python = first.startsWith("#!") && first.contains("python");
            if (python && !first.startsWith("#!python")) {
                findings.add(SHEBANG.with(Paths.fileName(entry.path()), first).at(entry.path()));
            }
        });
    }
}
