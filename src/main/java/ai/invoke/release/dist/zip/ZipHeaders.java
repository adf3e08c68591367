package ai.invoke.release.dist.zip;

/** Numbers of the ZIP format (APPNOTE.TXT 4.3, 4.4). */
final class ZipHeaders {

    static final long LOCAL = 0x04034b50L;
    static final long CENTRAL = 0x02014b50L;
    static final long END = 0x06054b50L;
    static final long END64 = 0x06064b50L;
    static final long END64_LOCATOR = 0x07064b50L;

    static final int LOCAL_LENGTH = 30;
    static final int CENTRAL_LENGTH = 46;
    static final int END_LENGTH = 22;
    static final int END64_LENGTH = 56;
    static final int END64_LOCATOR_LENGTH = 20;

    static final int FLAG_ENCRYPTED = 0x0001;
    static final int FLAG_DATA_DESCRIPTOR = 0x0008;
    static final int FLAG_UTF8 = 0x0800;
    static final int FLAGS_DEFLATE_LEVEL = 0x0006;

    /** The newest version of the format that Python's {@code zipfile} reads, times ten. */
    static final int MAX_VERSION = 63;

    static final int EXTRA_ZIP64 = 0x0001;
    static final int EXTRA_UNICODE_PATH = 0x7075;

    /** "xl": libarchive's own, with another kind of the member and another mode. */
    static final int EXTRA_LIBARCHIVE = 0x6c78;

    static final long ABSENT_32 = 0xFFFFFFFFL;
    static final int ABSENT_16 = 0xFFFF;

    private ZipHeaders() {}
}
