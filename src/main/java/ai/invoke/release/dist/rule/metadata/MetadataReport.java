package ai.invoke.release.dist.rule.metadata;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.metadata.CoreField;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Collects what is wrong with one file's metadata, and hands it on in the order in which PyPI would come upon it: what
 * cannot be read, then what {@code packaging} refuses, then PyPI's own rules; within each metadata version, name,
 * version, then the fields by name.
 */
final class MetadataReport {

    /** The passes of PyPI; each ends the upload when it finds something. */
    enum Pass {
        FORM,
        UNPARSED,
        PACKAGING,
        WAREHOUSE
    }

    private record Entry(Pass pass, CoreField field, Draft draft) {}

    private final DistContents contents;
    private final CoreMetadata metadata;
    private final String place;
    private final List<Entry> entries = new ArrayList<>();

    MetadataReport(DistContents contents, CoreMetadata metadata) {
        this.contents = contents;
        this.metadata = metadata;
        this.place = contents.metadataPlace().orElse("METADATA");
    }

    DistContents contents() {
        return contents;
    }

    CoreMetadata metadata() {
        return metadata;
    }

    /** The headers of a field that PyPI would see: it drops the value UNKNOWN. */
    List<CoreMetadata.Field> values(CoreField field) {
        return metadata.fields(field.title()).stream()
                .filter(each -> !each.value().strip().equals("UNKNOWN"))
                .toList();
    }

    String place() {
        return place;
    }

    String place(int line) {
        return place + ":" + line;
    }

    void add(Pass pass, CoreField field, Draft draft) {
        entries.add(new Entry(pass, field, draft.at(place)));
    }

    void add(Pass pass, CoreField field, int line, Draft draft) {
        entries.add(new Entry(pass, field, draft.at(place(line))));
    }

    void flush(Findings findings) {
        entries.sort(Comparator.comparing(Entry::pass)
                .thenComparing(entry -> rank(entry.field()))
                .thenComparing(entry -> entry.field().key()));
        entries.forEach(entry -> findings.add(entry.draft()));
    }

    private static int rank(CoreField field) {
        return switch (field) {
            case METADATA_VERSION -> 0;
            case NAME -> 1;
            case VERSION -> 2;
            default -> 3;
        };
    }
}
