package ai.invoke.release.dist.rule;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Finds bytes that are not UTF-8. */
public final class Utf8 {

    private Utf8() {}

    /**
     * Where decoding fails.
     *
     * @param bytes a text, perhaps in UTF-8
     * @return the offset, from 0; empty when all is UTF-8
     */
    public static Optional<Integer> firstBadByte(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        return result.isError() ? Optional.of(in.position()) : Optional.empty();
    }

    /**
     * The text, with a replacement character for what is not UTF-8.
     *
     * @param bytes a text, perhaps in UTF-8
     * @return the text
     */
    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
