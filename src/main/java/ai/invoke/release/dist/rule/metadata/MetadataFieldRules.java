package ai.invoke.release.dist.rule.metadata;

import static ai.invoke.release.text.PythonText.repr;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.dist.metadata.CoreField;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.dist.rule.metadata.MetadataReport.Pass;
import ai.invoke.release.version.PyVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which fields the metadata has: readable, known, once, in a version that has them; name and version of the project. */
public final class MetadataFieldRules implements RuleGroup {

    private static final String SPEC = "core metadata specification";

    /** The name is not the one that the file names promise. */
    public static final Rule NAME_DIFFERS = Rule.enforced(
            "MD-01",
            "METADATA says Name {x}, the file name {y}",
            "build the file again; never rename a wheel",
            "PEP 427; PyPI",
            PypiStage.NAME_PARTS,
            "");
    /** The version is not the one that the file name promises. */
    public static final Rule VERSION_DIFFERS = Rule.enforced(
            "MD-02",
            "METADATA says Version {x}, the file name {y}",
            "build the file again; never rename a wheel",
            "PEP 427; PyPI",
            PypiStage.NAME_PARTS,
            "");

    static final Rule METADATA_VERSION = Rule.enforced(
            "MD-03",
            "Metadata-Version {x} is not accepted by PyPI (1.0-1.2, 2.1-2.5)",
            "pin the build backend to a release that writes one of these versions",
            SPEC + "; PyPI",
            PypiStage.METADATA,
            "");
    static final Rule REQUIRED = Rule.enforced(
            "MD-04", "{field} is missing", "set it under [project] in pyproject.toml", SPEC, PypiStage.METADATA, "");
    static final Rule VERSION = Rule.enforced(
            "MD-05",
            "Version {x} is not a valid PEP 440 version",
            "write a version such as 1.2.3, 1.2.3rc1 or 1.2.3.post1",
            "PEP 440",
            PypiStage.METADATA,
            "");
    static final Rule NAME = Rule.enforced(
            "MD-06",
            "Name {x} is invalid",
            "use ASCII letters, digits, '.', '_' and '-', with a letter or digit at both ends",
            SPEC + "; PyPI",
            PypiStage.FORM,
            "");
    static final Rule NOT_UTF8 = Rule.of(
            "MD-07",
            Severity.ERROR,
            "the metadata is not UTF-8 at byte {n}; pip cannot read it",
            "save pyproject.toml, setup.cfg and the readme as UTF-8",
            SPEC + "; pip");
    static final Rule TOO_NEW = Rule.enforced(
            "MD-08",
            "{field} needs Metadata-Version {v}, the file says {x}",
            "build with a newer backend, or drop the field",
            SPEC,
            PypiStage.METADATA,
            "");
    static final Rule REPEATED = Rule.enforced(
            "MD-27",
            "{field} is given more than once",
            "keep one of them; a description stands in the body only",
            SPEC,
            PypiStage.METADATA,
            "");
    static final Rule UNKNOWN = Rule.of(
            "MD-28",
            Severity.WARNING,
            "unknown field {x}; twine refuses it",
            "remove it, or put the value into a Project-URL or a classifier",
            SPEC + "; twine");
    static final Rule LOCAL = Rule.enforced(
            "MD-30",
            "the local version {x} cannot be published to PyPI",
            "drop the part after '+'; version plugins add it for builds that are not on a clean tag",
            "PEP 440; PyPI",
            PypiStage.METADATA,
            "");
    static final Rule NO_HEADER = Rule.enforced(
            "MD-31",
            "the metadata does not start with a header but with {x}, so no field in it can be found",
            "remove the byte order mark or the blank line at the beginning",
            SPEC,
            PypiStage.FORM,
            "form name: ['This field is required.']");

    static final Rule MAIL = Rule.of(
            "MD-32",
            Severity.ERROR,
            "{field} is a header of e-mail; Python's reader decodes or splits the description by it, others do not",
            "remove it; the kind of the description belongs in Description-Content-Type",
            SPEC + "; Python (email); twine");

    /** The headers by which Python's {@code email} changes the body. {@code MIME-Version} is none of them. */
    private static final Set<String> OF_MAIL = Set.of("content-transfer-encoding", "content-type");

    /** What PyPI's own list held on 2026-08-21. */
    private static final List<String> TAKEN = List.of("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5");

    private static final Pattern VALID_NAME =
            Pattern.compile("[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9]", Pattern.CASE_INSENSITIVE);

    /** A version as every reader of e-mail gives it; PyPI drops other blanks around it. */
    private static final Pattern PLAIN = Pattern.compile("[ \\t!-~]++");

    /** The rules keep nothing between two files. */
    public MetadataFieldRules() {}

    @Override
    public String title() {
        return "Core metadata: fields";
    }

    @Override
    public List<Rule> rules() {
        return List.of(
                NAME_DIFFERS,
                VERSION_DIFFERS,
                METADATA_VERSION,
                REQUIRED,
                VERSION,
                NAME,
                NOT_UTF8,
                TOO_NEW,
                REPEATED,
                UNKNOWN,
                LOCAL,
                NO_HEADER,
                MAIL);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        contents.metadata().ifPresent(metadata -> {
            MetadataReport report = new MetadataReport(contents, metadata);
            if (metadata.fields().isEmpty()) {
                report.add(Pass.FORM, CoreField.NAME, 1, NO_HEADER.with(beginning(metadata)));
            } else {
                metadataVersion(report);
                name(report);
                version(report);
                ages(report);
                repeated(report);
                unknown(report);
                fileName(report);
            }
            metadata.firstBadByte().ifPresent(at -> report.add(Pass.WAREHOUSE, CoreField.VERSION, NOT_UTF8.with(at)));
            report.flush(findings);
        });
    }

    private static String beginning(CoreMetadata metadata) {
        String body = metadata.body().value();
        if (body.isEmpty()) {
            return "nothing";
        }
        return body.startsWith("\uFEFF") || body.startsWith("\u00ef\u00bb\u00bf")
                ? "a byte order mark"
                : "a blank line or other text";
    }

    private static void metadataVersion(MetadataReport report) {
        Optional<CoreMetadata.Field> said =
                report.values(CoreField.METADATA_VERSION).stream().findFirst();
        if (said.isEmpty()) {
            report.add(
                    Pass.PACKAGING,
                    CoreField.METADATA_VERSION,
                    METADATA_VERSION.with("(none)").pypi("None is not a valid metadata version"));
        } else if (!TAKEN.contains(said.get().value())) {
            report.add(
                    Pass.PACKAGING,
                    CoreField.METADATA_VERSION,
                    said.get().line(),
                    METADATA_VERSION
                            .with(said.get().value())
                            .pypi(repr(said.get().value()) + " is not a valid metadata version"));
        }
    }

    private static void name(MetadataReport report) {
        Optional<CoreMetadata.Field> said =
                report.values(CoreField.NAME).stream().findFirst();
        if (said.isEmpty() || said.get().value().isEmpty()) {
            report.add(Pass.FORM, CoreField.NAME, REQUIRED.with("Name").pypi("form name: ['This field is required.']"));
        } else if (!VALID_NAME.matcher(said.get().value()).matches()) {
            report.add(
                    Pass.FORM,
                    CoreField.NAME,
                    said.get().line(),
                    NAME.with(said.get().value())
                            .pypi("form name: [\"Start and end with a letter or numeral containing only ASCII numeric"
                                    + " and '.', '_' and '-'.\"]"));
        }
    }

    private static void version(MetadataReport report) {
        Optional<CoreMetadata.Field> said =
                report.values(CoreField.VERSION).stream().findFirst();
        if (said.isEmpty() || said.get().value().isEmpty()) {
            report.add(
                    Pass.PACKAGING, CoreField.VERSION, REQUIRED.with("Version").pypi("'version' is a required field"));
            return;
        }
        String text = said.get().value();
        int line = said.get().line();
        Optional<PyVersion> version = PyVersion.tryParse(text);
        if (version.isEmpty()) {
            report.add(
                    Pass.PACKAGING,
                    CoreField.VERSION,
                    line,
                    VERSION.with(text).pypi(repr(text) + " is invalid for 'version'"));
        } else if (!PLAIN.matcher(text).matches()) {
            report.add(
                    Pass.PACKAGING,
                    CoreField.VERSION,
                    line,
                    VERSION.with(text)
                            .saying("Version {x} has a line break or an odd blank that pip keeps as a part of it")
                            .pypiAccepts());
        } else if (version.get().local().isPresent()) {
            String normal = version.get().normalized();
            report.add(
                    Pass.WAREHOUSE,
                    CoreField.VERSION,
                    line,
                    LOCAL.with(normal).pypi("The use of local versions in " + repr(normal) + " is not allowed."));
        }
    }

    private static void ages(MetadataReport report) {
        String said =
                report.metadata().first(CoreField.METADATA_VERSION.title()).orElse("");
        int age = CoreField.METADATA_VERSIONS.indexOf(said);
        if (age < 0) {
            return;
        }
        for (CoreField field : CoreField.values()) {
            List<CoreMetadata.Field> headers = report.values(field);
            if (headers.isEmpty() || CoreField.METADATA_VERSIONS.indexOf(field.since()) <= age) {
                continue;
            }
            Draft draft = TOO_NEW.with(field.title(), field.since(), said)
                    .pypi("%s introduced in metadata version %s, not %s".formatted(field.key(), field.since(), said));
            if (field == CoreField.LICENSE_FILE) {
                // setuptools wrote it for years; uploaders leave it out of the form, so that PyPI never sees it.
                draft = draft.as(Severity.NOTE);
            }
            report.add(Pass.PACKAGING, field, headers.get(0).line(), draft);
        }
    }

    private static void repeated(MetadataReport report) {
        for (CoreField field : CoreField.values()) {
            List<CoreMetadata.Field> headers = report.values(field);
            boolean body = field == CoreField.DESCRIPTION
                    && !report.metadata().body().value().isEmpty();
            int times = headers.size() + (body ? 1 : 0);
            if (!field.repeatable() && times > 1) {
                report.add(
                        Pass.UNPARSED,
                        field,
                        headers.get(headers.size() - 1).line(),
                        REPEATED.with(field.title()).pypi(repr(field.formName()) + " has invalid data"));
            }
        }
    }

    private static void unknown(MetadataReport report) {
        Map<String, CoreMetadata.Field> unknown = new LinkedHashMap<>();
        for (CoreMetadata.Field field : report.metadata().fields()) {
            if (CoreField.of(field.name()).isEmpty()) {
                unknown.putIfAbsent(field.key(), field);
            }
        }
        unknown.values()
                .forEach(field -> report.add(
                        Pass.WAREHOUSE,
                        CoreField.VERSION,
                        field.line(),
                        (OF_MAIL.contains(field.key()) ? MAIL : UNKNOWN).with(field.name())));
    }

    /** The sdist's own names are for the rules of sdists. */
    private static void fileName(MetadataReport report) {
        Optional<? extends DistFileName> name = report.contents().name();
        if (name.isEmpty() || !(name.get() instanceof DistFileName.Wheel wheel)) {
            return;
        }
        report.values(CoreField.NAME).stream()
                .findFirst()
                .filter(said -> VALID_NAME.matcher(said.value()).matches())
                .filter(said -> !ProjectName.normalize(said.value()).equals(ProjectName.normalize(wheel.name())))
                .ifPresent(said -> report.add(
                        Pass.WAREHOUSE,
                        CoreField.NAME,
                        said.line(),
                        NAME_DIFFERS
                                .with(said.value(), wheel.name())
                                .pypi("Start filename for %s with %s."
                                        .formatted(repr(said.value()), repr(ProjectName.forFileName(said.value()))))));
        Optional<PyVersion> inName = PyVersion.tryParse(wheel.version());
        Optional<CoreMetadata.Field> said =
                report.values(CoreField.VERSION).stream().findFirst();
        Optional<PyVersion> inFile = said.flatMap(field -> PyVersion.tryParse(field.value()));
        if (inName.isPresent() && inFile.isPresent() && !inName.equals(inFile)) {
            report.add(
                    Pass.WAREHOUSE,
                    CoreField.VERSION,
                    said.orElseThrow().line(),
                    VERSION_DIFFERS
                            .with(said.orElseThrow().value(), wheel.version())
                            .pypi("Version in filename should be %s not %s."
                                    .formatted(
                                            repr(inFile.get().normalized()),
                                            repr(inName.get().normalized()))));
        }
    }
}
