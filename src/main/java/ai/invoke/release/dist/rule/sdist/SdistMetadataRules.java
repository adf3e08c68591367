package ai.invoke.release.dist.rule.sdist;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.dist.content.SdistContents;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Utf8;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.toml.TomlDocument;
import ai.invoke.release.toml.TomlException;
import ai.invoke.release.version.PyVersion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An sdist's name, top directory, PKG-INFO and pyproject.toml: all of them name one project and one version. */
public final class SdistMetadataRules implements RuleGroup {

    private static final String PEP_625 = "PEP 625; PyPI (warehouse/forklift/legacy.py)";
    private static final String UPLOAD = "PyPI (warehouse/forklift/legacy.py)";
    private static final String RENAMED = "let the build backend name the file";
    private static final String SHOULD_BE = "Filename '{f}' is invalid, should be '{right}'.";
    private static final Pattern METADATA_VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})");
    private static final Pattern EXTENSION = Pattern.compile(".+?(\\.(?:tar\\.gz|zip|whl))", Pattern.CASE_INSENSITIVE);

    static final Rule OTHER_METADATA = Rule.enforced(
            "SD-05",
            "PKG-INFO {field} {x}, file name {y}",
            "do not rename sdists; build again",
            PEP_625,
            PypiStage.NAME_PARTS,
            SHOULD_BE);
    static final Rule TOP_DIRECTORY = Rule.of(
            "SD-06",
            ERROR,
            "top-level directory {x}, expected {y}",
            "a source archive from GitHub is not an sdist; build one: python -m build --sdist",
            "PEP 625");
    static final Rule NO_PYPROJECT = Rule.of(
            "SD-07",
            ERROR,
            "no pyproject.toml",
            "add one with [build-system]; without it pip falls back to setup.py or refuses",
            "PEP 517, PEP 625; pip");
    static final Rule FILE_NAME = Rule.enforced(
            "SD-08", "file name should be {right} (PEP 625)", RENAMED, PEP_625, PypiStage.NAME_PARTS, SHOULD_BE);
    static final Rule EXTENSION_RULE = Rule.enforced(
            "SD-09",
            "sdist must be .tar.gz, this is {x}",
            "build the sdist with: python -m build --sdist",
            "PEP 527, PEP 625, PEP 715; PyPI (warehouse/forklift/legacy.py)",
            PypiStage.FILE_NAME,
            "Invalid file extension: Use .tar.gz, .whl or .zip extension. See https://www.python.org/dev/peps/pep-0527"
                    + " and https://peps.python.org/pep-0715/ for more information");
    static final Rule METADATA_AGE = Rule.of(
            "SD-17",
            WARNING,
            "Metadata-Version {x}; sdists need 2.2 or later",
            "build with a current backend",
            "PEP 643, PEP 625");
    static final Rule LICENSE_FILE = Rule.enforced(
            "SD-18",
            "License-File {x}: not in the sdist at {p}",
            "let the backend collect license-files, or correct the pattern",
            "PEP 639; PyPI (warehouse/forklift/legacy.py)",
            PypiStage.LICENSE_FILES,
            "License-File {x} does not exist in distribution file {f} at {p}");
    static final Rule DYNAMIC = Rule.enforced(
            "SD-19",
            "Dynamic: {x} not allowed",
            "name, version and metadata version are always fixed in an sdist",
            "PEP 643; " + UPLOAD,
            PypiStage.METADATA,
            "'{x}' is not allowed as a dynamic field");
    static final Rule BROKEN_TOML =
            Rule.of("SD-25", ERROR, "pyproject.toml does not parse: {why}", "correct the file", "TOML 1.0; pip");
    static final Rule OTHER_PROJECT = Rule.of(
            "SD-26",
            ERROR,
            "pyproject.toml {field} {x}, PKG-INFO {y}",
            "build the sdist again after changing pyproject.toml",
            "PEP 621");

    /** The rules keep nothing between two files. */
    public SdistMetadataRules() {}

    @Override
    public String title() {
        return "Name and metadata of an sdist";
    }

    @Override
    public List<Rule> rules() {
        return List.of(
                OTHER_METADATA,
                TOP_DIRECTORY,
                NO_PYPROJECT,
                FILE_NAME,
                EXTENSION_RULE,
                METADATA_AGE,
                LICENSE_FILE,
                DYNAMIC,
                BROKEN_TOML,
                OTHER_PROJECT);
    }

    @Override
    public boolean needsReadableArchive() {
        return false;
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof SdistContents sdist)) {
            return;
        }
        if (!sdist.fileName().endsWith(".tar.gz")) {
            extension(sdist.fileName(), findings);
            return;
        }
        Optional<CoreMetadata> metadata = sdist.metadata();
        fileName(sdist, metadata, findings);
        if (!sdist.readable()) {
            return;
        }
        if (!findings.has(SdistRules.TOP_LEVELS)) {
            topDirectory(sdist, findings);
        }
        metadata.ifPresent(core -> {
            age(sdist, core, findings);
            licenseFiles(sdist, core, findings);
            dynamic(sdist, core, findings);
        });
        // When the archive is damaged or holds several directories, what is missing is no further defect.
        if (sdist.damage().isEmpty() && sdist.complete() && !sdist.exploded() && !findings.has(SdistRules.TOP_LEVELS)) {
            pyproject(sdist, metadata, findings);
        }
    }

    private static void extension(String fileName, Findings findings) {
        String lower = LetterCase.lower(fileName);
        Matcher known = EXTENSION.matcher(fileName);
        String shown = lower.substring(Math.max(0, lower.indexOf('.', Math.max(0, lower.lastIndexOf('-')))));
        for (String extension :
                List.of(".tar.bz2", ".tar.xz", ".tar.z", ".tgz", ".tar", ".egg", ".exe", ".rpm", ".zip")) {
            if (lower.endsWith(extension)) {
                shown = fileName.substring(fileName.length() - extension.length());
                break;
            }
        }
        Draft draft = EXTENSION_RULE.with(shown);
        if (fileName.endsWith(".zip")) {
            String stem = fileName.substring(0, fileName.length() - ".zip".length());
            draft = draft.pypi("Filename '" + fileName + "' is invalid, should be '" + normal(stem) + ".tar.gz'.");
        } else if (known.matches()) {
            draft = draft.pypi("Invalid file extension: Extension " + known.group(1)
                    + " is invalid for filetype sdist. See https://www.python.org/dev/peps/pep-0527 for more"
                    + " information.");
        }
        findings.add(draft);
    }

    private static String normal(String stem) {
        int hyphen = stem.lastIndexOf('-');
        return hyphen <= 0
                ? stem
                : ProjectName.forFileName(stem.substring(0, hyphen)) + "-" + normalVersion(stem.substring(hyphen + 1));
    }

    private static String normalVersion(String version) {
        return PyVersion.tryParse(version).map(PyVersion::normalized).orElse(version);
    }

    private static void fileName(SdistContents sdist, Optional<CoreMetadata> metadata, Findings findings) {
        if (sdist.name().isEmpty()) {
            findings.add(FILE_NAME
                    .with("<name>-<version>.tar.gz")
                    .pypi("Invalid sdist filename (missing version): '" + sdist.fileName() + "'"));
            return;
        }
        DistFileName.Sdist name = sdist.name().get();
        String project = metadata.flatMap(core -> core.first("Name")).orElse(name.name());
        String version = metadata.flatMap(core -> core.first("Version"))
                .filter(written -> PyVersion.tryParse(written).isPresent())
                .orElse(name.version());
        String right = ProjectName.forFileName(project) + "-" + normalVersion(version) + ".tar.gz";
        if (sdist.fileName().equals(right)) {
            return;
        }
        String place = sdist.metadataPlace().orElse("PKG-INFO");
        boolean otherProject = !ProjectName.normalize(project).equals(ProjectName.normalize(name.name()));
        boolean otherVersion = !sameVersion(version, name.version());
        if (otherProject) {
            findings.add(OTHER_METADATA
                    .with("Name", project, name.name())
                    .pypi("Start filename for '" + project + "' with '" + ProjectName.forFileName(project) + "'.")
                    .at(place));
        }
        if (otherVersion) {
            findings.add(OTHER_METADATA
                    .with("Version", version, name.version())
                    .pypi("Filename '" + sdist.fileName() + "' is invalid, should be '" + right + "'.")
                    .at(place));
        }
        if (!otherProject && !otherVersion) {
            findings.add(FILE_NAME.with(right));
        }
    }

    private static boolean sameVersion(String a, String b) {
        Optional<PyVersion> left = PyVersion.tryParse(a);
        return left.isPresent() ? left.equals(PyVersion.tryParse(b)) : a.equals(b);
    }

    private static void topDirectory(SdistContents sdist, Findings findings) {
        String top = sdist.topDirectory().orElse("");
        String expected = sdist.fileName().substring(0, sdist.fileName().length() - ".tar.gz".length());
        int hyphen = top.lastIndexOf('-');
        boolean same = top.equals(expected)
                || (hyphen > 0
                        && sdist.name().isPresent()
                        && ProjectName.normalize(top.substring(0, hyphen))
                                .equals(ProjectName.normalize(sdist.name().get().name()))
                        && sameVersion(
                                top.substring(hyphen + 1), sdist.name().get().version()));
        if (!same) {
            findings.add(TOP_DIRECTORY.with(top, expected).at(top));
        }
    }

    private static void age(SdistContents sdist, CoreMetadata core, Findings findings) {
        String written = core.first("Metadata-Version").orElse("");
        Matcher matcher = METADATA_VERSION.matcher(written);
        if (matcher.matches()) {
            int major = Integer.parseInt(matcher.group(1));
            int minor = Integer.parseInt(matcher.group(2));
            if (major < 2 || (major == 2 && minor < 2)) {
                findings.add(METADATA_AGE.with(written).at(sdist.metadataPlace().orElse("PKG-INFO")));
            }
        }
    }

    private static void licenseFiles(SdistContents sdist, CoreMetadata core, Findings findings) {
        for (String file : core.all("License-File")) {
            String place = sdist.licensePlace(file);
            if (!sdist.contains(place) && !file.contains("..")) {
                findings.add(
                        LICENSE_FILE.with(file, place).at(sdist.metadataPlace().orElse("PKG-INFO")));
            }
        }
    }

    private static void dynamic(SdistContents sdist, CoreMetadata core, Findings findings) {
        for (String field : core.all("Dynamic")) {
            String lower = LetterCase.lower(field);
            if (Set.of("name", "version", "metadata-version").contains(lower)) {
                findings.add(DYNAMIC.with(lower).at(sdist.metadataPlace().orElse("PKG-INFO")));
            }
        }
    }

    private static boolean sameName(String a, String b) {
        return ProjectName.normalize(a).equals(ProjectName.normalize(b));
    }

    private static void compare(
            TomlDocument project,
            Optional<CoreMetadata> metadata,
            String key,
            String field,
            BiPredicate<String, String> same,
            String place,
            Findings findings) {
        Optional<String> written = project.string("project", key);
        Optional<String> built = metadata.flatMap(core -> core.first(field));
        if (written.isPresent() && built.isPresent() && !same.test(written.get(), built.get())) {
            findings.add(OTHER_PROJECT.with(key, written.get(), built.get()).at(place));
        }
    }

    private static void pyproject(SdistContents sdist, Optional<CoreMetadata> metadata, Findings findings) {
        String top = sdist.topDirectory().orElse("");
        String place = top + "/pyproject.toml";
        if (!sdist.contains(place)) {
            boolean setup = sdist.contains(top + "/setup.py");
            findings.add(
                    setup
                            ? NO_PYPROJECT.with().as(WARNING).saying("no pyproject.toml, only setup.py")
                            : NO_PYPROJECT.with());
            return;
        }
        Optional<byte[]> bytes = sdist.text(place);
        if (bytes.isEmpty()) {
            return;
        }
        if (Utf8.firstBadByte(bytes.get()).isPresent()) {
            findings.add(BROKEN_TOML.with("it is not UTF-8").at(place));
            return;
        }
        try {
            TomlDocument project = TomlDocument.parse(Utf8.text(bytes.get()));
            compare(project, metadata, "version", "Version", SdistMetadataRules::sameVersion, place, findings);
            // A PKG-INFO of another project than the file's was reported as that.
            if (!findings.has(OTHER_METADATA)) {
                compare(project, metadata, "name", "Name", SdistMetadataRules::sameName, place, findings);
            }
        } catch (TomlException e) {
            findings.add(BROKEN_TOML
                    .with(e.getMessage() + " (line " + e.line() + ")")
                    .at(place + ":" + e.line()));
        }
    }
}
