package ai.invoke.sandbox.pypi;

import ai.invoke.release.dist.metadata.CoreField;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.PythonText;
import ai.invoke.release.version.PyVersion;
import ai.invoke.sandbox.server.Digests;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What PyPI checks in the form before it looks at the file (warehouse {@code forklift/forms.py}, {@code
 * forklift/metadata.py}, first half of {@code forklift/legacy.py}), in its order and its words.
 */
final class UploadRules {

    private static final Pattern NAME = Pattern.compile("(?i)[A-Z0-9]|[A-Z0-9][A-Z0-9._-]*[A-Z0-9]");
    private static final Pattern HEX64 = Pattern.compile("(?i)[A-F0-9]{64}");
    private static final List<String> METADATA_VERSIONS =
            List.of("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5");
    private static final Pattern DIRECT = Pattern.compile("^[A-Za-z0-9][A-Za-z0-9._-]*+\\s*+(?:\\[[^]]*+])?+\\s*+@.*+");
    private static final Set<String> CONTENT_TYPES = Set.of("text/plain", "text/x-rst", "text/markdown");
    private static final String SPECIFICATION =
            " See https://packaging.python.org/specifications/core-metadata for more information.";

    private UploadRules() {}

    /** What PyPI answers to the form; empty when it has nothing against it. */
    static Optional<String> form(UploadRequest upload) {
        if (!upload.first("protocol_version").orElse("1").equals("1")) {
            return Optional.of("Unknown protocol version.");
        }
        if (!upload.misplaced().isEmpty()) {
            return Optional.of(upload.misplaced().get(0) + ": Should not be a tuple.");
        }
        Map<String, String> errors = new TreeMap<>();
        if (!NAME.matcher(upload.text("name")).matches()) {
            String why = upload.first("name").isEmpty()
                    ? "This field is required."
                    : "Start and end with a letter or numeral containing only ASCII numeric and '.', '_' and '-'.";
            return Optional.of(PythonText.repr(upload.text("name")) + " is an invalid value for Name. Error: " + why
                    + SPECIFICATION);
        }
        String type = upload.text("filetype");
        if (type.isEmpty()) {
            errors.put("filetype", "This field is required.");
        } else if (!type.equals("sdist") && !type.equals("bdist_wheel")) {
            errors.put("filetype", "Use a known file type.");
        }
        hex(upload, "sha256_digest", "SHA256", errors);
        hex(upload, "blake2_256_digest", "BLAKE2", errors);
        if (!errors.isEmpty()) {
            Map.Entry<String, String> first = errors.entrySet().iterator().next();
            return Optional.of("Invalid value for " + first.getKey() + ". Error: " + first.getValue());
        }
        if (type.equals("bdist_wheel") && upload.first("pyversion").isEmpty()) {
            return Optional.of("Error: Python version is required for binary distribution uploads.");
        }
        if (type.equals("sdist") && !upload.first("pyversion").orElse("source").equals("source")) {
            return Optional.of("Error: Use 'source' as Python version for an sdist.");
        }
        if (List.of("md5_digest", "sha256_digest", "blake2_256_digest").stream()
                .allMatch(digest -> upload.first(digest).isEmpty())) {
            return Optional.of("Error: Include at least one message digest.");
        }
        return Optional.empty();
    }

    private static void hex(UploadRequest upload, String field, String name, Map<String, String> errors) {
        upload.first(field)
                .filter(value -> !HEX64.matcher(value).matches())
                .ifPresent(value -> errors.put(field, "Use a valid, hex-encoded, " + name + " message digest."));
    }

    /** What PyPI answers to the metadata in the form: the most important error only. */
    static Optional<String> metadata(UploadRequest upload) {
        Map<String, String> errors = new TreeMap<>(UploadRules::byImportance);
        String version = upload.text("metadata_version");
        if (version.isEmpty()) {
            errors.put("metadata-version", "'metadata-version' is a required field");
        } else if (!METADATA_VERSIONS.contains(version)) {
            errors.put("metadata-version", PythonText.repr(version) + " is not a valid metadata version");
        }
        for (CoreField field : CoreField.values()) {
            List<String> values = upload.all(field.formName());
            if (values.size() > 1 && !field.repeatable()) {
                return Optional.of(PythonText.repr(field.formName()) + " has invalid data." + SPECIFICATION);
            }
            boolean known = METADATA_VERSIONS.contains(version);
            if (known
                    && !values.isEmpty()
                    && METADATA_VERSIONS.indexOf(field.since()) > METADATA_VERSIONS.indexOf(version)) {
                errors.put(
                        field.key(),
                        field.key() + " introduced in metadata version " + field.since() + ", not " + version);
            }
        }
        version(upload, errors);
        summary(upload, errors);
        for (String field : List.of("requires_dist", "provides_dist", "obsoletes_dist")) {
            upload.all(field).stream()
                    .filter(value -> DIRECT.matcher(value).matches())
                    .findFirst()
                    .ifPresent(value -> errors.put(field.replace('_', '-'), "Can't have direct dependency: " + value));
        }
        upload.all("classifiers").stream()
                .filter(value -> value.startsWith("Private ::"))
                .findFirst()
                .ifPresent(value -> errors.put("classifier", PythonText.repr(value) + " is not a valid classifier."));
        if (upload.first("license").isPresent()
                && upload.first("license_expression").isPresent()) {
            errors.put(
                    "license",
                    "License is deprecated when License-Expression is present. Only License-Expression should be present.");
        }
        upload.first("description_content_type")
                .map(value -> LetterCase.lower(value.replaceAll(";.*", "").strip()))
                .filter(value -> !CONTENT_TYPES.contains(value))
                .ifPresent(value -> errors.put(
                        "description-content-type",
                        "'description-content-type' must be one of ['text/plain', 'text/x-rst', 'text/markdown'], not "
                                + PythonText.repr(value)));
        return errors.values().stream().findFirst().map(UploadRules::withSpecification);
    }

    /** An error in the metadata as PyPI words it for a client. */
    static String withSpecification(String error) {
        return error + (error.endsWith(".") ? "" : ".") + SPECIFICATION;
    }

    private static void version(UploadRequest upload, Map<String, String> errors) {
        Optional<String> text = upload.first("version");
        if (text.isEmpty()) {
            errors.put("version", "'version' is a required field");
            return;
        }
        Optional<PyVersion> parsed = PyVersion.tryParse(text.get());
        if (parsed.isEmpty()) {
            errors.put("version", PythonText.repr(text.get()) + " is invalid for 'version'");
        } else if (parsed.get().local().isPresent()) {
            errors.put(
                    "version",
                    "The use of local versions in "
                            + PythonText.repr(parsed.get().normalized()) + " is not allowed.");
        }
    }

    private static void summary(UploadRequest upload, Map<String, String> errors) {
        String summary = upload.text("summary");
        if (summary.contains("\n")) {
            errors.put("summary", "'summary' must be a single line");
        } else if (summary.codePointCount(0, summary.length()) > 512) {
            errors.put("summary", "'summary' field must be 512 characters or less.");
        }
    }

    private static int byImportance(String a, String b) {
        List<String> first = List.of("metadata-version", "name", "version");
        int rankA = first.contains(a) ? first.indexOf(a) : first.size();
        int rankB = first.contains(b) ? first.indexOf(b) : first.size();
        return rankA == rankB ? a.compareTo(b) : Integer.compare(rankA, rankB);
    }

    /** What PyPI answers to the name of the file and its part's headers, before it opens it. */
    static Optional<String> fileName(UploadRequest.Content content, String fileType) {
        String name = content.fileName();
        if (name.chars().anyMatch(c -> c < 32 || c == 127)) {
            return Optional.of("Cannot upload a file with control characters in its name.");
        }
        if (name.contains("/") || name.contains("\\")) {
            return Optional.of("Cannot upload a file with '/' or '\\' in its name.");
        }
        boolean wheel = name.endsWith(".whl");
        if (!wheel && !name.endsWith(".tar.gz") && !name.endsWith(".zip")) {
            return Optional.of("Invalid file extension: Use .tar.gz, .whl or .zip extension. See"
                    + " https://www.python.org/dev/peps/pep-0527 and https://peps.python.org/pep-0715/ for more"
                    + " information");
        }
        if (wheel != fileType.equals("bdist_wheel")) {
            String extension = wheel ? ".whl" : name.endsWith(".zip") ? ".zip" : ".tar.gz";
            return Optional.of("Invalid file extension: Extension " + extension + " is invalid for filetype " + fileType
                    + ". See https://www.python.org/dev/peps/pep-0527 for more information.");
        }
        if (name.length() > 240) {
            return Optional.of("Filename is too long: " + PythonText.repr(name));
        }
        if (content.type().isEmpty() || content.type().startsWith("image/")) {
            return Optional.of("Invalid distribution file.");
        }
        return Optional.empty();
    }

    /** What PyPI answers when the digests in the form are not those of the bytes. */
    static Optional<String> digests(UploadRequest upload, Digests actual) {
        Map<String, String> computed = Map.of(
                "md5_digest", actual.md5(), "sha256_digest", actual.sha256(), "blake2_256_digest", actual.blake2());
        return computed.entrySet().stream()
                        .allMatch(digest -> upload.first(digest.getKey())
                                .map(value -> value.equalsIgnoreCase(digest.getValue()))
                                .orElse(true))
                ? Optional.empty()
                : Optional.of("The digest supplied does not match a digest calculated from the uploaded file.");
    }

    /** What PyPI answers when the file is named after another project or version than the form says. */
    static Optional<String> formAgainstFileName(UploadRequest upload, String fileName) {
        String project = upload.text("name");
        String expected = ProjectName.forFileName(project);
        boolean wheel = fileName.endsWith(".whl");
        String stem = fileName.replaceAll("(?:\\.tar\\.gz|\\.zip|\\.whl)$", "");
        String[] parts = stem.split("-", -1);
        int dash = wheel ? stem.indexOf('-') : stem.lastIndexOf('-');
        if (dash < 0) {
            return Optional.of(
                    wheel
                            ? "Invalid wheel filename (wrong number of parts): " + PythonText.repr(stem)
                            : "Invalid source distribution filename: " + PythonText.repr(fileName));
        }
        if (!ProjectName.normalize(stem.substring(0, dash)).equals(ProjectName.normalize(project))) {
            return Optional.of(
                    "Start filename for " + PythonText.repr(project) + " with " + PythonText.repr(expected) + ".");
        }
        PyVersion version = PyVersion.parse(upload.text("version"));
        String inName = wheel ? parts[1] : stem.substring(dash + 1);
        if (PyVersion.tryParse(inName).filter(version::equals).isEmpty()) {
            return Optional.of(
                    wheel
                            ? "Version in filename should be " + PythonText.repr(version.normalized()) + " not "
                                    + PythonText.repr(inName) + "."
                            : "Filename " + PythonText.repr(fileName) + " is invalid, should be "
                                    + PythonText.repr(expected + "-" + version.normalized() + ".tar.gz") + ".");
        }
        return Optional.empty();
    }
}
