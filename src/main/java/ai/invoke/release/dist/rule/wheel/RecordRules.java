package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.NOTE;

import ai.invoke.release.dist.content.ContentLimits;
import ai.invoke.release.dist.content.Digest;
import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.RecordFile;
import ai.invoke.release.dist.content.RecordHash;
import ai.invoke.release.dist.content.RecordRow;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Paths;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.zip.EntryName;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** RECORD against what the wheel really holds. PyPI compares only the names and mails the owners; pip compares nothing. */
public final class RecordRules implements RuleGroup {

    private static final String SPEC = "recording installed projects (RECORD)";
    private static final String MAIL = SPEC + "; PyPI mails the owners";
    private static final String REBUILD = "RECORD was not rewritten after the wheel was changed; build the wheel again";
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9_-]+");

    static final Rule WRONG_HASH =
            Rule.of("RC-01", ERROR, "RECORD hash of {e} is wrong", REBUILD, SPEC + "; pypa/installer");
    static final Rule WRONG_SIZE =
            Rule.of("RC-02", ERROR, "RECORD size of {e}: {x}, is {y}", REBUILD, SPEC + "; pypa/installer");
    static final Rule NOT_LISTED = Rule.of("RC-03", ERROR, "{e} is not listed in RECORD", REBUILD, MAIL);
    static final Rule NOT_PRESENT = Rule.of("RC-04", ERROR, "RECORD lists {e}, which the archive lacks", REBUILD, MAIL);
    static final Rule TWICE =
            Rule.of("RC-05", ERROR, "RECORD lists {e} twice", REBUILD, SPEC + "; check-wheel-contents");
    static final Rule WEAK = Rule.of(
            "RC-06",
            ERROR,
            "RECORD uses {alg}; sha256 or better is required",
            "write sha256 hashes",
            SPEC + " (PEP 427)");
    static final Rule HASH_FORM = Rule.of(
            "RC-07",
            ERROR,
            "RECORD hash of {e} is not urlsafe base64 without padding",
            "write base64.urlsafe_b64encode(digest).rstrip(b'=')",
            SPEC + " (PEP 427)");
    static final Rule NO_HASH = Rule.of(
            "RC-08", ERROR, "RECORD has no hash for {e}", "only RECORD itself may lack one", SPEC + "; pypa/installer");
    static final Rule FIELDS =
            Rule.of("RC-09", ERROR, "RECORD line {n}: {k} fields, 3 expected", "path, hash and size", SPEC);
    static final Rule PATH_FORM = Rule.of(
            "RC-10",
            ERROR,
            "RECORD path {e} is absolute or uses backslashes",
            "write paths relative to site-packages, with '/'",
            MAIL);
    static final Rule NOT_UTF8 = Rule.enforced(
            "RC-11",
            "{d}/RECORD is not UTF-8",
            "write it as UTF-8",
            SPEC + "; PyPI (warehouse/utils/wheel.py)",
            PypiStage.RECORD,
            "Wheel '{f}' does not contain the required RECORD file: {d}/RECORD");
    static final Rule DIALECT = Rule.of(
            "RC-12",
            NOTE,
            "CRLF and quoted names are legal in RECORD",
            "nothing to do",
            "recording installed projects (RECORD)");
    static final Rule TOO_LARGE = Rule.of(
            "RC-13",
            ERROR,
            "RECORD has more than {n} lines or {m} MiB; it was not compared",
            "nobody could install such a package",
            "this plugin: a limit of the check");

    static final Rule LINE_END = Rule.of(
            "RC-14",
            ERROR,
            "RECORD line {n} holds a NUL or a character at which Python ends a line",
            "rename the file: pip finds other lines in RECORD than other readers",
            SPEC + "; pip");

    /** The rules keep nothing between two files. */
    public RecordRules() {}

    @Override
    public String title() {
        return "RECORD of a wheel";
    }

    @Override
    public List<Rule> rules() {
        return List.of(
                WRONG_HASH,
                WRONG_SIZE,
                NOT_LISTED,
                NOT_PRESENT,
                TWICE,
                WEAK,
                HASH_FORM,
                NO_HASH,
                FIELDS,
                PATH_FORM,
                NOT_UTF8,
                DIALECT,
                TOO_LARGE,
                LINE_END);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof WheelContents wheel) || wheel.distInfo().isEmpty() || !wheel.complete()) {
            return;
        }
        String directory = wheel.distInfo().get();
        String place = directory + "/RECORD";
        Optional<WheelEntry> entry = wheel.entry(place);
        if (entry.isEmpty() || entry.get().damage().isPresent()) {
            return;
        }
        ContentLimits limits = ContentLimits.standard();
        Optional<RecordFile> record = wheel.record();
        if (record.isEmpty() || !record.get().complete()) {
            if (entry.get().member().isSupported()) {
                findings.add(TOO_LARGE
                        .with("%,d".formatted(limits.entries()), limits.recordBytes() >> 20)
                        .at(place));
            }
        } else if (!record.get().utf8()) {
            findings.add(NOT_UTF8.with(directory).at(place));
        } else {
            record.get()
                    .oddLines()
                    .forEach(line -> findings.add(LINE_END.with(line).at(place + ":" + line)));
            new Comparison(wheel, directory, findings).run(record.get().rows());
        }
    }

    /** The comparison of one wheel. */
    private static final class Comparison {

        private final WheelContents wheel;
        private final String place;
        private final Findings findings;
        private final Set<String> exempt;
        /** Places of members that were listed. */
        private final BitSet seen = new BitSet();

        private int oddNames;

        Comparison(WheelContents wheel, String directory, Findings findings) {
            this.wheel = wheel;
            this.place = directory + "/RECORD";
            this.findings = findings;
            this.exempt = Set.of(directory + "/RECORD.jws", directory + "/RECORD.p7s");
            for (WheelEntry entry : wheel.entries()) {
                oddNames += isOdd(entry) ? 1 : 0;
            }
        }

        void run(List<RecordRow> rows) {
            for (RecordRow row : rows) {
                row(row);
            }
            for (WheelEntry entry : wheel.entries()) {
                String path = entry.path();
                boolean directory = path.endsWith("/") || path.endsWith("\\");
                if (!directory && !exempt.contains(path) && !isOdd(entry) && mark(path)) {
                    findings.add(NOT_LISTED.with(path).at(path));
                }
            }
        }

        private void row(RecordRow row) {
            String where = place + ":" + row.line();
            if (row.fields() != 3) {
                findings.add(FIELDS.with(row.line(), row.fields()).at(where));
            }
            if (row.fields() == 0) {
                // Python's csv gives an empty row, in which pip looks for the path.
                return;
            }
            String path = row.path();
            if (wheel.entry(path).isEmpty()) {
                boolean oddForm = path.indexOf('\\') >= 0 || Paths.isAbsolute(path);
                if (oddForm) {
                    findings.add(PATH_FORM.with(path).at(where));
                }
                path = path.replace('\\', '/');
                if (wheel.entry(path).isEmpty()) {
                    if (oddForm) {
                        return;
                    }
                    // A name that the archive codes wrongly was reported there and cannot be found here.
                    oddNames--;
                    if (oddNames < 0) {
                        findings.add(NOT_PRESENT.with(path).at(where));
                    }
                    return;
                }
            }
            if (!mark(path)) {
                findings.add(TWICE.with(path).at(where));
                return;
            }
            if (!path.equals(place) && !exempt.contains(path)) {
                wheel.entry(path).ifPresent(entry -> compare(row, entry, where));
            }
        }

        /** Returns whether it had not been listed. */
        private boolean mark(String path) {
            int place = wheel.place(path).orElseThrow();
            boolean first = !seen.get(place);
            seen.set(place);
            return first;
        }

        private void compare(RecordRow row, WheelEntry entry, String where) {
            String path = entry.path();
            if (row.hash().isEmpty()) {
                findings.add(NO_HASH.with(path).at(where));
            } else if (RecordHash.jdkName(row.algorithm()).isEmpty()) {
                findings.add(WEAK.with(row.algorithm().isEmpty() ? row.hash() : row.algorithm())
                        .at(where));
            } else if (entry.damage().isEmpty() && wheel.count(path) == 1) {
                Optional<Digest> actual = row.algorithm().equals("sha256") ? entry.digest() : entry.stated();
                actual.ifPresent(digest -> hash(row.digest(), digest, path, where));
            }
            if (!row.size().isEmpty()
                    && wheel.count(path) == 1
                    && !row.size().equals(String.valueOf(entry.member().size()))) {
                findings.add(
                        WRONG_SIZE.with(path, row.size(), entry.member().size()).at(where));
            }
        }

        private void hash(String written, Digest actual, String path, String where) {
            String right = actual.base64();
            if (written.equals(right)) {
                return;
            }
            boolean form = written.length() == right.length()
                    && BASE64.matcher(written).matches();
            findings.add((form ? WRONG_HASH : HASH_FORM).with(path).at(where));
        }

        private static boolean isOdd(WheelEntry entry) {
            EntryName.Coding coding = entry.member().name().coding();
            return coding == EntryName.Coding.OTHER || coding == EntryName.Coding.UTF8_UNMARKED;
        }
    }
}
