package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.source.VersionFile;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** {@code __version__} in the package against METADATA. The file is read, never executed. */
public final class VersionAttributeRules implements RuleGroup {

    static final Rule DIFFERS = Rule.of(
            "CT-13",
            ERROR,
            "__version__ {x} in {e}, METADATA {y}",
            "build the wheel again after changing the version, from a clean tree",
            "PEP 396 (by custom); pip shows the one, the program the other");

    /** The rules keep nothing between two files. */
    public VersionAttributeRules() {}

    @Override
    public String title() {
        return "Version inside a wheel";
    }

    @Override
    public List<Rule> rules() {
        return List.of(DIFFERS);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof WheelContents wheel)) {
            return;
        }
        Optional<PyVersion> built =
                wheel.metadata().flatMap(metadata -> metadata.first("Version")).flatMap(PyVersion::tryParse);
        if (built.isEmpty()) {
            return;
        }
        Set<String> tops = new TreeSet<>();
        for (String path : Library.of(wheel).paths()) {
            if (Library.isModule(path)) {
                tops.add(top(path));
            }
        }
        for (String path : wheel.texts()) {
            if (path.endsWith(".py") && belongs(path, wheel, tops)) {
                wheel.text(path).ifPresent(source -> compare(path, source, built.get(), findings));
            }
        }
    }

    /** A second package may be somebody else's, bundled with its own version. */
    private static boolean belongs(String path, WheelContents wheel, Set<String> tops) {
        String top = top(path);
        return tops.size() == 1
                || wheel.name()
                        .filter(name -> ProjectName.normalize(name.name()).equals(ProjectName.normalize(top)))
                        .isPresent();
    }

    private static String top(String path) {
        int slash = path.indexOf('/');
        return slash > 0 ? path.substring(0, slash) : path.substring(0, path.indexOf('.'));
    }

    private static void compare(String path, byte[] source, PyVersion built, Findings findings) {
        if (VersionFile.parse(source, VersionFile.ATTRIBUTE) instanceof VersionFile.Literal literal) {
            Optional<PyVersion> inside = PyVersion.tryParse(literal.value());
            if (inside.isEmpty() || !inside.get().equals(built)) {
                findings.add(
                        DIFFERS.with(literal.value(), path, built.normalized()).at(path + ":" + literal.line()));
            }
        }
    }
}
