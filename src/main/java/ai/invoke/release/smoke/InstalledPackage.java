package ai.invoke.release.smoke;

import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Compares what was installed with the wheel and the release: version, files, entry points. */
final class InstalledPackage {

    private static final String ENTRY_POINTS = "entry points";

    private final SmokeWorkspace workspace;
    private final SmokeOptions options;
    private final SmokeChecks checks;

    InstalledPackage(SmokeWorkspace workspace, SmokeOptions options, SmokeChecks checks) {
        this.workspace = workspace;
        this.options = options;
        this.checks = checks;
    }

    /**
     * Compares the installed package with its wheel.
     *
     * @param wheel what was installed
     * @return what Python sees of it; empty when it sees nothing
     * @throws IOException when the disk fails
     */
    Optional<SmokeProbe.Seen> compare(Path wheel) throws IOException {
        Path script = workspace.folder("smoke_probe.py");
        SmokeProbe.writeScript(script);
        SmokeStep asked = workspace.run(workspace.atHome(
                "metadata",
                options.limit(),
                List.of(workspace.venvPython().toString(), "-I", "-X", "utf8", script.toString(), wheel.toString())));
        Optional<SmokeProbe.Seen> seen = asked.succeeded() ? SmokeProbe.read(asked.output()) : Optional.empty();
        if (seen.isEmpty()) {
            checks.failed("metadata", "Python cannot read the installed package: " + asked.end(), asked);
            return seen;
        }
        version(seen.get());
        files(seen.get());
        entryPoints(seen.get().scripts());
        return seen;
    }

    private void version(SmokeProbe.Seen seen) {
        if (options.isVersion(seen.version())) {
            checks.ok("metadata", seen.name() + " " + seen.version());
        } else {
            checks.failed(
                    "metadata",
                    Problem.of("the installed package says version " + seen.version() + ", the release is "
                                    + options.version().normalized())
                            .next("build it again from the tag: mvn clean package"));
        }
    }

    private void files(SmokeProbe.Seen seen) {
        List<String> wrong = new ArrayList<>();
        describe(wrong, "missing", seen.missing());
        describe(wrong, "changed", seen.changed());
        describe(wrong, "not in the wheel", seen.extra());
        if (wrong.isEmpty()) {
            checks.ok("files", seen.files() + " installed files match the wheel");
        } else {
            checks.failed(
                    "files", Problem.of("the installed files differ from the wheel: " + String.join("; ", wrong)));
        }
    }

    private static void describe(List<String> wrong, String word, List<String> files) {
        if (!files.isEmpty()) {
            wrong.add(word + " " + String.join(", ", files.subList(0, Math.min(3, files.size())))
                    + (files.size() > 3 ? " and " + (files.size() - 3) + " more" : ""));
        }
    }

    private void entryPoints(List<SmokeProbe.Script> scripts) {
        List<Problem> problems = scripts.stream()
                .map(InstalledPackage::fault)
                .flatMap(Optional::stream)
                .toList();
        problems.forEach(problem -> checks.failed(ENTRY_POINTS, problem));
        if (scripts.isEmpty()) {
            checks.skipped(ENTRY_POINTS, "the package has no scripts");
        } else if (problems.isEmpty()) {
            checks.ok(
                    ENTRY_POINTS,
                    String.join(
                            ", ", scripts.stream().map(SmokeProbe.Script::name).toList()));
        }
    }

    private static Optional<Problem> fault(SmokeProbe.Script script) {
        if (script.file().isEmpty()) {
            return Optional.of(Problem.of("pip made no script for the entry point " + script.name()));
        }
        return script.found().equals(Optional.of(false))
                ? Optional.of(Problem.of("the script " + script.name() + " needs " + script.value()
                                + ", and the wheel has no such module")
                        .next("fix [project.scripts], or make sure that the package is in the wheel"))
                : Optional.empty();
    }
}
