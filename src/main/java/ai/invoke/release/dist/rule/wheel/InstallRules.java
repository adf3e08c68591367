package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Paths;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.zip.EntryName;
import ai.invoke.release.file.FileNames;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What becomes of the members of a wheel when it is installed: each is one file of its own in its scheme. Paths are sorted
 * and compared with their neighbours, which takes memory for the names only, however deep they are.
 */
public final class InstallRules implements RuleGroup {

    private static final String PIP = "binary distribution format; pip";

    static final Rule TRAVERSAL = Rule.of(
            "ZIP-16",
            ERROR,
            "entry {e} would be written outside the install directory",
            "name entries relative to site-packages, without '..', root or drive",
            PIP);
    static final Rule CASE = Rule.of(
            "ZIP-20",
            WARNING,
            "{a} and {b} differ in case only",
            "rename one: on Windows and macOS one overwrites the other",
            "this plugin: good practice");
    static final Rule ODD_NAME = Rule.of(
            "ZIP-29",
            ERROR,
            "the name of entry {e} is empty or holds an empty segment, '.' or '..'",
            "name each entry by the plain path of its file; installers resolve such names, scanners do not",
            PIP);
    static final Rule ONE_PLACE = Rule.of(
            "ZIP-30",
            ERROR,
            "{a} and {b} are installed as one file",
            "pack the file once: the one that comes later in the archive overwrites the other",
            PIP);
    static final Rule FILE_AS_DIRECTORY = Rule.of(
            "ZIP-31",
            ERROR,
            "{a} is a file, but {b} needs a directory there",
            "rename one; pip cannot install both",
            PIP);

    /** The rules keep nothing between two files. */
    public InstallRules() {}

    @Override
    public String title() {
        return "Installed files of a wheel";
    }

    @Override
    public List<Rule> rules() {
        return List.of(TRAVERSAL, CASE, ODD_NAME, ONE_PLACE, FILE_AS_DIRECTORY);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof WheelContents wheel)) {
            return;
        }
        List<InstalledPath> paths = new ArrayList<>();
        for (WheelEntry entry : wheel.entries()) {
            String name = entry.path();
            InstalledPath path = InstalledPath.of(name);
            if (Paths.leaves(name) || path.leaves()) {
                findings.add(TRAVERSAL.with(name).at(name));
            } else if (!path.plain()) {
                findings.add(ODD_NAME.with(name).at(name));
            }
            // Names that are not UTF-8 are an error of their own and mean something else to each reader.
            if (entry.member().name().coding() != EntryName.Coding.OTHER) {
                paths.add(path);
            }
        }
        paths.sort(Comparator.comparing(InstalledPath::place, FileNames.BY_SEGMENT)
                .thenComparing(InstalledPath::directory));
        collisions(paths, findings);
        folded(paths, findings);
    }

    private static void collisions(List<InstalledPath> sorted, Findings findings) {
        InstalledPath file = null;
        for (InstalledPath path : sorted) {
            if (file != null && path.place().equals(file.place())) {
                if (path.directory()) {
                    findings.add(
                            FILE_AS_DIRECTORY.with(file.member(), path.member()).at(path.member()));
                } else if (!path.member().equals(file.member())) {
                    findings.add(ONE_PLACE.with(file.member(), path.member()).at(path.member()));
                }
            } else if (file != null && path.place().startsWith(file.place() + "/")) {
                findings.add(
                        FILE_AS_DIRECTORY.with(file.member(), path.member()).at(path.member()));
            } else if (!path.directory() && !path.place().isEmpty()) {
                file = path;
            }
        }
    }

    /** With the metadata it decides what is installed; anywhere else it is a question of taste on Linux. */
    private static void folded(List<InstalledPath> paths, Findings findings) {
        List<String> places = paths.stream().map(InstalledPath::place).toList();
        Paths.alike(places, Findings.PER_RULE * 100).forEach(pair -> {
            Draft draft = CASE.with(pair.one(), pair.other()).at(pair.other());
            String name = Paths.fold(pair.other());
            boolean metadata = name.endsWith(".dist-info") || name.contains(".dist-info/");
            findings.add(metadata ? draft.as(ERROR) : draft);
        });
    }
}
