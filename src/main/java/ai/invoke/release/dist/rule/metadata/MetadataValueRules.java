package ai.invoke.release.dist.rule.metadata;

import static ai.invoke.release.text.PythonText.repr;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.metadata.CoreField;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.metadata.value.Classifiers;
import ai.invoke.release.dist.metadata.value.EmailAddress;
import ai.invoke.release.dist.metadata.value.HttpUrl;
import ai.invoke.release.dist.metadata.value.LicenseExpression;
import ai.invoke.release.dist.metadata.value.Requirement;
import ai.invoke.release.dist.metadata.value.SyntaxException;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.dist.rule.metadata.MetadataReport.Pass;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.PythonText;
import ai.invoke.release.version.SpecifierSet;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What stands in the fields: requirements, licences, classifiers, addresses. */
public final class MetadataValueRules implements RuleGroup {

    /** A file of {@code License-File} is not there. */
    public static final Rule LICENSE_FILE = Rule.enforced(
            "MD-09",
            "License-File {x}: not found at {p}",
            "name the file in license-files of pyproject.toml and build again",
            "PEP 639; PyPI",
            PypiStage.LICENSE_FILES,
            "License-File {x} does not exist in distribution file {f} at {p}");

    static final Rule LICENSE_EXPRESSION = Rule.enforced(
            "MD-10",
            "License-Expression {x} is not an SPDX expression: {why}",
            "write for instance Apache-2.0 or MIT OR LicenseRef-Own; see https://spdx.org/licenses/",
            "PEP 639",
            PypiStage.METADATA,
            "");
    static final Rule LICENSE_TWICE = Rule.enforced(
            "MD-11",
            "{x} and License-Expression exclude each other",
            "keep License-Expression (license in pyproject.toml) and remove the other",
            "PEP 639; PyPI",
            PypiStage.METADATA,
            "");
    static final Rule CLASSIFIER = Rule.enforced(
            "MD-12",
            "the classifier {x} is {why}",
            "choose one from https://pypi.org/classifiers/",
            "PyPI (trove-classifiers)",
            PypiStage.METADATA,
            "");
    static final Rule PRIVATE = Rule.enforced(
            "MD-13",
            "the classifier {x} forbids the upload",
            "remove it when the project is meant to be public",
            "PyPI (trove-classifiers)",
            PypiStage.METADATA,
            "");
    static final Rule REQUIRES_PYTHON = Rule.enforced(
            "MD-14",
            "Requires-Python {x} is not a version specifier",
            "write for instance >=3.11,<3.13",
            "PEP 440",
            PypiStage.METADATA,
            "");
    static final Rule REQUIREMENT = Rule.enforced(
            "MD-15",
            "{field} {x} is not a requirement: {why}",
            "write for instance numpy>=1.26; python_version < \"3.13\"",
            "PEP 508",
            PypiStage.METADATA,
            "");
    static final Rule DIRECT = Rule.enforced(
            "MD-16",
            "{field} {x} is a direct reference, which PyPI forbids",
            "require a version from an index instead",
            "PEP 508; PyPI",
            PypiStage.METADATA,
            "");
    static final Rule EXTRA = Rule.enforced(
            "MD-17",
            "Provides-Extra {x} is not a valid name",
            "use ASCII letters, digits, '.', '_' and '-', with a letter or digit at both ends",
            "PEP 685",
            PypiStage.METADATA,
            "");
    static final Rule SUMMARY = Rule.enforced(
            "MD-18",
            "Summary must be one line of at most 512 characters, it {why}",
            "shorten description in pyproject.toml to one sentence; the readme is the place for more",
            "core metadata specification; PyPI",
            PypiStage.METADATA,
            "");
    static final Rule EMAIL = Rule.enforced(
            "MD-23",
            "{field}: {x} is not an e-mail address",
            "write Name <name@example.org>",
            "RFC 5322; PyPI",
            PypiStage.METADATA,
            "");
    static final Rule PROJECT_URL = Rule.enforced(
            "MD-24",
            "Project-URL {x}: {why}",
            "under [project.urls] write Label = \"https://...\" with a label of 1 to 32 characters",
            "core metadata specification; PyPI",
            PypiStage.METADATA,
            "");
    static final Rule URL = Rule.enforced(
            "MD-25",
            "{field} {x} is not an http(s) URL",
            "write a full address such as https://example.org/",
            "core metadata specification; PyPI",
            PypiStage.METADATA,
            "");
    static final Rule DYNAMIC = Rule.enforced(
            "MD-26",
            "Dynamic: {x} is not allowed",
            "name and version are never dynamic in built metadata; other names must be fields of core metadata",
            "PEP 643",
            PypiStage.METADATA,
            "");
    static final Rule IMPORT_NAME = Rule.enforced(
            "MD-29",
            "{field} {x} is not the name of a Python module",
            "write dotted identifiers, at most followed by '; private'",
            "PEP 794",
            PypiStage.METADATA,
            "");

    private static final Pattern VALID_NAME =
            Pattern.compile("[a-z0-9]|[a-z0-9][a-z0-9._-]*[a-z0-9]", Pattern.CASE_INSENSITIVE);
    private static final Pattern OTHER_LINE_END = Pattern.compile("[\\r\\x0b\\f\\x1c\\x1d\\x1e\\x85\\u2028\\u2029]");
    private static final Pattern ABSOLUTE = Pattern.compile("/.*|[A-Za-z]:[/\\\\].*|\\\\\\\\.*", Pattern.DOTALL);

    private final Classifiers classifiers;
    private final LocalDate today;

    /**
     * Creates the rules.
     *
     * @param classifiers PyPI's list
     * @param today the day of looking, against which the list may be too old
     */
    public MetadataValueRules(Classifiers classifiers, LocalDate today) {
        this.classifiers = classifiers;
        this.today = today;
    }

    @Override
    public String title() {
        return "Core metadata: values";
    }

    @Override
    public List<Rule> rules() {
        return List.of(
                LICENSE_FILE,
                LICENSE_EXPRESSION,
                LICENSE_TWICE,
                CLASSIFIER,
                PRIVATE,
                REQUIRES_PYTHON,
                REQUIREMENT,
                DIRECT,
                EXTRA,
                SUMMARY,
                EMAIL,
                PROJECT_URL,
                URL,
                DYNAMIC,
                IMPORT_NAME);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        contents.metadata().ifPresent(metadata -> {
            MetadataReport report = new MetadataReport(contents, metadata);
            licenseFiles(report);
            licenses(report);
            classifiers(report);
            requirements(report);
            extras(report);
            summary(report);
            emails(report);
            projectUrls(report);
            urls(report);
            dynamic(report);
            importNames(report);
            report.flush(findings);
        });
    }

    private static boolean knowsLicenseFiles(MetadataReport report) {
        String said =
                report.metadata().first(CoreField.METADATA_VERSION.title()).orElse("");
        return CoreField.METADATA_VERSIONS.indexOf(said)
                >= CoreField.METADATA_VERSIONS.indexOf(CoreField.LICENSE_FILE.since());
    }

    private static void licenseFiles(MetadataReport report) {
        if (!knowsLicenseFiles(report)) {
            return;
        }
        for (CoreMetadata.Field field : report.values(CoreField.LICENSE_FILE)) {
            String path = field.value();
            String place = report.contents().licensePlace(path);
            Optional<String> wrong = wrongPath(path);
            if (wrong.isPresent()) {
                report.add(
                        Pass.PACKAGING,
                        CoreField.LICENSE_FILE,
                        field.line(),
                        LICENSE_FILE
                                .with(path, place)
                                .saying("License-File {x}: " + wrong.get())
                                .pypi(repr(path) + " is invalid for 'license-file', " + wrong.get()));
            } else if (report.contents() instanceof WheelContents
                    && !report.contents().contains(place)) {
                // For sdists this is SD-18.
                report.add(Pass.WAREHOUSE, CoreField.LICENSE_FILE, field.line(), LICENSE_FILE.with(path, place));
            }
        }
    }

    private static Optional<String> wrongPath(String path) {
        if (path.contains("..")) {
            return Optional.of("parent directory indicators are not allowed");
        }
        if (path.contains("*")) {
            return Optional.of("paths must be resolved");
        }
        if (ABSOLUTE.matcher(path).matches()) {
            return Optional.of("paths must be relative");
        }
        return normalPath(path).equals(path) ? Optional.empty() : Optional.of("paths must use '/' delimiter");
    }

    /** What Python's {@code PureWindowsPath(path).as_posix()} makes of a relative path. */
    private static String normalPath(String path) {
        List<String> parts = new ArrayList<>();
        for (String part : path.split("[/\\\\]", -1)) {
            if (!part.isEmpty() && !part.equals(".")) {
                parts.add(part);
            }
        }
        return parts.isEmpty() ? "." : String.join("/", parts);
    }

    private static void licenses(MetadataReport report) {
        List<CoreMetadata.Field> expressions = report.values(CoreField.LICENSE_EXPRESSION);
        for (CoreMetadata.Field field : expressions) {
            try {
                LicenseExpression.parse(field.value());
            } catch (SyntaxException e) {
                report.add(
                        Pass.PACKAGING,
                        CoreField.LICENSE_EXPRESSION,
                        field.line(),
                        LICENSE_EXPRESSION
                                .with(field.value(), e.reason())
                                .pypi(repr(field.value()) + " is invalid for 'license-expression'"));
            }
        }
        if (expressions.isEmpty()) {
            return;
        }
        report.values(CoreField.LICENSE).stream()
                .filter(field -> !field.value().isEmpty())
                .findFirst()
                .ifPresent(field -> report.add(
                        Pass.WAREHOUSE,
                        CoreField.LICENSE,
                        field.line(),
                        LICENSE_TWICE
                                .with("License")
                                .pypi("License is deprecated when License-Expression is present. Only"
                                        + " License-Expression should be present.")));
        report.values(CoreField.CLASSIFIER).stream()
                .filter(field -> field.value().startsWith("License ::"))
                .forEach(field -> report.add(
                        Pass.WAREHOUSE,
                        CoreField.LICENSE,
                        field.line(),
                        LICENSE_TWICE.with("the classifier " + field.value()).as(Severity.WARNING)));
    }

    private void classifiers(MetadataReport report) {
        for (CoreMetadata.Field field : report.values(CoreField.CLASSIFIER)) {
            String name = field.value();
            String unknown = repr(name) + " is not a valid classifier.";
            Optional<List<String>> replacements = classifiers.replacements(name);
            Optional<Draft> draft = Optional.empty();
            if (name.startsWith("Private ::")) {
                draft = Optional.of(PRIVATE.with(name).pypi(unknown));
            } else if (replacements.isPresent()) {
                draft = Optional.of(deprecated(name, replacements.get()));
            } else if (!classifiers.knows(name)) {
                draft = Optional.of(
                        classifiers.isCurrent(today)
                                ? CLASSIFIER.with(name, "unknown").pypi(unknown)
                                : CLASSIFIER
                                        .with(
                                                name,
                                                "not in the list of " + classifiers.date()
                                                        + ", which is too old to be sure")
                                        .as(Severity.WARNING));
            }
            draft.ifPresent(found -> report.add(Pass.WAREHOUSE, CoreField.CLASSIFIER, field.line(), found));
        }
    }

    private static Draft deprecated(String name, List<String> replacements) {
        if (replacements.isEmpty()) {
            return CLASSIFIER
                    .with(name, "deprecated, without a successor")
                    .pypi("The classifier " + repr(name) + " has been deprecated.");
        }
        String list =
                String.join(", ", replacements.stream().map(PythonText::repr).toList());
        return CLASSIFIER
                .with(name, "deprecated (use " + String.join(" or ", replacements) + ")")
                .pypi("The classifier %s has been deprecated, use one of [%s] instead.".formatted(repr(name), list));
    }

    private static void requirements(MetadataReport report) {
        for (CoreMetadata.Field field : report.values(CoreField.REQUIRES_PYTHON)) {
            if (SpecifierSet.tryParse(field.value()).isEmpty()) {
                report.add(
                        Pass.PACKAGING,
                        CoreField.REQUIRES_PYTHON,
                        field.line(),
                        REQUIRES_PYTHON
                                .with(field.value())
                                .pypi(repr(field.value()) + " is invalid for 'requires-python'"));
            }
        }
        for (CoreField kind : List.of(CoreField.REQUIRES_DIST, CoreField.PROVIDES_DIST, CoreField.OBSOLETES_DIST)) {
            for (CoreMetadata.Field field : report.values(kind)) {
                requirement(report, kind, field);
            }
        }
    }

    private static void requirement(MetadataReport report, CoreField kind, CoreMetadata.Field field) {
        String text = field.value();
        boolean main = kind == CoreField.REQUIRES_DIST;
        try {
            Requirement requirement = Requirement.parse(text);
            if (requirement.url().isPresent()) {
                report.add(
                        Pass.WAREHOUSE,
                        kind,
                        field.line(),
                        DIRECT.with(kind.title(), text)
                                .pypi("Can't have direct dependency: " + (main ? requirement.toString() : repr(text))));
            }
        } catch (SyntaxException e) {
            report.add(
                    main ? Pass.PACKAGING : Pass.WAREHOUSE,
                    kind,
                    field.line(),
                    REQUIREMENT
                            .with(kind.title(), text, e.reason())
                            .pypi(repr(text) + " is invalid" + (main ? " for 'requires-dist'" : "")));
        }
    }

    private static void extras(MetadataReport report) {
        for (CoreMetadata.Field field : report.values(CoreField.PROVIDES_EXTRA)) {
            if (!VALID_NAME.matcher(field.value()).matches()) {
                report.add(
                        Pass.PACKAGING,
                        CoreField.PROVIDES_EXTRA,
                        field.line(),
                        EXTRA.with(field.value()).pypi(repr(field.value()) + " is invalid for 'provides-extra'"));
            }
        }
    }

    private static void summary(MetadataReport report) {
        for (CoreMetadata.Field field : report.values(CoreField.SUMMARY)) {
            String text = field.value();
            int length = text.codePointCount(0, text.length());
            if (text.indexOf('\n') >= 0) {
                report.add(
                        Pass.PACKAGING,
                        CoreField.SUMMARY,
                        field.line(),
                        SUMMARY.with("has line breaks").pypi("'summary' must be a single line"));
            } else if (OTHER_LINE_END.matcher(text).find()) {
                report.add(
                        Pass.PACKAGING,
                        CoreField.SUMMARY,
                        field.line(),
                        SUMMARY.with("has a control character that ends a line").pypiAccepts());
            }
            if (length > 512) {
                report.add(
                        Pass.WAREHOUSE,
                        CoreField.SUMMARY,
                        field.line(),
                        SUMMARY.with("has " + length).pypi("'summary' field must be 512 characters or less."));
            }
        }
    }

    private static void emails(MetadataReport report) {
        for (CoreField kind : List.of(CoreField.AUTHOR_EMAIL, CoreField.MAINTAINER_EMAIL)) {
            for (CoreMetadata.Field field : report.values(kind)) {
                List<String> addresses = EmailAddress.in(field.value());
                for (String address : addresses) {
                    Optional<String> fault = address.isEmpty() ? Optional.empty() : EmailAddress.fault(address);
                    if (fault.isEmpty()) {
                        continue;
                    }
                    Draft draft = EMAIL.with(kind.title(), address)
                            .pypi("%s is not a valid email address: %s".formatted(repr(address), fault.get()));
                    // Python's parser gives up on a list of several addresses, so PyPI does not look at them.
                    report.add(
                            Pass.WAREHOUSE,
                            kind,
                            field.line(),
                            addresses.size() == 1 ? draft : draft.as(Severity.WARNING));
                }
            }
        }
    }

    private static void projectUrls(MetadataReport report) {
        Set<String> labels = new HashSet<>();
        for (CoreMetadata.Field field : report.values(CoreField.PROJECT_URL)) {
            int comma = field.value().indexOf(',');
            String label =
                    PythonText.strip(comma < 0 ? field.value() : field.value().substring(0, comma));
            String url = comma < 0 ? "" : PythonText.strip(field.value().substring(comma + 1));
            if (!labels.add(label)) {
                report.add(
                        Pass.UNPARSED,
                        CoreField.PROJECT_URL,
                        field.line(),
                        PROJECT_URL
                                .with(field.value(), "the label is given twice")
                                .pypi("'project_urls' has invalid data"));
            }
            projectUrl(label, url, field.value())
                    .ifPresent(draft -> report.add(Pass.WAREHOUSE, CoreField.PROJECT_URL, field.line(), draft));
        }
    }

    private static Optional<Draft> projectUrl(String label, String url, String value) {
        int length = label.codePointCount(0, label.length());
        if (label.isEmpty()) {
            return Optional.of(PROJECT_URL.with(value, "no label").pypi("Must have a label"));
        }
        if (length > 32) {
            return Optional.of(PROJECT_URL
                    .with(value, "a label of " + length + " characters, 32 are allowed")
                    .pypi(repr(label) + " must be 32 characters or less."));
        }
        if (url.isEmpty()) {
            return Optional.of(
                    PROJECT_URL.with(value, "no URL after a label and a comma").pypi("Must have a URL"));
        }
        if (!HttpUrl.isTakenByPypi(url)) {
            return Optional.of(PROJECT_URL.with(value, "not an http(s) URL").pypi(repr(url) + " is not a valid url"));
        }
        return HttpUrl.isWellFormed(url)
                ? Optional.empty()
                : Optional.of(PROJECT_URL.with(value, "not well formed").as(Severity.WARNING));
    }

    private static void urls(MetadataReport report) {
        for (CoreField kind : List.of(CoreField.HOME_PAGE, CoreField.DOWNLOAD_URL)) {
            for (CoreMetadata.Field field : report.values(kind)) {
                String url = field.value();
                if (!HttpUrl.isTakenByPypi(url)) {
                    report.add(
                            Pass.WAREHOUSE,
                            kind,
                            field.line(),
                            URL.with(kind.title(), url).pypi(repr(url) + " is not a valid url."));
                } else if (!HttpUrl.isWellFormed(url)) {
                    report.add(
                            Pass.WAREHOUSE,
                            kind,
                            field.line(),
                            URL.with(kind.title(), url)
                                    .saying("{field} {x} is not well formed")
                                    .as(Severity.WARNING));
                }
            }
        }
    }

    private static void dynamic(MetadataReport report) {
        boolean wheel = report.contents() instanceof WheelContents;
        for (CoreMetadata.Field field : report.values(CoreField.DYNAMIC)) {
            String name = LetterCase.lower(field.value());
            Optional<CoreField> meant = CoreField.of(name);
            boolean forbidden = meant.isPresent()
                    && switch (meant.get()) {
                        case NAME, VERSION, METADATA_VERSION -> true;
                        default -> false;
                    };
            // What an sdist may not call dynamic is SD-19.
            if ((forbidden && wheel) || meant.isEmpty()) {
                report.add(
                        Pass.PACKAGING,
                        CoreField.DYNAMIC,
                        field.line(),
                        DYNAMIC.with(field.value())
                                .pypi(repr(name)
                                        + (forbidden
                                                ? " is not allowed as a dynamic field"
                                                : " is not a valid dynamic field")));
            }
        }
    }

    private static void importNames(MetadataReport report) {
        for (CoreField kind : List.of(CoreField.IMPORT_NAME, CoreField.IMPORT_NAMESPACE)) {
            for (CoreMetadata.Field field : report.values(kind)) {
                if (kind == CoreField.IMPORT_NAME && field.value().isEmpty()) {
                    // Says that the project has no module of its own.
                    continue;
                }
                importName(field.value(), kind.key())
                        .ifPresent(words -> report.add(
                                Pass.PACKAGING,
                                kind,
                                field.line(),
                                IMPORT_NAME.with(kind.title(), field.value()).pypi(words)));
            }
        }
    }

    private static Optional<String> importName(String value, String key) {
        int semicolon = value.indexOf(';');
        String name = (semicolon < 0 ? value : value.substring(0, semicolon)).stripTrailing();
        for (String part : name.split("\\.", -1)) {
            String prefix = repr(name) + " is invalid for '" + key + "'; " + repr(part);
            if (!PythonText.isIdentifier(part)) {
                return Optional.of(prefix + " is not a valid identifier");
            }
            if (PythonText.isKeyword(part)) {
                return Optional.of(prefix + " is a keyword");
            }
        }
        return semicolon < 0 || value.substring(semicolon + 1).stripLeading().equals("private")
                ? Optional.empty()
                : Optional.of(repr(value) + " is invalid for '" + key + "'; the only valid option is 'private'");
    }
}
