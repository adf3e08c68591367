package ai.invoke.release.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * What a request carries. Its length is known before the first byte leaves, because PyPI and GitHub refuse chunked
 * uploads, and it can be written again from the start, because a request may be repeated.
 */
public sealed interface Body permits Body.Bytes, FileBody, Multipart {

    /**
     * The value of {@code Content-Type}.
     *
     * @return the media type with its parameters
     */
    String contentType();

    /**
     * The value of {@code Content-Length}.
     *
     * @return the length in bytes
     */
    long length();

    /**
     * Writes all bytes, from the first one, each time it is called.
     *
     * @param out where to write; not closed
     * @throws FileChangedException when a file is no longer what it was; the last bytes are then held back, so that the
     *     server never gets a whole request
     * @throws IOException when reading or writing failed
     */
    void writeTo(OutputStream out) throws IOException;

    /** A small body in memory. */
    final class Bytes implements Body {

        private final String contentType;
        private final byte[] content;

        /**
         * Creates a body.
         *
         * @param contentType the media type
         * @param content the bytes; copied, so that nobody changes them between two attempts
         */
        public Bytes(String contentType, byte[] content) {
            this.contentType = contentType;
            this.content = content.clone();
        }

        @Override
        public String contentType() {
            return contentType;
        }

        @Override
        public long length() {
            return content.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(content);
        }

        /** The size only: a body may hold a token. */
        @Override
        public String toString() {
            return "Bytes[" + contentType + ", " + content.length + " bytes]";
        }
    }

    /**
     * A JSON text.
     *
     * @param json the text
     * @return the body in UTF-8
     */
    static Body json(String json) {
        return new Bytes("application/json", json.getBytes(StandardCharsets.UTF_8));
    }
}
