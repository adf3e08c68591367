package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.NOTE;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.Digest;
import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.Mark;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Paths;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.PypiWords;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Secrets;
import ai.invoke.release.text.LetterCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a wheel should and should not hold. */
public final class ContentRules implements RuleGroup {

    private static final String CWC = "check-wheel-contents ";
    private static final String EXCLUDE = "exclude it from the packages that the backend collects";
    private static final Set<String> COMMON = Set.of(
            ".eggs",
            ".nox",
            ".tox",
            ".venv",
            "app",
            "app.py",
            "bin",
            "build",
            "cgi-bin",
            "conf",
            "conftest.py",
            "data",
            "dist",
            "doc",
            "docs",
            "etc",
            "example",
            "examples",
            "lib",
            "node_modules",
            "pip-wheel-metadata",
            "requirements",
            "sample",
            "samples",
            "scripts",
            "src",
            "test",
            "test.py",
            "tests",
            "tests.py",
            "tools",
            "util",
            "utils",
            "venv");
    private static final Set<String> BUILD_FILES = Set.of(
            "setup.py",
            "setup.cfg",
            "pyproject.toml",
            "manifest.in",
            "tox.ini",
            "noxfile.py",
            "makefile",
            "conda.yml",
            "pipfile",
            "poetry.lock",
            "uv.lock");

    static final Rule BYTE_CODE = Rule.of("CT-01", WARNING, "byte code {e}", EXCLUDE, CWC + "W001");
    static final Rule SAME_CONTENT = Rule.of(
            "CT-02",
            WARNING,
            "{a} and {b} have the same content",
            "remove a stale build/ directory; import one from the other",
            CWC + "W002");
    static final Rule ROOT_FILE = Rule.of(
            "CT-03",
            WARNING,
            "{e} at the root of site-packages",
            "move it into the package, or exclude it",
            CWC + "W003");
    static final Rule UNIMPORTABLE =
            Rule.of("CT-04", WARNING, "{e} cannot be imported (not an identifier)", "rename it", CWC + "W004");
    /** A name at the top that other projects use, too. */
    public static final Rule COMMON_NAME = Rule.of(
            "CT-05",
            WARNING,
            "top-level name {x} is too common",
            "it collides with other projects in site-packages; move it into the package or exclude it",
            CWC + "W005");

    static final Rule ROOT_INIT =
            Rule.of("CT-06", WARNING, "__init__.py at the root", "move it into the package", CWC + "W006");
    static final Rule NO_LIBRARY =
            Rule.of("CT-07", WARNING, "no importable file", "check which packages the backend collects", CWC + "W007");
    static final Rule EMPTY =
            Rule.of("CT-08", ERROR, "wheel is empty", "check which packages the backend collects", CWC + "W008");
    static final Rule TOP_LEVELS =
            Rule.of("CT-09", WARNING, "{n} top-level entries: {l}", "one project, one top-level package", CWC + "W009");
    static final Rule NO_MODULES =
            Rule.of("CT-10", WARNING, "{d}/ holds no Python module", "move it into the package", CWC + "W010");
    static final Rule BUILD_FILE =
            Rule.of("CT-11", WARNING, "build file {e} in the wheel", EXCLUDE, CWC + "W009, W010");
    /** A file that looks like a credential. */
    public static final Rule SECRET = Rule.of(
            "CT-12",
            ERROR,
            "{e} looks like a secret or VCS data",
            "leave it out, and revoke the secret if a file with it was ever published",
            "this plugin: good practice");

    static final Rule MODES = Rule.of(
            "CT-14",
            NOTE,
            "file modes other than +x are ignored on install",
            "nothing to do",
            "binary distribution format (PEP 427)");
    static final Rule ENCRYPTED_CODE = Rule.enforced(
            "CT-15",
            "{e} is encrypted by {t}",
            "publish the source",
            "PyPI's acceptable use policy (warehouse/utils/scanner.py)",
            PypiStage.SCAN,
            PypiWords.invalidFile("{t}-encrypted content is not allowed."
                    + " See https://pypi.org/policy/acceptable-use-policy/ for more information."));
    static final Rule BUILD_PATH = Rule.of(
            "SB-01",
            WARNING,
            "{e} names a path of the machine that built it (file:///)",
            "the wheel is not reproducible and reveals a path of your machine; build in a fixed directory",
            "PEP 770; seen with maturin");

    /** So many copies are listed one by one. */
    private static final int SHOWN_COPIES = 3;

    /** The rules keep nothing between two files. */
    public ContentRules() {}

    @Override
    public String title() {
        return "Contents of a wheel";
    }

    @Override
    public List<Rule> rules() {
        return List.of(
                BYTE_CODE,
                SAME_CONTENT,
                ROOT_FILE,
                UNIMPORTABLE,
                COMMON_NAME,
                ROOT_INIT,
                NO_LIBRARY,
                EMPTY,
                TOP_LEVELS,
                NO_MODULES,
                BUILD_FILE,
                SECRET,
                MODES,
                ENCRYPTED_CODE,
                BUILD_PATH);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof WheelContents wheel)) {
            return;
        }
        Library library = Library.of(wheel);
        marks(wheel.marks(), findings);
        boolean outside = false;
        for (WheelEntry entry : wheel.entries()) {
            String path = entry.path();
            outside |= !path.endsWith("/")
                    && !path.substring(0, Math.max(0, path.indexOf('/'))).endsWith(".dist-info");
            if (isByteCode(path)) {
                findings.add(BYTE_CODE.with(path).at(path));
            }
            if (Secrets.named(path)) {
                findings.add(SECRET.with(path)
                        .as(Secrets.isFixture(path) ? WARNING : ERROR)
                        .at(path));
            }
        }
        if (!outside) {
            findings.add(EMPTY.with());
            return;
        }
        if (library.paths().stream().noneMatch(Library::isModule)) {
            findings.add(NO_LIBRARY.with());
        }
        duplicates(library, findings);
        library.paths().forEach(path -> importable(path, findings));
        topLevel(library, findings);
    }

    /**
     * Shared with sdists, which PyPI scans as well.
     *
     * @param marks what stands in the files, by their paths
     * @param findings gets what is wrong
     */
    public static void marks(Map<String, Set<Mark>> marks, Findings findings) {
        marks.forEach((path, found) -> {
            if (found.contains(Mark.PYARMOR)) {
                findings.add(ENCRYPTED_CODE.with(path, "PyArmor").at(path));
            }
            if (found.contains(Mark.SOURCEDEFENDER)) {
                findings.add(ENCRYPTED_CODE.with(path, "SourceDefender").at(path));
            }
            if (found.contains(Mark.PRIVATE_KEY) && !Secrets.named(path)) {
                findings.add(SECRET.with(path)
                        .saying("{e} holds a private key")
                        .as(Secrets.inTests(path) ? WARNING : ERROR)
                        .at(path));
            }
            if (found.contains(Mark.BUILD_PATH)) {
                findings.add(BUILD_PATH.with(path).at(path));
            }
        });
    }

    private static boolean isByteCode(String path) {
        String lower = LetterCase.lower(path);
        return lower.endsWith(".pyc") || lower.endsWith(".pyo");
    }

    private static void duplicates(Library library, Findings findings) {
        Map<Digest, String> first = new HashMap<>();
        List<Draft> shown = new ArrayList<>();
        int copies = 0;
        List<String> paths = library.paths();
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            WheelEntry entry = library.entry(i);
            String name = Paths.fileName(path);
            if (entry.member().size() > 0
                    && !name.equals("__init__.py")
                    && !name.equals("py.typed")
                    && entry.digest().isPresent()) {
                String other = first.putIfAbsent(entry.digest().get(), path);
                if (other != null) {
                    copies++;
                    if (copies <= SHOWN_COPIES + 1) {
                        shown.add(SAME_CONTENT.with(other, path).at(path));
                    }
                }
            }
        }
        int more = copies - SHOWN_COPIES;
        shown.stream().limit(more > 1 ? SHOWN_COPIES : copies).forEach(findings::add);
        if (more > 1) {
            // Vendored packages have hundreds, and nobody reads them.
            findings.add(SAME_CONTENT.with(more + " more files", "others").saying("{a} have the content of {b}"));
        }
    }

    private static void importable(String path, Findings findings) {
        if (!path.endsWith(".py")) {
            return;
        }
        String[] parts = path.substring(0, path.length() - ".py".length()).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = i == 0 && parts.length > 1 && parts[0].endsWith("-stubs")
                    ? parts[0].substring(0, parts[0].length() - "-stubs".length())
                    : parts[i];
            if (!isIdentifier(part)) {
                findings.add(UNIMPORTABLE.with(path).at(path));
                return;
            }
        }
    }

    private static boolean isIdentifier(String part) {
        if (part.isEmpty()) {
            return false;
        }
        int first = part.codePointAt(0);
        return (first == '_' || Character.isUnicodeIdentifierStart(first))
                && part.codePoints().skip(1).allMatch(c -> c == '_' || Character.isUnicodeIdentifierPart(c));
    }

    private static void topLevel(Library library, Findings findings) {
        Map<String, Boolean> directories = new HashMap<>();
        Set<String> tops = new LinkedHashSet<>();
        for (String path : library.paths()) {
            int slash = path.indexOf('/');
            String top = slash < 0 ? path : path.substring(0, slash);
            tops.add(top);
            if (slash >= 0) {
                directories.merge(top, Library.isModule(path), Boolean::logicalOr);
            }
        }
        Set<String> unexplained = new LinkedHashSet<>();
        for (String top : tops) {
            Optional<Boolean> directory = Optional.ofNullable(directories.get(top));
            if (!isExplained(top, directory, findings) && !top.startsWith("_")) {
                unexplained.add(stem(top));
            }
        }
        if (unexplained.size() > 1) {
            findings.add(TOP_LEVELS.with(unexplained.size(), String.join(", ", unexplained)));
        }
    }

    /** Reports what is odd about one top-level entry; returns whether it needs no further mention. */
    private static boolean isExplained(String top, Optional<Boolean> directoryWithModules, Findings findings) {
        boolean directory = directoryWithModules.isPresent();
        String lower = LetterCase.lower(top);
        if (Secrets.named(directory ? top + "/x" : top)) {
            return true;
        }
        if (lower.endsWith(".egg-info") || (!directory && BUILD_FILES.contains(lower))) {
            findings.add(BUILD_FILE.with(top).at(top));
            return true;
        }
        if (COMMON.contains(lower)) {
            findings.add(COMMON_NAME.with(directory ? top + "/" : top).at(top));
            return true;
        }
        if (!directory && top.equals("__init__.py")) {
            findings.add(ROOT_INIT.with().at(top));
            return true;
        }
        if (!directory && (lower.endsWith(".pth") || isByteCode(lower))) {
            return true;
        }
        if (!directory && !Library.isModule(top)) {
            findings.add(ROOT_FILE.with(top).at(top));
            return true;
        }
        if (directory && !directoryWithModules.get()) {
            findings.add(NO_MODULES.with(top).at(top));
            return true;
        }
        return false;
    }

    private static String stem(String top) {
        int dot = top.indexOf('.');
        return dot > 0 ? top.substring(0, dot) : top;
    }
}
