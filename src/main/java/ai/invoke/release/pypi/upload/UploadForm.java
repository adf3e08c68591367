package ai.invoke.release.pypi.upload;

import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.dist.metadata.CoreField;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.text.PythonText;
import java.util.ArrayList;
import java.util.List;

/**
 * The text fields of PyPI's upload form, filled from the metadata of the very file that is sent: PyPI believes the form
 * and not the file (warehouse, {@code forklift/legacy.py}).
 *
 * @param parts in the order in which they are sent; a list field stands as often as it has values
 */
public record UploadForm(List<Part> parts) {

    /**
     * One text field.
     *
     * @param name the name PyPI knows; unknown ones it would ignore without a word
     * @param value the text, which may have several lines
     */
    public record Part(String name, String value) {}

    /** Keeps the order. */
    public UploadForm {
        parts = List.copyOf(parts);
    }

    /**
     * Everything that PyPI wants to know beside the file itself, except signatures: the action, what kind of file it is,
     * its SHA-256 and its metadata. Other digests, the file and attestations are for the uploader to add.
     *
     * @param distribution a wheel or an sdist
     * @return the form
     */
    public static UploadForm of(Distribution distribution) {
        List<Part> parts = new ArrayList<>();
        parts.add(new Part(":action", "file_upload"));
        parts.add(new Part("protocol_version", "1"));
        parts.add(new Part(
                "filetype",
                switch (distribution.kind()) {
                    case WHEEL -> "bdist_wheel";
                    case SDIST -> "sdist";
                }));
        parts.add(new Part("pyversion", distribution.pythonTag()));
        parts.add(new Part("sha256_digest", distribution.sha256()));
        parts.addAll(of(distribution.metadata()).parts());
        return new UploadForm(parts);
    }

    /**
     * The metadata alone. Values go as they stand in the file, with these exceptions, in which PyPI, twine and uv agree:
     *
     * <ul>
     *   <li>{@code License-File} is left out when the metadata says an older version than 2.4: setuptools once wrote it
     *       there, and PyPI refuses it;
     *   <li>{@code UNKNOWN} and an empty {@code Import-Name} are left out, as PyPI drops them;
     *   <li>{@code requires_python} is always there, as GitLab's registry insists on it, and empty when there is none.
     * </ul>
     *
     * @param metadata METADATA or PKG-INFO
     * @return the form's fields in the order of {@link CoreField}
     */
    public static UploadForm of(CoreMetadata metadata) {
        List<Part> parts = new ArrayList<>();
        for (CoreField field : CoreField.values()) {
            if (field == CoreField.LICENSE_FILE && !knowsLicenseFiles(metadata)) {
                continue;
            }
            for (String value : values(metadata, field)) {
                if (!isAbsent(field, value)) {
                    parts.add(new Part(field.formName(), value));
                }
            }
            if (field == CoreField.REQUIRES_PYTHON
                    && metadata.fields(field.title()).isEmpty()) {
                parts.add(new Part(field.formName(), ""));
            }
        }
        return new UploadForm(parts);
    }

    /**
     * The values of one form field.
     *
     * @param name the name in the form
     * @return in order; empty when the form lacks it
     */
    public List<String> all(String name) {
        return parts.stream()
                .filter(part -> part.name().equals(name))
                .map(Part::value)
                .toList();
    }

    private static List<String> values(CoreMetadata metadata, CoreField field) {
        List<String> values = new ArrayList<>();
        for (CoreMetadata.Field header : metadata.fields(field.title())) {
            values.add(header.value());
        }
        if (field == CoreField.DESCRIPTION && !metadata.body().value().isEmpty()) {
            values.add(metadata.body().value());
        }
        return values;
    }

    private static boolean isAbsent(CoreField field, String value) {
        return PythonText.strip(value).equals("UNKNOWN") || (field == CoreField.IMPORT_NAME && value.isEmpty());
    }

    private static boolean knowsLicenseFiles(CoreMetadata metadata) {
        int said = CoreField.METADATA_VERSIONS.indexOf(
                metadata.first(CoreField.METADATA_VERSION.title()).orElse(""));
        int needed = CoreField.METADATA_VERSIONS.indexOf(CoreField.LICENSE_FILE.since());
        // An unknown version is PyPI's to refuse; hiding a field would only blur its answer.
        return said < 0 || said >= needed;
    }
}
