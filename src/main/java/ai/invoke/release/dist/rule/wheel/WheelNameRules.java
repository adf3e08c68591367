package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.PypiWords;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.version.PyVersion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** File names: the parts of a wheel's name, and what holds for every file that is uploaded. */
public final class WheelNameRules implements RuleGroup {

    private static final String PARSE = "PEP 427; PyPI (packaging.utils.parse_wheel_filename)";
    private static final String UPLOAD = "PyPI (warehouse/forklift/legacy.py)";
    private static final String RENAMED = "let the build backend name the file";
    private static final int LONGEST_NAME = 255;
    private static final long FILE_LIMIT = 100L << 20;
    private static final Pattern NAME = Pattern.compile("[\\w.]*", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern BUILD = Pattern.compile("\\d.*");
    private static final Pattern CONTROL = Pattern.compile("[\\x00-\\x1f\\x7f]");

    static final Rule PARTS = Rule.enforced(
            "FN-01",
            "{f}: {n} dash-separated parts, 5 or 6 expected",
            RENAMED,
            PARSE,
            PypiStage.NAME_PARTS,
            "Invalid wheel filename (wrong number of parts): '{f}'");
    static final Rule PROJECT = Rule.enforced(
            "FN-02",
            "file name must start with {y}-, not {x}-",
            RENAMED,
            "PEP 427, PEP 503; PyPI (warehouse/forklift/legacy.py)",
            PypiStage.NAME_PARTS,
            "Filename '{f}' should contain the normalized project name '{y}', not '{x}'.");
    static final Rule VERSION = Rule.enforced(
            "FN-03",
            "version part {x} should be {y}",
            RENAMED,
            "PEP 440; binary distribution format",
            PypiStage.NAME_PARTS,
            "Invalid wheel filename (invalid version): '{f}'");
    static final Rule BUILD_TAG = Rule.enforced(
            "FN-04",
            "build tag {x} must start with a digit",
            "use: wheel tags --build 1",
            PARSE,
            PypiStage.NAME_PARTS,
            "Invalid build number: {x} in '{f}'");
    static final Rule PLATFORM = Rule.enforced(
            "FN-05",
            "platform tag {x} is not accepted by PyPI",
            "repair Linux wheels with auditwheel; for maturin set MATURIN_PEP517_ARGS=\"--compatibility pypi\"",
            UPLOAD,
            PypiStage.NAME_PARTS,
            "Binary wheel '{f}' has an unsupported platform tag '{x}'.");
    static final Rule EXTENSION = Rule.enforced(
            "FN-06",
            "extension must be lower-case .whl, is {x}",
            RENAMED,
            UPLOAD,
            PypiStage.FILE_NAME,
            "Invalid file extension: Extension {x} is invalid for filetype bdist_wheel."
                    + " See https://www.python.org/dev/peps/pep-0527 for more information.");
    static final Rule TOO_LONG = Rule.enforced(
            "FN-07",
            "file name with .metadata behind it is longer than {n} bytes",
            "shorten the project's name",
            UPLOAD,
            PypiStage.METADATA_FILE,
            "Filename is too long: '{f}'");
    static final Rule UNPRINTABLE = Rule.enforced(
            "FN-08",
            "the file name holds control characters",
            RENAMED,
            UPLOAD,
            PypiStage.FILE_NAME,
            "Cannot upload a file with non-printable characters (ordinals 0-31) or the DEL character (ordinal 127) in"
                    + " the name.");
    static final Rule SEPARATOR = Rule.enforced(
            "FN-09",
            "the file name holds a path separator",
            RENAMED,
            UPLOAD,
            PypiStage.FILE_NAME,
            "Cannot upload a file with '/' or '\\' in the name.");
    static final Rule SIZE = Rule.of(
            "UP-03",
            WARNING,
            "{n} MiB; PyPI takes files of up to {l} MiB unless the project's limit was raised",
            "ask for a higher limit before the release, or make the file smaller",
            UPLOAD);

    /** The rules keep nothing between two files. */
    public WheelNameRules() {}

    @Override
    public String title() {
        return "File names and sizes";
    }

    @Override
    public List<Rule> rules() {
        return List.of(PARTS, PROJECT, VERSION, BUILD_TAG, PLATFORM, EXTENSION, TOO_LONG, UNPRINTABLE, SEPARATOR, SIZE);
    }

    @Override
    public boolean needsReadableArchive() {
        return false;
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        String fileName = contents.fileName();
        if (CONTROL.matcher(fileName).find()) {
            findings.add(UNPRINTABLE.with());
        }
        if (fileName.indexOf('\\') >= 0) {
            findings.add(SEPARATOR.with());
        }
        if (contents.size() > FILE_LIMIT) {
            findings.add(SIZE.with("%,d".formatted(contents.size() >> 20), FILE_LIMIT >> 20));
        }
        if (contents instanceof WheelContents wheel) {
            wheel(wheel, findings);
        }
    }

    private static void wheel(WheelContents wheel, Findings findings) {
        String fileName = wheel.fileName();
        if ((fileName + ".metadata").getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            findings.add(TOO_LONG.with(LONGEST_NAME));
        }
        if (!fileName.endsWith(".whl")) {
            findings.add(EXTENSION.with(fileName.substring(fileName.length() - ".whl".length())));
            return;
        }
        String stem = fileName.substring(0, fileName.length() - ".whl".length());
        if (wheel.name().isEmpty()) {
            int parts = stem.split("-", -1).length;
            Draft draft = PARTS.with(fileName, parts);
            findings.add(
                    parts < 3
                            ? draft.pypi(PypiWords.invalidFile("Unable to parse name and version from wheel filename"))
                            : draft.pypi("Invalid wheel filename (wrong number of parts): '" + stem + "'"));
            return;
        }
        DistFileName.Wheel name = wheel.name().get();
        project(name, stem, findings);
        version(wheel, name, stem, findings);
        name.build()
                .filter(build -> !BUILD.matcher(build).matches())
                .ifPresent(build -> findings.add(
                        BUILD_TAG.with(build).pypi("Invalid build number: " + build + " in '" + stem + "'")));
        for (String platform : name.platforms()) {
            if (!PlatformTags.isAccepted(platform)) {
                findings.add(PLATFORM.with(platform));
            }
        }
    }

    private static void project(DistFileName.Wheel name, String stem, Findings findings) {
        String written = name.name();
        String normal = ProjectName.forFileName(written);
        if (written.contains("__") || !NAME.matcher(written).matches()) {
            findings.add(PROJECT.with(normal, written).pypi("Invalid project name: '" + stem + "'"));
        } else if (!written.equals(normal)) {
            findings.add(PROJECT.with(normal, written));
        }
    }

    /** The name must spell the version as the metadata's normal form does; PyPI itself asks only for equality. */
    private static void version(WheelContents wheel, DistFileName.Wheel name, String stem, Findings findings) {
        String written = name.version();
        Optional<PyVersion> fromName = PyVersion.tryParse(written);
        Optional<PyVersion> fromMetadata =
                wheel.metadata().flatMap(metadata -> metadata.first("Version")).flatMap(PyVersion::tryParse);
        if (fromName.isEmpty()) {
            findings.add(VERSION.with(
                            written, fromMetadata.map(PyVersion::normalized).orElse("a PEP 440 version"))
                    .pypi("Invalid wheel filename (invalid version): '" + stem + "'"));
            return;
        }
        PyVersion right = fromMetadata.filter(fromName.get()::equals).orElse(fromName.get());
        if (!written.equals(right.normalized())) {
            findings.add(VERSION.with(written, right.normalized()).as(ERROR).pypiAccepts());
        }
    }
}
