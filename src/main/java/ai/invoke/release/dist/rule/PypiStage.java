package ai.invoke.release.dist.rule;

/**
 * When PyPI looks at something while it takes an upload. It answers with the first thing that is wrong, so findings are
 * listed in this order.
 *
 * @see <a href="https://github.com/pypi/warehouse/blob/main/warehouse/forklift/legacy.py">file_upload of PyPI</a>
 */
public enum PypiStage {
    /** Fields of the upload form: name, filetype, pyversion, digests. */
    FORM,
    /** Core metadata; within it metadata version, name, version, then field by field in alphabetical order. */
    METADATA,
    /** Rendering of the long description. */
    DESCRIPTION,
    /** Characters and extension of the file name. */
    FILE_NAME,
    /** Size of the file. */
    SIZE,
    /** Whether the file is the archive that its name promises. */
    ARCHIVE,
    /** Size of the unpacked archive. */
    UNPACKED_SIZE,
    /** The compression methods of members. */
    COMPRESSION,
    /** One top directory and PKG-INFO in an sdist, WHEEL in a wheel. */
    LAYOUT,
    /** The scan for obfuscated code. */
    SCAN,
    /** ZIP records, in the order of the file. */
    FRAMING,
    /** Sparse members of a tar. */
    SPARSE,
    /** Parts of the file name against the metadata. */
    NAME_PARTS,
    /** Files that License-File names. */
    LICENSE_FILES,
    /** RECORD of a wheel. */
    RECORD,
    /** entry_points.txt of a wheel. */
    ENTRY_POINTS,
    /** METADATA of a wheel. */
    METADATA_FILE,
    /** Never: PyPI takes the file. */
    NEVER
}
