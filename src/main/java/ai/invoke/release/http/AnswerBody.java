package ai.invoke.release.http;

import ai.invoke.release.text.LetterCase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the body of an answer, which may be compressed, longer than anybody asked for, or without an end. */
final class AnswerBody {

    private AnswerBody() {}

    /** There is more than the request allows. */
    static final class TooLargeException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Reads all of it.
     *
     * @param raw as it comes
     * @param encoding the header {@code Content-Encoding}
     * @param limit in bytes, after decoding
     * @throws TooLargeException when there is more
     */
    static byte[] whole(InputStream raw, @Nullable String encoding, long limit) throws IOException {
        InputStream in = decoded(raw, encoding);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        byte[] chunk = new byte[8 * 1024];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            if (body.size() + n > limit) {
                throw new TooLargeException();
            }
            body.write(chunk, 0, n);
        }
        return body.toByteArray();
    }

    /**
     * Reads what comes after a status that says enough: as much of it as comes soon. The exchange ends here in any case.
     *
     * @param raw as it comes
     * @param encoding the header {@code Content-Encoding}; words in one that nobody asked for and that is not known are none
     * @param limit in bytes, after decoding
     * @param cancel ends the exchange: otherwise closing the response would first read the rest of a body that may never end
     * @param brokeOff is told when it ended too early, with what was read before
     */
    static byte[] words(
            InputStream raw, @Nullable String encoding, long limit, Runnable cancel, Consumer<String> brokeOff) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try {
            InputStream in = isReadable(encoding) ? decoded(raw, encoding) : InputStream.nullInputStream();
            byte[] chunk = new byte[8 * 1024];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                int fitting = (int) Math.min(n, limit - body.size());
                body.write(chunk, 0, fitting);
                if (fitting < n) {
                    cancel.run();
                    return body.toByteArray();
                }
            }
        } catch (IOException e) {
            cancel.run();
            brokeOff.accept("the body broke off after " + body.size() + " bytes: " + e);
        }
        return body.toByteArray();
    }

    private static boolean isReadable(@Nullable String encoding) {
        return encoding == null
                || Set.of("", "identity", "gzip", "x-gzip", "deflate").contains(LetterCase.lower(encoding.strip()));
    }

    /** Some servers compress what nobody asked them to. */
    private static InputStream decoded(InputStream in, @Nullable String encoding) throws IOException {
        String name = encoding == null ? "" : LetterCase.lower(encoding.strip());
        return switch (name) {
            case "gzip", "x-gzip" -> {
                PushbackInputStream start = new PushbackInputStream(in, 2);
                byte[] magic = start.readNBytes(2);
                start.unread(magic);
                boolean compressed = magic.length == 2 && magic[0] == 0x1f && (magic[1] & 0xff) == 0x8b;
                yield compressed ? new GZIPInputStream(start) : start;
            }
            case "deflate" -> new InflaterInputStream(in);
            default -> in;
        };
    }
}
