package ai.invoke.release.dist.zip;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A member's name as it stands in a header.
 *
 * @param text decoded as UTF-8; when it is not UTF-8, one character a byte (so that equal names stay equal)
 * @param coding how the bytes and the UTF-8 flag (bit 11) fit together
 */
public record EntryName(String text, Coding coding) {

    /** How a name is coded. */
    public enum Coding {
        /** ASCII only: every reader agrees. */
        ASCII,
        /** UTF-8 and says so. */
        UTF8,
        /** UTF-8, but the header says code page 437. */
        UTF8_UNMARKED,
        /** Not UTF-8 at all. */
        OTHER
    }

    /** Decodes a name. */
    static EntryName of(byte[] raw, int flags) {
        boolean ascii = true;
        for (byte b : raw) {
            if (b < 0) {
                ascii = false;
                break;
            }
        }
        if (ascii) {
            return new EntryName(new String(raw, StandardCharsets.US_ASCII), Coding.ASCII);
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(raw))
                    .toString();
            return new EntryName(text, (flags & ZipHeaders.FLAG_UTF8) != 0 ? Coding.UTF8 : Coding.UTF8_UNMARKED);
        } catch (CharacterCodingException notUtf8) {
            return new EntryName(new String(raw, StandardCharsets.ISO_8859_1), Coding.OTHER);
        }
    }

    /**
     * The bytes, for people.
     *
     * @return lower-case hex
     */
    public String hex() {
        return HexFormat.of()
                .formatHex(
                        text.getBytes(coding == Coding.OTHER ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
    }

    /** Whether two headers hold the same bytes. */
    boolean sameBytes(EntryName other) {
        return text.equals(other.text) && (coding == Coding.OTHER) == (other.coding == Coding.OTHER);
    }
}
