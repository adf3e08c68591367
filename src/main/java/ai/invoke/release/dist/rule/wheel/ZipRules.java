package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.NOTE;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Paths;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.PypiWords;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.zip.EntryName;
import ai.invoke.release.dist.zip.ZipFault;
import ai.invoke.release.dist.zip.ZipMember;
import java.util.List;

/** The archive itself: framing as PyPI checks it, names that harm, contents that do not unpack. */
public final class ZipRules implements RuleGroup {

    private static final String WAREHOUSE = "PyPI (warehouse/utils/zipfiles.py)";
    private static final String UPLOAD = "PyPI (warehouse/forklift/legacy.py)";
    private static final String REBUILD =
            "build the wheel again with its backend and do not rewrite the archive afterwards";
    private static final int LONGEST_PATH = 200;
    private static final long MIB = 1L << 20;

    static final Rule NOT_A_ZIP = Rule.enforced(
            "ZIP-01",
            "{f} is not a readable ZIP archive ({why})",
            "build the file again; it may have been cut off while it was copied",
            UPLOAD,
            PypiStage.ARCHIVE,
            PypiWords.invalidFile("File is not a zipfile"));
    static final Rule TRAILING = Rule.enforced(
            "ZIP-02",
            "{n} bytes follow the end of the ZIP archive",
            REBUILD,
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Trailing data"));
    static final Rule STRAY = Rule.enforced(
            "ZIP-03",
            "data precedes a header of the archive: {why}",
            "a wheel must begin with its first entry; remove what was put before it",
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Unknown record signature"));
    static final Rule ARCHIVE_COMMENT = Rule.of(
            "ZIP-04",
            ERROR,
            "archive comment of {n} bytes; drop it",
            REBUILD,
            "PyPI's documentation (docs.pypi.org/archives) does not allow comments; its code tolerates this one today");
    static final Rule ENTRY_COMMENT = Rule.enforced(
            "ZIP-05",
            "entry {e} carries a comment",
            REBUILD,
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Comment in central directory"));
    static final Rule DATA_DESCRIPTOR = Rule.enforced(
            "ZIP-06",
            "entry {e} uses a data descriptor (bit 3); rebuild with a seekable writer",
            "java.util.zip and streaming writers do this; let the build backend write the wheel",
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("ZIP contains a data descriptor"));
    static final Rule DUPLICATE = Rule.enforced(
            "ZIP-07",
            "entry {e} occurs {n} times",
            "let the backend collect each file once (for hatch: look at force-include)",
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Duplicate filename in local headers"));
    static final Rule HIDDEN = Rule.enforced(
            "ZIP-08",
            "entry {e} is in the archive but not in its directory",
            "streaming readers see another archive than pip; " + REBUILD,
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Filename not in central directory"));
    static final Rule OTHER_NAME = Rule.enforced(
            "ZIP-09",
            "entry {e}: local header says {x}",
            REBUILD,
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Filename not in central directory"));
    static final Rule OTHER_SIZE = Rule.enforced(
            "ZIP-10",
            "entry {e}: sizes differ between local header and directory ({x})",
            REBUILD,
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Mis-matched file size"));
    static final Rule COMPRESSION = Rule.enforced(
            "ZIP-11",
            "entry {e}: compression method {m}; only stored/deflated",
            "let the backend write the wheel with deflate",
            UPLOAD,
            PypiStage.COMPRESSION,
            PypiWords.invalidFile("File does not use a supported compression type"));
    static final Rule ENCRYPTED =
            Rule.of("ZIP-12", ERROR, "entry {e} is encrypted", "wheels cannot be encrypted; pip fails on them", "pip");
    static final Rule NAME_CODING = Rule.enforced(
            "ZIP-13",
            "entry name is not marked as UTF-8 or is not UTF-8: {hex}",
            "write the name as UTF-8 with general purpose bit 11, or rename the file to ASCII",
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Filename not unicode"));
    static final Rule CONTROL_CHARACTER = Rule.enforced(
            "ZIP-14",
            "control character U+{c} in entry name {e}",
            "rename the file",
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Invalid character in filename"));
    static final Rule BOMB = Rule.enforced(
            "ZIP-15",
            "unpacks to {n} MiB, ratio {r}; PyPI refuses > 64 MiB with ratio > 50; contents were not verified",
            "leave out huge files of repeated bytes or make them at run time",
            UPLOAD,
            PypiStage.UNPACKED_SIZE,
            PypiWords.invalidFile("File exceeds compression ratio of 50"));
    static final Rule BACKSLASH = Rule.of(
            "ZIP-17",
            ERROR,
            "entry {e} contains a backslash",
            "separate directories with '/'; PyPI mails the owners because RECORD does not match",
            "APPNOTE.TXT 4.4.17; PyPI (warehouse/utils/wheel.py)");
    static final Rule SYMLINK = Rule.of(
            "ZIP-18",
            ERROR,
            "entry {e} is a symbolic link",
            "put the file itself into the wheel; installers write the link's target as text",
            "binary distribution format");
    static final Rule DATE = Rule.of(
            "ZIP-19",
            WARNING,
            "entry {e} has an impossible date ({d})",
            "set SOURCE_DATE_EPOCH to a time after 1980-01-01",
            "APPNOTE.TXT 4.4.6");
    static final Rule RESERVED = Rule.of(
            "ZIP-21",
            WARNING,
            "{e}: \"{w}\" is a reserved name on Windows",
            "rename the file: it cannot be written on Windows",
            "Windows (Naming Files, Paths, and Namespaces)");
    static final Rule LONG_PATH = Rule.of(
            "ZIP-22",
            WARNING,
            "{e} is {n} characters long (limit {l})",
            "shorten it: with the path of site-packages it does not fit into MAX_PATH on Windows",
            "Windows (MAX_PATH)");
    static final Rule DUPLICATE_EXTRA = Rule.enforced(
            "ZIP-23",
            "entry {e}: extra field 0x{id} twice",
            REBUILD,
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Invalid duplicate extra in local file"));
    static final Rule MALFORMED = Rule.enforced(
            "ZIP-24",
            "the records of the archive contradict each other: {why}",
            REBUILD,
            WAREHOUSE,
            PypiStage.FRAMING,
            PypiWords.zip("Malformed zip file"));
    static final Rule DIRECTORIES = Rule.of(
            "ZIP-25",
            NOTE,
            "directory entries are legal and do not belong in RECORD",
            "nothing to do",
            "binary distribution format (PEP 427)");
    static final Rule ZIP64 =
            Rule.of("ZIP-26", NOTE, "ZIP64 fields on small entries are legal", "nothing to do", "APPNOTE.TXT 4.5.3");
    static final Rule DAMAGED = Rule.of(
            "ZIP-27",
            ERROR,
            "entry {e} cannot be unpacked: {why}",
            "build the file again; pip cannot install it",
            "APPNOTE.TXT; pip (BadZipFile)");
    static final Rule TOO_LARGE = Rule.of(
            "ZIP-28",
            ERROR,
            "the archive lists more than {n} entries or extremely long names; only the first {m} were checked",
            "nobody could install such a package",
            "this plugin: a limit of the check");

    static final Rule OTHER_HEADER = Rule.of(
            "ZIP-32", ERROR, "entry {e}: local header and directory differ in {x}", REBUILD, "APPNOTE.TXT 4.4; uv");
    static final Rule UNKNOWN_FEATURE = Rule.of(
            "ZIP-33",
            ERROR,
            "entry {e} asks for a feature that readers of wheels do not have: {x}",
            "let the backend write the wheel with deflate and without encryption",
            "APPNOTE.TXT 4.4.3 and 4.4.4; Python (zipfile)");
    static final Rule UNICODE_PATH = Rule.of(
            "ZIP-34",
            ERROR,
            "entry {e}: its Unicode path field says {x}",
            REBUILD,
            "Info-ZIP Unicode Path Extra Field (APPNOTE.TXT 4.6.9); Python (zipfile)");

    static final Rule DIRECTORY_WITH_CONTENT = Rule.of(
            "ZIP-36",
            ERROR,
            "entry {e} is a directory and has {n} bytes of content",
            "name the entry without '/' at its end, or leave its content out; installers drop what scanners may see",
            "APPNOTE.TXT 4.3.8; Python (zipfile)");
    static final Rule OTHER_KIND = Rule.of(
            "ZIP-37",
            ERROR,
            "entry {e} is a file by its name and something else by its attributes ({x})",
            "let the build backend write the wheel; installers go by the name, other readers by the attributes",
            "APPNOTE.TXT 4.4.15; libarchive");
    static final Rule UNREAD = Rule.of(
            "ZIP-35",
            ERROR,
            "{e} was not checked: metadata is read up to 4 MiB a file, of 16 files at most",
            "nobody could install such a package",
            "this plugin: a limit of the check");

    /** The rules keep nothing between two files. */
    public ZipRules() {}

    @Override
    public String title() {
        return "ZIP archive of a wheel";
    }

    @Override
    public List<Rule> rules() {
        return List.of(
                NOT_A_ZIP,
                TRAILING,
                STRAY,
                ARCHIVE_COMMENT,
                ENTRY_COMMENT,
                DATA_DESCRIPTOR,
                DUPLICATE,
                HIDDEN,
                OTHER_NAME,
                OTHER_SIZE,
                COMPRESSION,
                ENCRYPTED,
                NAME_CODING,
                CONTROL_CHARACTER,
                BOMB,
                BACKSLASH,
                SYMLINK,
                DATE,
                RESERVED,
                LONG_PATH,
                DUPLICATE_EXTRA,
                MALFORMED,
                DIRECTORIES,
                ZIP64,
                DAMAGED,
                TOO_LARGE,
                OTHER_HEADER,
                UNKNOWN_FEATURE,
                UNICODE_PATH,
                UNREAD,
                DIRECTORY_WITH_CONTENT,
                OTHER_KIND);
    }

    @Override
    public boolean needsReadableArchive() {
        return false;
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof WheelContents wheel)) {
            return;
        }
        if (wheel.problem().isPresent()) {
            Draft draft = NOT_A_ZIP.with(wheel.fileName(), wheel.problem().get());
            findings.add(wheel.isZip() ? draft.pypi(PypiWords.invalidFile("None")) : draft);
            return;
        }
        size(wheel, findings);
        for (ZipFault fault : wheel.faults()) {
            findings.add(framing(fault));
        }
        if (wheel.archiveComment() > 0) {
            findings.add(ARCHIVE_COMMENT.with(wheel.archiveComment()));
        }
        wheel.unread().forEach(path -> findings.add(UNREAD.with(path).at(path)));
        for (WheelEntry entry : wheel.entries()) {
            member(entry, findings);
        }
    }

    private static void size(WheelContents wheel, Findings findings) {
        if (!wheel.complete()) {
            findings.add(TOO_LARGE.with(
                    "%,d".formatted(wheel.entries().size()),
                    "%,d".formatted(wheel.entries().size())));
        }
        if (wheel.exploded()) {
            findings.add(
                    BOMB.with("%,d".formatted(wheel.unpacked() / MIB), wheel.unpacked() / Math.max(1, wheel.size())));
        }
    }

    private static Draft framing(ZipFault fault) {
        String entry = fault.entry();
        Draft draft = switch (fault.kind()) {
            case STRAY_BYTES -> STRAY.with(fault.detail());
            case TRAILING_BYTES -> TRAILING.with(fault.detail());
            case ENTRY_COMMENT -> ENTRY_COMMENT.with(entry);
            case DATA_DESCRIPTOR -> DATA_DESCRIPTOR.with(entry);
            case DUPLICATE -> DUPLICATE.with(entry, fault.detail());
            case HIDDEN -> HIDDEN.with(entry);
            case MISSING ->
                HIDDEN.with(entry).saying("entry {e} is in the directory of the archive but not in the archive");
            case OTHER_NAME -> OTHER_NAME.with(entry, fault.detail());
            case OTHER_SIZE -> OTHER_SIZE.with(entry, fault.detail());
            case NAME_CODING -> NAME_CODING.with(fault.detail());
            case CONTROL_CHARACTER -> CONTROL_CHARACTER.with(fault.detail(), entry);
            case DUPLICATE_EXTRA -> DUPLICATE_EXTRA.with(entry, fault.detail());
            case MALFORMED -> MALFORMED.with(fault.detail());
            case OTHER_HEADER -> OTHER_HEADER.with(entry, fault.detail());
            case UNKNOWN_FEATURE -> UNKNOWN_FEATURE.with(entry, fault.detail());
            case UNICODE_PATH -> UNICODE_PATH.with(entry, fault.detail());
        };
        Draft placed = entry.isEmpty() ? draft : draft.at(entry);
        return fault.pypi().map(words -> placed.pypi(PypiWords.zip(words))).orElseGet(placed::pypiAccepts);
    }

    private static void member(WheelEntry entry, Findings findings) {
        ZipMember member = entry.member();
        String path = entry.path();
        if (member.method() != ZipMember.STORED && member.method() != ZipMember.DEFLATED) {
            findings.add(COMPRESSION.with(path, member.method()).at(path));
        }
        if (member.isEncrypted()) {
            findings.add(ENCRYPTED.with(path).at(path));
        }
        if (member.isDirectory() && member.size() > 0) {
            findings.add(DIRECTORY_WITH_CONTENT
                    .with(path, "%,d".formatted(member.size()))
                    .at(path));
        }
        if (member.isSymlink()) {
            findings.add(SYMLINK.with(path).at(path));
        }
        if (member.isOfAnotherKind()) {
            findings.add(
                    OTHER_KIND.with(path, "%08x".formatted(member.external())).at(path));
        }
        if (!DosDate.isPossible(member.dosDate(), member.dosTime())) {
            findings.add(DATE.with(path, DosDate.text(member.dosDate(), member.dosTime()))
                    .at(path));
        }
        // A directory entry that another reader names otherwise was reported with its framing.
        if (entry.damage().isPresent()
                && !findings.has(OTHER_SIZE)
                && !findings.has(MALFORMED)
                && !findings.has(HIDDEN)) {
            findings.add(DAMAGED.with(path, entry.damage().get()).at(path));
        }
        if (!Paths.leaves(path) && path.indexOf('\\') >= 0) {
            findings.add(BACKSLASH.with(path).at(path));
        }
        if (member.name().coding() == EntryName.Coding.OTHER) {
            return;
        }
        if (path.length() > LONGEST_PATH) {
            findings.add(LONG_PATH.with(path, path.length(), LONGEST_PATH).at(path));
        }
        Paths.windowsReserved(path)
                .ifPresent(word -> findings.add(RESERVED.with(path, word).at(path)));
    }
}
