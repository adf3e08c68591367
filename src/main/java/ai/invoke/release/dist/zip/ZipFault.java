package ai.invoke.release.dist.zip;

import java.util.Optional;

/**
 * One contradiction between the records of an archive.
 *
 * @param kind what is wrong
 * @param entry the member's name, empty when it is about the archive as a whole
 * @param detail a value that explains it: another name, a number, an id; empty when there is none
 * @param pypi what PyPI's {@code warehouse/utils/zipfiles.py} says at this point; empty when it does not look
 */
public record ZipFault(Kind kind, String entry, String detail, Optional<String> pypi) {

    /** What can be wrong with the framing. */
    public enum Kind {
        /** Bytes that belong to no record, before or between records. */
        STRAY_BYTES,
        /** Bytes after the end record. */
        TRAILING_BYTES,
        /** A comment in the central directory. */
        ENTRY_COMMENT,
        /** Sizes follow the data. */
        DATA_DESCRIPTOR,
        /** A name more than once. */
        DUPLICATE,
        /** A local file without an entry in the directory. */
        HIDDEN,
        /** An entry in the directory without a local file. */
        MISSING,
        /** The local header has another name than the directory. */
        OTHER_NAME,
        /** The local header has other sizes than the directory. */
        OTHER_SIZE,
        /** A name that is not UTF-8, or UTF-8 without the flag. */
        NAME_CODING,
        /** A control character in a name. */
        CONTROL_CHARACTER,
        /** An extra field twice. */
        DUPLICATE_EXTRA,
        /** Local header and directory say something else about method, flags or checksum. */
        OTHER_HEADER,
        /** Flags or a version of the format that readers do not know. */
        UNKNOWN_FEATURE,
        /** An extra field with another name for the member. */
        UNICODE_PATH,
        /** Counts, offsets or lengths that do not fit. */
        MALFORMED
    }
}
