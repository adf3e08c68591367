package ai.invoke.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MultipartReaderTest {

    /** Gives bytes in pieces of any size, as a network does. */
    private static final class Drops extends InputStream {

        private final ByteArrayInputStream bytes;
        private final Random random;

        Drops(byte[] bytes, Random random) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.random = random;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return bytes.read(buffer, offset, Math.min(length, 1 + random.nextInt(5000)));
        }
    }

    private static byte[] part(String name, byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(("--XX\r\nContent-Disposition: form-data; name=\"" + name + "\"; filename=\"f\"\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        out.write(content);
        out.write("\r\n".getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    @Test
    void contentThatLooksLikeABoundaryComesThroughUnchanged() throws IOException {
        Random random = new Random(7);
        byte[] alphabet = "\r\n--XXab".getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 60; round++) {
            byte[] content = new byte[random.nextInt(400_000)];
            for (int i = 0; i < content.length; i++) {
                content[i] = alphabet[random.nextInt(alphabet.length)];
            }
            // The delimiter itself must not occur in content; a client would choose another one.
            String text = new String(content, StandardCharsets.US_ASCII).replace("\r\n--XX", "\r\n--XY");
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            ByteArrayOutputStream form = new ByteArrayOutputStream();
            form.write(part("first", bytes));
            form.write(part("second", new byte[0]));
            form.write("--XX--\r\n".getBytes(StandardCharsets.UTF_8));
            MultipartReader reader = MultipartReader.of(
                            new Drops(form.toByteArray(), random), "multipart/form-data; boundary=XX")
                    .orElseThrow();
            boolean skip = round % 5 == 0;
            MultipartReader.Part first = reader.next().orElseThrow();
            if (!skip) {
                assertThat(first.bytes().readAllBytes()).isEqualTo(bytes);
            }
            MultipartReader.Part second = reader.next().orElseThrow();
            assertThat(second.name()).isEqualTo("second");
            assertThat(second.bytes().readAllBytes()).isEmpty();
            assertThat(reader.next()).isEmpty();
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void namesAreReadQuotedAndPlain() throws IOException {
        String form =
                "--XX\r\ncontent-type: text/x\r\nContent-Disposition: form-data; name=plain; filename=\"a \\\"b\\\".whl\""
                        + "\r\n\r\nhello\r\n--XX--";
        MultipartReader.Part part = MultipartReader.of(
                        new ByteArrayInputStream((form + "\r\n").getBytes(StandardCharsets.UTF_8)),
                        "multipart/form-data; boundary=\"XX\"")
                .orElseThrow()
                .next()
                .orElseThrow();
        assertThat(part.name()).isEqualTo("plain");
        assertThat(part.fileName()).isEqualTo(Optional.of("a \"b\".whl"));
        assertThat(part.type()).isEqualTo(Optional.of("text/x"));
        assertThat(part.bytes().readAllBytes()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void truncatedFormIsAnError() throws IOException {
        MultipartReader reader = MultipartReader.of(
                        new ByteArrayInputStream(part("first", new byte[] {1, 2, 3})),
                        "multipart/form-data; boundary=XX")
                .orElseThrow();
        MultipartReader.Part first = reader.next().orElseThrow();
        assertThatThrownBy(() -> {
                    first.bytes().readAllBytes();
                    reader.next();
                })
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("ends before its closing boundary");
    }

    @Test
    void anythingElseIsNotAForm() {
        InputStream nothing = InputStream.nullInputStream();
        assertThat(MultipartReader.of(nothing, "application/json")).isEmpty();
        assertThat(MultipartReader.of(nothing, "multipart/form-data")).isEmpty();
        assertThat(MultipartReader.of(nothing, "multipart/form-data; boundary=" + "x".repeat(300)))
                .isEmpty();
    }
}
