package ai.invoke.release.dist.rule.release;

import ai.invoke.release.dist.metadata.CoreField;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.metadata.value.LicenseExpression;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.dist.metadata.value.Requirement;
import ai.invoke.release.dist.metadata.value.SyntaxException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.SpecifierSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Compares the metadata of an sdist and a wheel of the same release by meaning: requirements in their normal form and any
 * order, names in theirs, line ends set aside. Fields that the sdist marks {@code Dynamic} (PEP 643) may differ; the lists
 * among them may, since metadata 2.6 (PEP 808), grow but not shrink.
 */
record MetadataComparison(String field, String sdist, String wheel) {

    /** Fields that say something about the release; platforms and the like belong to a single file. */
    private static final List<CoreField> COMPARED = List.of(
            CoreField.NAME,
            CoreField.VERSION,
            CoreField.SUMMARY,
            CoreField.DESCRIPTION,
            CoreField.DESCRIPTION_CONTENT_TYPE,
            CoreField.KEYWORDS,
            CoreField.HOME_PAGE,
            CoreField.DOWNLOAD_URL,
            CoreField.AUTHOR,
            CoreField.AUTHOR_EMAIL,
            CoreField.MAINTAINER,
            CoreField.MAINTAINER_EMAIL,
            CoreField.LICENSE,
            CoreField.LICENSE_EXPRESSION,
            CoreField.LICENSE_FILE,
            CoreField.CLASSIFIER,
            CoreField.REQUIRES_DIST,
            CoreField.REQUIRES_PYTHON,
            CoreField.PROJECT_URL,
            CoreField.PROVIDES_EXTRA,
            CoreField.IMPORT_NAME,
            CoreField.IMPORT_NAMESPACE);

    private static final int SHOWN = 80;

    static List<MetadataComparison> of(CoreMetadata sdist, CoreMetadata wheel) {
        Set<String> dynamic = sdist.all(CoreField.DYNAMIC.title()).stream()
                .map(LetterCase::lower)
                .collect(Collectors.toSet());
        boolean listsGrowOnly =
                sdist.first(CoreField.METADATA_VERSION.title()).orElse("").equals("2.6");
        List<MetadataComparison> differences = new ArrayList<>();
        for (CoreField field : COMPARED) {
            Set<String> source = values(sdist, field);
            Set<String> built = values(wheel, field);
            boolean free = dynamic.contains(field.key())
                    && !(listsGrowOnly && field.repeatable() && !built.containsAll(source));
            if (!free && !source.equals(built)) {
                differences.add(new MetadataComparison(field.title(), only(source, built), only(built, source)));
            }
        }
        return differences;
    }

    private static String only(Set<String> these, Set<String> others) {
        String text = these.stream().filter(value -> !others.contains(value)).collect(Collectors.joining(", "));
        if (text.isEmpty()) {
            return "nothing more";
        }
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    private static Set<String> values(CoreMetadata metadata, CoreField field) {
        if (field == CoreField.DESCRIPTION) {
            return metadata.description()
                    .map(text -> Set.of(text.replace("\r\n", "\n").strip()))
                    .orElse(Set.of());
        }
        Set<String> values = new TreeSet<>();
        for (String value : metadata.all(field.title())) {
            if (!value.isEmpty() && !value.equals("UNKNOWN")) {
                values.add(normal(field, value));
            }
        }
        return values;
    }

    private static String normal(CoreField field, String value) {
        return switch (field) {
            case NAME, PROVIDES_EXTRA -> ProjectName.normalize(value);
            case VERSION -> PyVersion.tryParse(value).map(PyVersion::normalized).orElse(value);
            case REQUIRES_PYTHON ->
                SpecifierSet.tryParse(value).map(SpecifierSet::canonical).orElse(value);
            case REQUIRES_DIST -> requirement(value);
            case LICENSE_EXPRESSION -> license(value);
            case PROJECT_URL -> projectUrl(value);
            default -> value.replace("\r\n", "\n");
        };
    }

    private static String requirement(String value) {
        try {
            return Requirement.parse(value).canonical();
        } catch (SyntaxException e) {
            // Not a requirement is MD-15; here it is compared as it stands.
            return value;
        }
    }

    private static String license(String value) {
        try {
            return LicenseExpression.parse(value).text();
        } catch (SyntaxException e) {
            // Not an expression is MD-10; here it is compared as it stands.
            return value;
        }
    }

    /** PEP 753: labels are compared without case, punctuation and white space. */
    private static String projectUrl(String value) {
        int comma = value.indexOf(',');
        if (comma < 0) {
            return value;
        }
        String label = LetterCase.lower(value.substring(0, comma)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());
        return label + ", " + value.substring(comma + 1).strip();
    }
}
