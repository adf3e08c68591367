package ai.invoke.release.dist.rule.sdist;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.NOTE;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.SdistContents;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Paths;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.PypiWords;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Secrets;
import ai.invoke.release.dist.rule.wheel.ContentRules;
import ai.invoke.release.dist.tar.TarMember;
import ai.invoke.release.dist.tar.UnpackedTree;
import ai.invoke.release.text.LetterCase;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The archive of an sdist: its layout, and members that harm whoever unpacks it. */
public final class SdistRules implements RuleGroup {

    private static final String UPLOAD = "PyPI (warehouse/forklift/legacy.py)";
    private static final String FILTER = "PEP 706 (data filter); pip";
    private static final String LAYOUT = "PEP 625; PyPI (warehouse/forklift/legacy.py)";
    private static final String BACKEND = "build the sdist with a PEP 517 backend: python -m build --sdist";
    private static final int LONGEST_PATH = 200;
    private static final Set<String> LEFTOVERS = Set.of(
            "__pycache__",
            "dist",
            "build",
            ".venv",
            "venv",
            ".tox",
            ".nox",
            "node_modules",
            ".pytest_cache",
            ".mypy_cache");

    /** In the top directory, in lower case: metadata, and what build front ends read. */
    private static final Set<String> DECIDING = Set.of("pkg-info", "pyproject.toml", "setup.py", "setup.cfg");

    static final Rule NOT_A_TAR = Rule.enforced(
            "SD-01",
            "{f} is not a readable gzip-compressed tar: {why}",
            "build the file again; it may have been cut off while it was copied",
            UPLOAD,
            PypiStage.ARCHIVE,
            PypiWords.invalidFile("File is not a tarfile"));
    static final Rule TOP_LEVELS = Rule.enforced(
            "SD-02",
            "{n} top-level entries, 1 expected: {l}",
            BACKEND,
            LAYOUT,
            PypiStage.LAYOUT,
            PypiWords.invalidFile("Incorrect number of top-level directories in sdist"));
    static final Rule DOT_SLASH = Rule.enforced(
            "SD-03",
            "member names start with ./",
            "do not pack with 'tar czf x.tar.gz ./dir'; " + BACKEND,
            UPLOAD,
            PypiStage.LAYOUT,
            PypiWords.invalidFile("PKG-INFO not found at <directory>/PKG-INFO"));
    static final Rule NO_PKG_INFO = Rule.enforced(
            "SD-04",
            "{d}/PKG-INFO is missing or not a regular file",
            BACKEND,
            LAYOUT,
            PypiStage.LAYOUT,
            PypiWords.invalidFile("PKG-INFO not found at {d}/PKG-INFO"));
    static final Rule LINK =
            Rule.of("SD-10", ERROR, "link {e} -> {t} leaves the archive", "put the file itself into the sdist", FILTER);
    static final Rule LINK_INSIDE =
            Rule.of("SD-11", NOTE, "links inside the archive are legal", "nothing to do", "PEP 706; PEP 625");
    static final Rule DEVICE = Rule.of("SD-12", ERROR, "{e} is a device or FIFO", "leave it out", FILTER);
    static final Rule LEAVES = Rule.enforced(
            "SD-13",
            "member {e} leaves the archive",
            "name members relative to the top directory, without '..' or root",
            FILTER,
            PypiStage.LAYOUT,
            "ValueError: Can't mix absolute and relative paths");
    static final Rule SPARSE = Rule.enforced(
            "SD-14",
            "{e} is a sparse member",
            "pack without --sparse; Python readers and others disagree about sparse members",
            "PyPI (docs.pypi.org/archives)",
            PypiStage.SPARSE,
            PypiWords.tar("Sparse members are not allowed"));
    static final Rule MODE =
            Rule.of("SD-15", WARNING, "{e}: mode {m}", "drop set-uid and set-gid bits", "PEP 706 (data filter)");
    static final Rule ONE_PLACE = Rule.of(
            "SD-16",
            ERROR,
            "member {e} {why}",
            "pack each file once, under the plain path of its place; readers disagree about anything else",
            "POSIX pax; Python (tarfile); pip");
    static final Rule POLYGLOT = Rule.enforced(
            "SD-20",
            "file is a tar and a ZIP at once",
            BACKEND,
            UPLOAD,
            PypiStage.ARCHIVE,
            PypiWords.invalidFile("File is both a zip and a tar file"));
    static final Rule NOT_UTF8 = Rule.of(
            "SD-21",
            ERROR,
            "member name is not UTF-8: {e}",
            "rename the file",
            "PEP 517 (sdists are UTF-8 pax archives)");
    static final Rule GNU = Rule.of(
            "SD-22", WARNING, "GNU extensions before {e}; use pax", "pack with format=tarfile.PAX_FORMAT", "PEP 517");
    static final Rule LONG_PATH = Rule.of(
            "SD-23",
            WARNING,
            "{e} is {n} characters long",
            "shorten it: it cannot be unpacked below a deep directory on Windows",
            "Windows (MAX_PATH)");
    static final Rule UNWANTED = Rule.of(
            "SD-24",
            ERROR,
            "{e} should not be shipped",
            "exclude it (MANIFEST.in, or the exclude option of your backend)",
            "this plugin: good practice");
    static final Rule BOMB = Rule.of(
            "SD-27",
            ERROR,
            "unpacks to more than 64 MiB and more than {r} times its size; the rest was not checked",
            "leave out huge files of repeated bytes or make them at run time",
            "this plugin: a limit of the check; PyPI refuses wheels for the same reason");
    static final Rule TOO_LARGE = Rule.of(
            "SD-28",
            ERROR,
            "the archive has more than {n} members or extremely long names; only the first {m} were checked",
            "nobody could install such a package",
            "this plugin: a limit of the check");

    static final Rule BEHIND_END = Rule.of(
            "SD-29",
            ERROR,
            "{what} behind the end of the tar archive",
            "hardly any reader sees it, and a scanner may not; " + BACKEND,
            "POSIX pax; GNU tar (--ignore-zeros)");

    static final Rule UNREAD = Rule.of(
            "SD-30",
            ERROR,
            "{e} was not checked: it is longer than 4 MiB, or there are more than 16 of its kind",
            "nobody could install such a package",
            "this plugin: a limit of the check");

    static final Rule CASE = Rule.of(
            "SD-31",
            WARNING,
            "{a} and {b} differ in case only",
            "rename one: on Windows and macOS one overwrites the other",
            "this plugin: good practice");
    static final Rule RESERVED = Rule.of(
            "SD-32",
            WARNING,
            "{e}: \"{w}\" is a reserved name on Windows",
            "rename the file: it cannot be written on Windows",
            "Windows (Naming Files, Paths, and Namespaces)");

    static final Rule NOT_A_FILE = Rule.of(
            "SD-33",
            ERROR,
            "{e} is not a regular file",
            "put the file itself into the sdist; what it links to was not checked",
            "PEP 517; PEP 706");

    /** The rules keep nothing between two files. */
    public SdistRules() {}

    @Override
    public String title() {
        return "Archive of an sdist";
    }

    @Override
    public List<Rule> rules() {
        return List.of(
                NOT_A_TAR,
                TOP_LEVELS,
                DOT_SLASH,
                NO_PKG_INFO,
                LINK,
                LINK_INSIDE,
                DEVICE,
                LEAVES,
                SPARSE,
                MODE,
                ONE_PLACE,
                POLYGLOT,
                NOT_UTF8,
                GNU,
                LONG_PATH,
                UNWANTED,
                BOMB,
                TOO_LARGE,
                BEHIND_END,
                UNREAD,
                CASE,
                RESERVED,
                NOT_A_FILE);
    }

    @Override
    public boolean needsReadableArchive() {
        return false;
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof SdistContents sdist) || !sdist.fileName().endsWith(".tar.gz")) {
            return;
        }
        state(sdist, findings);
        if (!sdist.readable()) {
            return;
        }
        layout(sdist, findings);
        ContentRules.marks(sdist.marks(), findings);
        sdist.unread().forEach(path -> findings.add(UNREAD.with(path).at(path)));
        Set<String> leftovers = new HashSet<>();
        for (TarMember member : sdist.members()) {
            member(member, findings);
            unwanted(member.path(), member.kind() == TarMember.Kind.DIRECTORY, leftovers, findings);
        }
        // What leaves the archive is reported as that.
        UnpackedTree.in(sdist.members()).stream()
                .filter(trouble -> !leaves(trouble.member()))
                .forEach(trouble -> findings.add(ONE_PLACE
                        .with(trouble.member().path(), trouble.why())
                        .at(trouble.member().path())));
        folded(sdist, findings);
    }

    /** Where it is a file that says how and as what the project is built, it decides what is installed. */
    private static void folded(SdistContents sdist, Findings findings) {
        List<String> paths = sdist.members().stream().map(TarMember::path).toList();
        Paths.alike(paths, Findings.PER_RULE * 100).forEach(pair -> {
            Draft draft = CASE.with(pair.one(), pair.other()).at(pair.other());
            String name = Paths.fold(pair.other());
            boolean decides = DECIDING.contains(name.substring(name.indexOf('/') + 1));
            findings.add(decides ? draft.as(ERROR) : draft);
        });
    }

    private static boolean leaves(TarMember member) {
        return Paths.isAbsolute(member.path()) || leavesTop(member.path()) || linksOutside(member);
    }

    private static void state(SdistContents sdist, Findings findings) {
        String name = sdist.fileName();
        if (sdist.alsoZip()) {
            findings.add(POLYGLOT.with());
        }
        if (sdist.problem().isPresent()) {
            Draft draft = NOT_A_TAR.with(name, sdist.problem().get());
            Draft read = sdist.disputed() ? draft.pypiAccepts() : draft;
            findings.add(sdist.damageStopsPython() ? draft.pypi(PypiWords.invalidFile("None")) : read);
        } else if (sdist.damage().isPresent()) {
            Draft draft = NOT_A_TAR.with(name, sdist.damage().get());
            findings.add(sdist.damageStopsPython() ? draft.pypi(PypiWords.invalidFile("None")) : draft.pypiAccepts());
        } else if (sdist.trailing() > 0 && !sdist.alsoZip()) {
            findings.add(NOT_A_TAR
                    .with(name, "%,d bytes follow the gzip stream".formatted(sdist.trailing()))
                    .saying("{why}")
                    .pypiAccepts());
        }
        if (sdist.rest().member()) {
            findings.add(BEHIND_END.with("a member"));
        } else if (sdist.rest().bytes() > 0) {
            findings.add(BEHIND_END
                    .with("%,d bytes that are not zero".formatted(sdist.rest().bytes()))
                    .as(WARNING));
        }
        if (sdist.exploded()) {
            findings.add(BOMB.with(50));
        }
        if (!sdist.complete()) {
            String members = "%,d".formatted(sdist.members().size());
            findings.add(TOO_LARGE.with(members, members));
        }
    }

    private static void layout(SdistContents sdist, Findings findings) {
        Set<String> tops = new HashSet<>(sdist.topLevel());
        tops.removeIf(top -> top.startsWith("/") || top.equals("..") || top.equals(".") || top.isEmpty());
        String top = sdist.topDirectory().orElse("");
        boolean dotted =
                sdist.members().stream().anyMatch(member -> member.path().startsWith("./"));
        if (dotted) {
            findings.add(DOT_SLASH.with().pypi(PypiWords.invalidFile("PKG-INFO not found at " + top + "/PKG-INFO")));
        }
        boolean filesAtRoot = tops.size() == 1
                && sdist.member(top)
                        .map(member -> member.kind() != TarMember.Kind.DIRECTORY)
                        .orElse(false);
        if (tops.size() > 1 || filesAtRoot) {
            List<String> sorted = tops.stream().sorted().toList();
            findings.add(TOP_LEVELS.with(tops.size(), String.join(", ", sorted)));
            return;
        }
        boolean there = sdist.contains(top + "/PKG-INFO");
        boolean file = sdist.member(top + "/PKG-INFO")
                .filter(member -> member.kind() == TarMember.Kind.FILE)
                .isPresent();
        if (!dotted && !file && sdist.damage().isEmpty() && sdist.complete()) {
            Draft draft = NO_PKG_INFO.with(top).at(top + "/PKG-INFO");
            findings.add(there ? draft.pypiAccepts() : draft);
        }
    }

    private static void member(TarMember member, Findings findings) {
        String path = member.path();
        if (!member.utf8()) {
            findings.add(NOT_UTF8.with(path).at(path));
        }
        if (Paths.isAbsolute(path)) {
            findings.add(LEAVES.with(path).at(path));
        } else if (leavesTop(path)) {
            // PyPI only sees that nothing is common to all names.
            Draft draft = LEAVES.with(path).at(path);
            findings.add(
                    path.startsWith("..")
                            ? draft.pypi(PypiWords.invalidFile("Incorrect number of top-level directories in sdist"))
                            : draft.pypiAccepts());
        }
        if (linksOutside(member)) {
            findings.add(LINK.with(path, member.link()).at(path));
        }
        if (member.kind() == TarMember.Kind.DEVICE || member.kind() == TarMember.Kind.FIFO) {
            findings.add(DEVICE.with(path).at(path));
        }
        boolean file = member.kind() == TarMember.Kind.FILE;
        if (!file && DECIDING.contains(path.substring(path.indexOf('/') + 1))) {
            findings.add(NOT_A_FILE.with(path).at(path));
        }
        if (member.sparse()) {
            findings.add(SPARSE.with(path).at(path));
        }
        if ((member.mode() & 06000) != 0) {
            findings.add(MODE.with(path, "%04o".formatted(member.mode())).at(path));
        }
        if (member.gnu() && !findings.has(GNU)) {
            findings.add(GNU.with(path).at(path));
        }
        if (path.length() > LONGEST_PATH) {
            findings.add(LONG_PATH.with(path, path.length()).at(path));
        }
        if (!Paths.leaves(path)) {
            Paths.windowsReserved(path)
                    .ifPresent(word -> findings.add(RESERVED.with(path, word).at(path)));
        }
    }

    private static boolean linksOutside(TarMember member) {
        String path = member.path();
        String link = member.link();
        return switch (member.kind()) {
            case SYMLINK -> Paths.isAbsolute(link) || leavesTop(path.substring(0, path.lastIndexOf('/') + 1) + link);
            case HARDLINK ->
                Paths.isAbsolute(link)
                        || leavesTop(link)
                        || !SdistContents.topOf(link).equals(SdistContents.topOf(path));
            case FILE, DIRECTORY, DEVICE, FIFO -> false;
        };
    }

    /** pip unpacks without the top directory, so that whoever leaves that leaves everything. */
    private static boolean leavesTop(String path) {
        int depth = 0;
        for (String part : path.split("/", -1)) {
            if (part.equals("..")) {
                depth--;
                if (depth < 1) {
                    return true;
                }
            } else if (!part.isEmpty() && !part.equals(".")) {
                depth++;
            }
        }
        return path.indexOf('\\') >= 0 && Paths.leaves(path);
    }

    private static void unwanted(String path, boolean directory, Set<String> leftovers, Findings findings) {
        if (!directory && Secrets.named(path)) {
            findings.add(UNWANTED.with(path)
                    .as(Secrets.isFixture(path) ? WARNING : ERROR)
                    .at(path));
            return;
        }
        String[] parts = path.split("/", -1);
        for (int i = 1; i < parts.length; i++) {
            String part = LetterCase.lower(parts[i]);
            boolean atTop = i == 1 || part.equals("__pycache__") || part.equals("node_modules");
            boolean inside = i < parts.length - 1 || directory;
            if (inside && atTop && LEFTOVERS.contains(part)) {
                String where = String.join("/", List.of(parts).subList(0, i + 1));
                if (leftovers.add(where)) {
                    findings.add(UNWANTED.with(where + "/").as(WARNING).at(where));
                }
                return;
            }
        }
        if (!directory && path.endsWith(".pyc")) {
            findings.add(UNWANTED.with(path).as(WARNING).at(path));
        }
    }
}
