package ai.invoke.release.dist.metadata.value;

import ai.invoke.release.text.PythonText;
import java.util.ArrayList;
import java.util.List;

/**
 * The addresses in {@code Author-email} and {@code Maintainer-email}, taken apart as Python's {@code email.utils} does:
 * {@code Ada <ada@example.org>, "B, C" <bc@example.org>, d@example.org (D)}.
 */
final class AddressList {

    private static final String SPECIALS = "()<>@,:;.\"[]";
    private static final String BLANKS = " \t\r\n";
    private static final String ATOM_ENDS = SPECIALS + BLANKS;
    private static final String PHRASE_ENDS = ATOM_ENDS.replace(".", "");

    private final String field;
    private int pos;

    private AddressList(String field) {
        this.field = field;
    }

    /**
     * The bare addresses.
     *
     * @param field the value of the field
     * @return in order; as in Python a name without an address counts as one, and nothing where one was expected is empty
     */
    static List<String> of(String field) {
        AddressList list = new AddressList(field);
        List<String> result = new ArrayList<>();
        while (list.pos < field.length()) {
            int before = list.pos;
            List<String> found = list.address();
            result.addAll(found.isEmpty() ? List.of("") : found);
            if (list.pos == before) {
                list.pos++;
            }
        }
        return result;
    }

    private boolean more() {
        return pos < field.length();
    }

    private boolean in(String characters) {
        return characters.indexOf(field.charAt(pos)) >= 0;
    }

    /** One address, or all of a group; groups stand in groups as deep as anybody likes, so they are counted. */
    private List<String> address() {
        List<String> found = new ArrayList<>();
        int groups = 0;
        do {
            int before = pos;
            skip();
            if (groups > 0 && more() && in(";")) {
                pos++;
                groups--;
                comma();
            } else if (opensGroup(found)) {
                groups++;
            } else {
                comma();
            }
            if (pos == before) {
                break;
            }
        } while (groups > 0 && more());
        return found;
    }

    private boolean opensGroup(List<String> found) {
        int start = pos;
        List<String> words = phrase();
        skip();
        if (!more()) {
            words.stream().findFirst().ifPresent(found::add);
        } else if (in(".@")) {
            pos = start;
            found.add(spec());
        } else if (in(":")) {
            pos++;
            return true;
        } else if (in("<")) {
            found.add(route());
        } else if (!words.isEmpty()) {
            found.add(words.get(0));
        } else if (in(SPECIALS)) {
            pos++;
        }
        return false;
    }

    private void comma() {
        skip();
        if (more() && in(",")) {
            pos++;
        }
    }

    private String skip() {
        StringBuilder blanks = new StringBuilder();
        while (more()) {
            if (in(BLANKS)) {
                if (!in("\r\n")) {
                    blanks.append(field.charAt(pos));
                }
                pos++;
            } else if (in("(")) {
                delimited(")", true);
            } else {
                break;
            }
        }
        return blanks.toString();
    }

    private String route() {
        boolean domainNext = false;
        pos++;
        skip();
        String address = "";
        while (more()) {
            if (domainNext) {
                domain();
                domainNext = false;
            } else if (in(">")) {
                pos++;
                break;
            } else if (in("@")) {
                pos++;
                domainNext = true;
            } else if (in(":")) {
                pos++;
            } else {
                address = spec();
                pos++;
                break;
            }
            skip();
        }
        return address;
    }

    /** Python takes an atom of other blanks than those of a mail for one of these, which count for nothing at the end. */
    private static void dropBlank(StringBuilder text, String blanks, String last) {
        if (blanks.isEmpty() && PythonText.strip(last).isEmpty()) {
            text.setLength(text.length() - last.length());
        }
    }

    private String spec() {
        StringBuilder text = new StringBuilder();
        String blanks = "";
        String last = "";
        skip();
        while (more()) {
            if (in(".")) {
                dropBlank(text, blanks, last);
                last = "";
                text.append('.');
                pos++;
                skip();
                blanks = "";
                continue;
            }
            if (in("\"")) {
                last = "";
                String quoted = delimited("\"", false);
                text.append(blanks)
                        .append('"')
                        .append(quoted.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            } else if (in(ATOM_ENDS)) {
                dropBlank(text, blanks, last);
                break;
            } else {
                last = atom(ATOM_ENDS);
                text.append(blanks).append(last);
            }
            blanks = skip();
        }
        if (!more() || !in("@")) {
            return text + (more() ? "" : blanks);
        }
        pos++;
        skip();
        String domain = domain();
        return domain.isEmpty() ? "" : text + "@" + domain;
    }

    private String domain() {
        StringBuilder text = new StringBuilder();
        while (more()) {
            if (in(" \t")) {
                pos++;
            } else if (in("(")) {
                delimited(")", true);
            } else if (in("[")) {
                text.append('[').append(delimited("]", false)).append(']');
            } else if (in(".")) {
                pos++;
                text.append('.');
            } else if (in("@")) {
                return "";
            } else if (in(ATOM_ENDS)) {
                break;
            } else {
                text.append(atom(ATOM_ENDS));
            }
        }
        return text.toString();
    }

    /** What stands between two delimiters. A comment may hold others, as deep as anybody likes, so they are counted. */
    private String delimited(String end, boolean comments) {
        StringBuilder text = new StringBuilder();
        int open = 1;
        pos++;
        while (more() && open > 0) {
            if (in(end + "\r")) {
                open--;
                pos++;
            } else if (comments && in("(")) {
                open++;
                pos++;
            } else {
                if (in("\\")) {
                    pos++;
                }
                if (more()) {
                    text.append(field.charAt(pos));
                    pos++;
                }
            }
        }
        return text.toString();
    }

    private String atom(String ends) {
        int start = pos;
        while (more() && !in(ends)) {
            pos++;
        }
        return field.substring(start, pos);
    }

    private List<String> phrase() {
        List<String> words = new ArrayList<>();
        while (more()) {
            if (in(BLANKS)) {
                pos++;
            } else if (in("\"")) {
                words.add(delimited("\"", false));
            } else if (in("(")) {
                delimited(")", true);
            } else if (in(PHRASE_ENDS)) {
                break;
            } else {
                words.add(atom(PHRASE_ENDS));
            }
        }
        return words;
    }
}
