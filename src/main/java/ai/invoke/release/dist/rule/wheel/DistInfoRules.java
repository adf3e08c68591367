package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.PypiWords;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import java.util.List;
import java.util.Set;

/** The {@code .dist-info} directory of a wheel: there is one, it has the right name, and the right files. */
public final class DistInfoRules implements RuleGroup {

    private static final String FORMAT = "binary distribution format; PyPI (warehouse/forklift/legacy.py)";
    private static final String RENAMED = "do not rename wheels; let the backend name file and directory alike";
    private static final String WHEEL_NOT_FOUND = PypiWords.invalidFile("WHEEL not found at {y}/WHEEL");

    static final Rule NONE = Rule.enforced(
            "DI-01",
            "no *.dist-info directory (expected {y})",
            "build the wheel with a PEP 517 backend",
            FORMAT,
            PypiStage.LAYOUT,
            WHEEL_NOT_FOUND);
    static final Rule SEVERAL = Rule.of(
            "DI-02",
            ERROR,
            "{n} .dist-info directories: {l}",
            "remove the directory of the other project; pip refuses such wheels",
            "pip");
    static final Rule OTHER_NAME = Rule.enforced(
            "DI-03", ".dist-info is {x}, file name needs {y}", RENAMED, FORMAT, PypiStage.LAYOUT, WHEEL_NOT_FOUND);
    static final Rule OTHER_VERSION = Rule.enforced(
            "DI-04", ".dist-info version {x}, file name {v} ({y})", RENAMED, FORMAT, PypiStage.LAYOUT, WHEEL_NOT_FOUND);
    static final Rule NO_METADATA = Rule.enforced(
            "DI-05",
            "{d}/METADATA is missing",
            "build the wheel with a PEP 517 backend",
            FORMAT,
            PypiStage.METADATA_FILE,
            "Wheel '{f}' does not contain the required METADATA file: {d}/METADATA");
    static final Rule NO_WHEEL = Rule.enforced(
            "DI-06",
            "{d}/WHEEL is missing",
            "build the wheel with a PEP 517 backend",
            FORMAT,
            PypiStage.LAYOUT,
            PypiWords.invalidFile("WHEEL not found at {d}/WHEEL"));
    static final Rule NO_RECORD = Rule.enforced(
            "DI-07",
            "{d}/RECORD is missing",
            "build the wheel with a PEP 517 backend",
            FORMAT,
            PypiStage.RECORD,
            "Wheel '{f}' does not contain the required RECORD file: {d}/RECORD");
    static final Rule INSTALLED = Rule.of(
            "DI-08",
            ERROR,
            "{d}/{x} is written by installers, not by builds",
            "do not pack an installed project; direct_url.json also reveals a path of your machine",
            "recording installed projects; pypa/installer");
    static final Rule SIGNATURE = Rule.of(
            "DI-09",
            WARNING,
            "{d}/{x}: RECORD.jws and RECORD.p7s are deprecated (PEP 815)",
            "drop it; use attestations (PEP 740)",
            "PEP 815");

    static final Rule FROM_DATA = Rule.of(
            "DI-10",
            ERROR,
            "{e} is installed into {d}",
            "put metadata into the .dist-info directory of the wheel; what comes from .data replaces it unchecked",
            "binary distribution format; pip");

    static final Rule FILE =
            Rule.of("DI-11", ERROR, "{e} is a file", "name it otherwise; pip takes such a name for a directory", "pip");

    /** The rules keep nothing between two files. */
    public DistInfoRules() {}

    @Override
    public String title() {
        return "The .dist-info directory of a wheel";
    }

    @Override
    public List<Rule> rules() {
        return List.of(
                NONE,
                SEVERAL,
                OTHER_NAME,
                OTHER_VERSION,
                NO_METADATA,
                NO_WHEEL,
                NO_RECORD,
                INSTALLED,
                SIGNATURE,
                FROM_DATA,
                FILE);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof WheelContents wheel)) {
            return;
        }
        Set<String> directories = wheel.distInfoDirectories();
        if (directories.isEmpty()) {
            findings.add(
                    NONE.with(wheel.name().map(DistFileName.Wheel::distInfo).orElse("<name>-<version>.dist-info")));
            return;
        }
        if (directories.size() > 1) {
            Draft draft = SEVERAL.with(directories.size(), String.join(", ", directories));
            findings.add(draft);
        }
        wheel.name().ifPresent(name -> compare(directories, name, findings));
        wheel.distInfo().ifPresent(directory -> files(wheel, directory, findings));
        fromData(wheel, findings);
        for (WheelEntry entry : wheel.entries()) {
            if (entry.path().endsWith(".dist-info") && entry.path().indexOf('/') < 0) {
                findings.add(FILE.with(entry.path()).at(entry.path()));
            }
        }
    }

    private static void fromData(WheelContents wheel, Findings findings) {
        for (WheelEntry entry : wheel.entries()) {
            String path = entry.path();
            if (path.indexOf(".data/") < 0 || entry.member().isDirectory()) {
                continue;
            }
            String place = InstalledPath.of(path).place();
            int slash = place.indexOf('/');
            if (slash > 0 && place.startsWith(".dist-info", slash - ".dist-info".length())) {
                findings.add(FROM_DATA.with(path, place.substring(0, slash)).at(path));
            }
        }
    }

    private static void compare(Set<String> directories, DistFileName.Wheel name, Findings findings) {
        String expected = name.distInfo();
        if (directories.contains(expected)) {
            return;
        }
        String actual = directories.iterator().next();
        String stem = actual.substring(0, actual.length() - ".dist-info".length());
        int hyphen = stem.indexOf('-');
        boolean sameProject = hyphen > 0
                && ProjectName.normalize(stem.substring(0, hyphen)).equals(ProjectName.normalize(name.name()));
        String version = stem.substring(hyphen + 1);
        if (sameProject && !version.equals(name.version())) {
            findings.add(OTHER_VERSION.with(version, name.version(), expected).at(actual));
        } else {
            findings.add(OTHER_NAME.with(actual, expected).at(actual));
        }
    }

    private static void files(WheelContents wheel, String directory, Findings findings) {
        if (!wheel.contains(directory + "/METADATA")) {
            findings.add(NO_METADATA.with(directory).at(directory));
        }
        if (!wheel.contains(directory + "/WHEEL")) {
            findings.add(NO_WHEEL.with(directory).at(directory));
        }
        if (!wheel.contains(directory + "/RECORD")) {
            findings.add(NO_RECORD.with(directory).at(directory));
        }
        for (String name : List.of("INSTALLER", "REQUESTED", "direct_url.json")) {
            if (wheel.contains(directory + "/" + name)) {
                findings.add(INSTALLED.with(directory, name).at(directory + "/" + name));
            }
        }
        for (String name : List.of("RECORD.jws", "RECORD.p7s")) {
            if (wheel.contains(directory + "/" + name)) {
                findings.add(SIGNATURE.with(directory, name).at(directory + "/" + name));
            }
        }
    }
}
