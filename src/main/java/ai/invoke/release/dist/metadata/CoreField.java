package ai.invoke.release.dist.metadata;

import ai.invoke.release.text.LetterCase;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The fields of core metadata, with the metadata version that brought each, and the irregular names under which PyPI's
 * upload form wants them.
 *
 * @see <a href="https://packaging.python.org/specifications/core-metadata/">core metadata specification</a>
 */
public enum CoreField {
    /** {@code Metadata-Version}. */
    METADATA_VERSION("Metadata-Version", "1.0", false, "metadata_version"),
    /** {@code Name}. */
    NAME("Name", "1.0", false, "name"),
    /** {@code Version}. */
    VERSION("Version", "1.0", false, "version"),
    /** {@code Dynamic}, PEP 643. */
    DYNAMIC("Dynamic", "2.2", true, "dynamic"),
    /** {@code Platform}. */
    PLATFORM("Platform", "1.0", true, "platform"),
    /** {@code Supported-Platform}. */
    SUPPORTED_PLATFORM("Supported-Platform", "1.1", true, "supported_platform"),
    /** {@code Summary}. */
    SUMMARY("Summary", "1.0", false, "summary"),
    /** {@code Description}; since 2.1 usually the body. */
    DESCRIPTION("Description", "1.0", false, "description"),
    /** {@code Description-Content-Type}. */
    DESCRIPTION_CONTENT_TYPE("Description-Content-Type", "2.1", false, "description_content_type"),
    /** {@code Keywords}, comma separated. */
    KEYWORDS("Keywords", "1.0", false, "keywords"),
    /** {@code Home-page}. */
    HOME_PAGE("Home-page", "1.0", false, "home_page"),
    /** {@code Download-URL}. */
    DOWNLOAD_URL("Download-URL", "1.1", false, "download_url"),
    /** {@code Author}. */
    AUTHOR("Author", "1.0", false, "author"),
    /** {@code Author-email}. */
    AUTHOR_EMAIL("Author-email", "1.0", false, "author_email"),
    /** {@code Maintainer}. */
    MAINTAINER("Maintainer", "1.2", false, "maintainer"),
    /** {@code Maintainer-email}. */
    MAINTAINER_EMAIL("Maintainer-email", "1.2", false, "maintainer_email"),
    /** {@code License}. */
    LICENSE("License", "1.0", false, "license"),
    /** {@code License-Expression}, PEP 639. */
    LICENSE_EXPRESSION("License-Expression", "2.4", false, "license_expression"),
    /** {@code License-File}, PEP 639. */
    LICENSE_FILE("License-File", "2.4", true, "license_file"),
    /** {@code Classifier}. */
    CLASSIFIER("Classifier", "1.1", true, "classifiers"),
    /** {@code Requires-Dist}. */
    REQUIRES_DIST("Requires-Dist", "1.2", true, "requires_dist"),
    /** {@code Requires-Python}. */
    REQUIRES_PYTHON("Requires-Python", "1.2", false, "requires_python"),
    /** {@code Requires-External}. */
    REQUIRES_EXTERNAL("Requires-External", "1.2", true, "requires_external"),
    /** {@code Project-URL}, as {@code Label, URL}. */
    PROJECT_URL("Project-URL", "1.2", true, "project_urls"),
    /** {@code Provides-Extra}. */
    PROVIDES_EXTRA("Provides-Extra", "2.1", true, "provides_extra"),
    /** {@code Provides-Dist}. */
    PROVIDES_DIST("Provides-Dist", "1.2", true, "provides_dist"),
    /** {@code Obsoletes-Dist}. */
    OBSOLETES_DIST("Obsoletes-Dist", "1.2", true, "obsoletes_dist"),
    /** {@code Import-Name}, PEP 794. */
    IMPORT_NAME("Import-Name", "2.5", true, "import_name"),
    /** {@code Import-Namespace}, PEP 794. */
    IMPORT_NAMESPACE("Import-Namespace", "2.5", true, "import_namespace"),
    /** {@code Requires}, deprecated. */
    REQUIRES("Requires", "1.1", true, "requires"),
    /** {@code Provides}, deprecated. */
    PROVIDES("Provides", "1.1", true, "provides"),
    /** {@code Obsoletes}, deprecated. */
    OBSOLETES("Obsoletes", "1.1", true, "obsoletes");

    /**
     * All metadata versions, oldest first. 2.0 was never accepted.
     */
    public static final List<String> METADATA_VERSIONS =
            List.of("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6");

    private static final Map<String, CoreField> BY_KEY =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(CoreField::key, Function.identity()));

    private final String title;
    private final String since;
    private final boolean repeatable;
    private final String formName;

    CoreField(String title, String since, boolean repeatable, String formName) {
        this.title = title;
        this.since = since;
        this.repeatable = repeatable;
        this.formName = formName;
    }

    /**
     * The field of a name.
     *
     * @param name a header name in any case
     * @return the field; empty when the specification has no such field
     */
    public static Optional<CoreField> of(String name) {
        return Optional.ofNullable(BY_KEY.get(LetterCase.lower(name)));
    }

    /**
     * The name as the specification writes it.
     *
     * @return for instance {@code Home-page}
     */
    public String title() {
        return title;
    }

    /**
     * The name as PyPI writes it in its answers.
     *
     * @return the title in lower case
     */
    public String key() {
        return LetterCase.lower(title);
    }

    /**
     * The metadata version that brought the field.
     *
     * @return one of {@link #METADATA_VERSIONS}
     */
    public String since() {
        return since;
    }

    /**
     * Whether the field may be given more than once.
     *
     * @return true for lists
     */
    public boolean repeatable() {
        return repeatable;
    }

    /**
     * The name in PyPI's upload form. Unknown names are ignored there without a word, hence these must be exact: {@code
     * license_file}, {@code platform}, {@code supported_platform}, {@code import_name} and {@code import_namespace} are
     * singular, other lists plural (warehouse, {@code forklift/metadata.py}).
     *
     * @return the name of the form field
     */
    public String formName() {
        return formName;
    }
}
