package ai.invoke.release.plan;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.text.LetterCase;
import java.util.regex.Pattern;

/**
 * What a human approves: the SHA-256 of the plan's bytes, shown and typed as its first digits.
 *
 * @param sha256 64 lower-case hex digits
 */
public record Fingerprint(String sha256) {

    /** How many hex digits are shown, and the fewest that a command accepts. */
    public static final int SHORT_LENGTH = 12;

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    /** Checks the form. */
    public Fingerprint {
        if (!HEX.matcher(sha256).matches()) {
            throw new IllegalArgumentException("64 lower-case hex digits are expected");
        }
    }

    /**
     * The fingerprint of some bytes.
     *
     * @param bytes the plan file's bytes
     * @return their fingerprint
     */
    public static Fingerprint of(byte[] bytes) {
        return new Fingerprint(Sha256.of(bytes));
    }

    /**
     * The form for people.
     *
     * @return the first 12 hex digits
     */
    public String shortForm() {
        return sha256.substring(0, SHORT_LENGTH);
    }

    /**
     * Whether what somebody typed means this plan.
     *
     * @param typed hex digits in any case, white space around them is ignored
     * @return true for any prefix of 12 to 64 digits
     */
    public boolean matches(String typed) {
        String prefix = LetterCase.lower(typed.strip());
        return prefix.length() >= SHORT_LENGTH && sha256.startsWith(prefix);
    }

    /** The short form. */
    @Override
    public String toString() {
        return shortForm();
    }
}
