package ai.invoke.release.dist.metadata.value;

import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.PythonText;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;

/**
 * Whether an e-mail address is one that PyPI accepts: the syntax of the package {@code email-validator} with its default
 * options, nothing asked of the network. International domains are judged by IDNA 2003, which is all the JDK has.
 */
public final class EmailAddress {

    private static final String ATOM = "[a-zA-Z0-9_!#$%&'*+\\-/=?^`{|}~]";
    private static final String INTERNATIONAL_ATOM = "[a-zA-Z0-9_!#$%&'*+\\-/=?^`{|}~\\x{80}-\\x{10FFFF}]";
    private static final Pattern LOCAL = Pattern.compile(ATOM + "++(?:\\." + ATOM + "++)*+");
    private static final Pattern INTERNATIONAL_LOCAL =
            Pattern.compile(INTERNATIONAL_ATOM + "++(?:\\." + INTERNATIONAL_ATOM + "++)*+");
    private static final String LABEL = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
    private static final Pattern HOST_LABEL = Pattern.compile(LABEL);
    private static final Pattern RESERVED_LABEL = Pattern.compile("(?!xn)..--.*", Pattern.CASE_INSENSITIVE);
    private static final List<String> SPECIAL_USE = List.of("arpa", "invalid", "local", "localhost", "onion", "test");

    /** Far beyond the 254 octets of an address; the patterns need some stack for every dot. */
    private static final int LONGEST = 2000;

    private EmailAddress() {}

    /**
     * The bare addresses of a field such as {@code Author-email}.
     *
     * @param field {@code Name <address>} or a bare address, perhaps several with commas between them
     * @return the addresses in order; a name without an address counts as one, nothing between two commas is empty
     */
    public static List<String> in(String field) {
        return AddressList.of(field);
    }

    /**
     * Why an address is none.
     *
     * @param address a bare address
     * @return the words of {@code email-validator}; empty when the address is well formed
     */
    public static Optional<String> fault(String address) {
        if (address.length() > LONGEST) {
            return lengthFault(address);
        }
        int at = splitAt(address);
        if (at < 0) {
            return Optional.of("An email address must have an @-sign.");
        }
        String local = address.substring(0, at);
        String domain = address.substring(at + 1);
        return localPartFault(local).or(() -> domainFault(domain)).or(() -> lengthFault(address));
    }

    /** The first @ that is not in quotes. */
    private static int splitAt(String address) {
        boolean quoted = false;
        for (int i = 0; i < address.length(); i++) {
            char c = address.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '@' && !quoted) {
                return i;
            }
        }
        return -1;
    }

    private static Optional<String> localPartFault(String local) {
        if (local.isEmpty()) {
            return Optional.of("There must be something before the @-sign.");
        }
        if (LOCAL.matcher(local).matches()) {
            return Optional.empty();
        }
        if (local.startsWith("\"") && local.endsWith("\"") && local.length() > 1) {
            return Optional.of("Quoting the part before the @-sign is not allowed here.");
        }
        if (INTERNATIONAL_LOCAL.matcher(local).matches()) {
            return unsafe(local);
        }
        Optional<String> bad = list(local, c -> !isAtomOrDot(c));
        if (bad.isPresent()) {
            return bad.map(list -> "The email address contains invalid characters before the @-sign: " + list + ".");
        }
        if (local.endsWith(".")) {
            return Optional.of("An email address cannot have a period immediately before the @-sign.");
        }
        return Optional.of(
                local.startsWith(".")
                        ? "An email address cannot start with a period."
                        : "An email address cannot have two periods in a row.");
    }

    private static boolean isAtomOrDot(int c) {
        return c >= 0x80 || c == '.' || LOCAL.matcher(Character.toString(c)).matches();
    }

    private static Optional<String> domainFault(String domain) {
        if (domain.isEmpty()) {
            return Optional.of("There must be something after the @-sign.");
        }
        if (domain.startsWith("[") && domain.endsWith("]")) {
            return Optional.of("A bracketed IP address after the @-sign is not allowed here.");
        }
        Optional<String> bad = list(domain, c -> !isHostCharacter(c));
        if (bad.isPresent()) {
            return bad.map(list -> "The part after the @-sign contains invalid characters: " + list + ".");
        }
        return unsafe(domain).or(() -> dots(domain)).or(() -> names(domain));
    }

    private static Optional<String> dots(String domain) {
        if (domain.endsWith(".") || domain.endsWith("-")) {
            return Optional.of("An email address cannot end with a " + sign(domain.charAt(domain.length() - 1)) + ".");
        }
        if (domain.startsWith(".") || domain.startsWith("-")) {
            return Optional.of(
                    "An email address cannot have a " + sign(domain.charAt(0)) + " immediately after the @-sign.");
        }
        if (domain.contains("..")) {
            return Optional.of("An email address cannot have two periods in a row.");
        }
        return domain.contains(".-") || domain.contains("-.")
                ? Optional.of("An email address cannot have a period and a hyphen next to each other.")
                : Optional.empty();
    }

    private static String sign(char c) {
        return c == '.' ? "period" : "hyphen";
    }

    private static Optional<String> names(String domain) {
        String ascii;
        try {
            ascii = domain.chars().allMatch(c -> c < 0x80)
                    ? domain
                    : IDN.toASCII(Normalizer.normalize(LetterCase.lower(domain), Normalizer.Form.NFC));
        } catch (IllegalArgumentException e) {
            // A label that is too long or not encodable: the JDK's reason names no character.
            return Optional.of("The part after the @-sign is invalid (" + e.getMessage() + ").");
        }
        String[] labels = ascii.split("\\.", -1);
        for (String label : labels) {
            if (RESERVED_LABEL.matcher(label).matches()) {
                return Optional.of("An email address cannot have two letters followed by two dashes immediately after "
                        + "the @-sign or after a period, except Punycode.");
            }
        }
        if (ascii.length() > 253) {
            return Optional.of("The email address is too long after the @-sign " + tooMany(ascii.length() - 253) + ".");
        }
        for (String label : labels) {
            if (label.length() > 63) {
                return Optional.of("After the @-sign, periods cannot be separated by so many characters "
                        + tooMany(label.length() - 63) + ".");
            }
            if (!HOST_LABEL.matcher(label).matches()) {
                return Optional.of(
                        "The email address contains invalid characters after the @-sign after IDNA encoding.");
            }
        }
        if (labels.length == 1) {
            return Optional.of("The part after the @-sign is not valid. It should have a period.");
        }
        if (!Character.isLetter(ascii.charAt(ascii.length() - 1))) {
            return Optional.of("The part after the @-sign is not valid. It is not within a valid top-level domain.");
        }
        boolean special = SPECIAL_USE.stream().anyMatch(name -> ascii.endsWith("." + name));
        return special
                ? Optional.of(
                        "The part after the @-sign is a special-use or reserved name that cannot be used with email.")
                : Optional.empty();
    }

    private static Optional<String> lengthFault(String address) {
        int length =
                Math.max(address.codePointCount(0, address.length()), address.getBytes(StandardCharsets.UTF_8).length);
        return length > 254
                ? Optional.of("The email address is too long " + tooMany(length - 254) + ".")
                : Optional.empty();
    }

    private static String tooMany(int number) {
        return "(" + number + " character" + (number > 1 ? "s" : "") + " too many)";
    }

    private static boolean isHostCharacter(int c) {
        return c >= 0x80 || c == '.' || c == '-' || Character.isLetterOrDigit(c);
    }

    private static Optional<String> unsafe(String text) {
        return list(text, c -> switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> true;
                    default -> false;
                })
                .map(list -> "The email address contains unsafe characters: " + list + ".");
    }

    private static Optional<String> list(String text, IntPredicate bad) {
        TreeSet<String> shown = new TreeSet<>();
        text.codePoints().filter(bad).forEach(c -> shown.add(display(c)));
        return shown.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", shown));
    }

    private static String display(int c) {
        if (c == '\\') {
            return "\"\\\"";
        }
        if (Character.isISOControl(c)) {
            return String.format("U+%04X", c);
        }
        String name = Character.getName(c);
        boolean invisible = Character.isSpaceChar(c) || Character.getType(c) == Character.FORMAT;
        return invisible && name != null ? name : PythonText.repr(Character.toString(c));
    }
}
