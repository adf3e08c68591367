package ai.invoke.release.dist.tar;

import ai.invoke.release.dist.tar.TarFormatException.Python;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The records of one pax header that matter to a reader. All of them are looked at; what readers do not read alike is
 * refused.
 *
 * @see <a href="https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html">pax interchange format</a>
 */
final class PaxRecords {

    private static final Set<String> NUMBERS = Set.of("size", "uid", "gid", "mtime", "atime", "ctime");

    /** Python, GNU tar or commons-compress fail on longer numbers. */
    private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}+");

    private static final Pattern ID = Pattern.compile("-?+[0-9]{1,10}+");
    private static final Pattern TIME = Pattern.compile("-?+[0-9]{1,12}+(?:\\.[0-9]{1,20}+)?+");

    private final boolean global;
    private Optional<byte[]> path = Optional.empty();
    private Optional<byte[]> linkPath = Optional.empty();
    private @Nullable Long size;
    private boolean sparse;

    private PaxRecords(boolean global) {
        this.global = global;
    }

    /** No records at all. */
    static PaxRecords none() {
        return new PaxRecords(false);
    }

    /**
     * Reads a header.
     *
     * @param content the data of a member of type {@code x} or {@code g}
     * @param global whether it is {@code g}, which counts for all members that follow
     * @throws TarFormatException when a record is damaged, or readers take it differently
     */
    static PaxRecords parse(byte[] content, boolean global) throws TarFormatException {
        PaxRecords records = new PaxRecords(global);
        Set<String> keys = new HashSet<>();
        int at = 0;
        while (at < content.length) {
            int space = at;
            int length = 0;
            while (space < content.length && content[space] != ' ') {
                int digit = content[space] - '0';
                boolean canonical = space > at || digit > 0;
                if (digit < 0 || digit > 9 || !canonical || length > TarReader.MAX_HEADER) {
                    throw damaged();
                }
                length = length * 10 + digit;
                space++;
            }
            int end = at + length - 1;
            int equals = space + 1;
            while (equals < content.length && equals < end && content[equals] != '=') {
                equals++;
            }
            if (length < 5 || end >= content.length || equals >= end || equals == space + 1 || content[end] != '\n') {
                throw damaged();
            }
            String key = new String(content, space + 1, equals - space - 1, StandardCharsets.UTF_8);
            if (!keys.add(key)) {
                throw disputed("a pax header says " + key + " twice");
            }
            records.take(key, Arrays.copyOfRange(content, equals + 1, end));
            at = end + 1;
        }
        return records;
    }

    private void take(String key, byte[] value) throws TarFormatException {
        boolean names = key.equals("path") || key.equals("linkpath");
        // GNU tar strips what stands before a keyword, and ends it at a NUL.
        if (key.chars().anyMatch(c -> c <= ' ' || c == 0x7F)) {
            throw disputed("a keyword in a pax header holds white space or a control character");
        }
        if (key.equals("hdrcharset")) {
            throw disputed("a pax header changes the character set of names");
        }
        if (key.startsWith("GNU.sparse.") || key.equals("SCHILY.realsize")) {
            sparse = true;
        }
        boolean owner = key.equals("uname") || key.equals("gname");
        if (owner && indexOfZero(value) >= 0) {
            throw disputed("the " + key + " in a pax header holds a NUL");
        }
        if (!names && !NUMBERS.contains(key)) {
            return;
        }
        if (global && (names || key.equals("size"))) {
            throw disputed("a global pax header says " + key);
        }
        if (names) {
            if (value.length == 0 || indexOfZero(value) >= 0) {
                throw disputed("the " + key + " in a pax header is empty or holds a NUL");
            }
            if (key.equals("path")) {
                path = Optional.of(value);
            } else {
                linkPath = Optional.of(value);
            }
            return;
        }
        String text = new String(value, StandardCharsets.US_ASCII);
        if (!isNumber(text, key)) {
            throw disputed("the " + key + " in a pax header is no plain number");
        }
        if (key.equals("size")) {
            size = Long.parseLong(text);
        }
    }

    private static boolean isNumber(String text, String key) {
        Pattern form = key.equals("size") ? SIZE : key.endsWith("time") ? TIME : ID;
        return form.matcher(text).matches();
    }

    private static int indexOfZero(byte[] value) {
        for (int i = 0; i < value.length; i++) {
            if (value[i] == 0) {
                return i;
            }
        }
        return -1;
    }

    Optional<byte[]> path() {
        return path;
    }

    Optional<byte[]> linkPath() {
        return linkPath;
    }

    Optional<Long> size() {
        return Optional.ofNullable(size);
    }

    boolean sparse() {
        return sparse;
    }

    private static TarFormatException damaged() {
        return new TarFormatException("a pax header is damaged", Python.READS);
    }

    private static TarFormatException disputed(String why) {
        return new TarFormatException(why, Python.READS);
    }
}
