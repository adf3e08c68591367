package ai.invoke.release.pypi.trust;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Makes tokens of the shape that warehouse makes; their signature is no signature. */
public final class TestToken {

    private TestToken() {}

    public static String of(String location, String... caveats) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(2);
        field(out, 1, location.getBytes(StandardCharsets.UTF_8));
        field(out, 2, "a5ad8e6c-3a27-4a2a-8e2c-3a274a2a8e2c".getBytes(StandardCharsets.UTF_8));
        out.write(0);
        for (String caveat : caveats) {
            field(out, 2, caveat.getBytes(StandardCharsets.UTF_8));
            out.write(0);
        }
        out.write(0);
        field(out, 6, "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
        return "pypi-" + Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
    }

    private static void field(ByteArrayOutputStream out, int type, byte[] data) {
        out.write(type);
        int length = data.length;
        while (length > 0x7f) {
            out.write(length & 0x7f | 0x80);
            length >>= 7;
        }
        out.write(length);
        out.writeBytes(data);
    }
}
