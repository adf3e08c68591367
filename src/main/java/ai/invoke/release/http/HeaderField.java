package ai.invoke.release.http;

/**
 * One line of a request's or an answer's head. Not the place for credentials: those are {@link Authorization}.
 *
 * @param name the field's name; compared without regard to case
 * @param value the field's value
 */
public record HeaderField(String name, String value) {

    /** Refuses what would smuggle a second header into the request (RFC 9110, section 5.5). */
    public HeaderField {
        if (name.isEmpty() || !name.chars().allMatch(HeaderField::isTokenCharacter)) {
            throw new IllegalArgumentException("not a header name: " + name);
        }
        if (value.chars().anyMatch(c -> c == '\r' || c == '\n' || c == 0)) {
            throw new IllegalArgumentException("the value of " + name + " holds a line break");
        }
    }

    private static boolean isTokenCharacter(int c) {
        return c > 0x20 && c < 0x7f && "()<>@,;:\\\"/[]?={}".indexOf(c) < 0;
    }
}
