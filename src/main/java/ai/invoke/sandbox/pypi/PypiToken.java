package ai.invoke.sandbox.pypi;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/**
 * API tokens in PyPI's form, a macaroon of version 2 behind {@code pypi-}, so that tools that look into a token (its
 * index is readable) see what they expect, and never take one for a token of the real index. Good for the sandbox only.
 */
public final class PypiToken {

    private PypiToken() {}

    /**
     * A new token.
     *
     * @param index {@code pypi} or {@code testpypi}
     * @return the token
     */
    public static String create(String index) {
        byte[] signature = new byte[32];
        new SecureRandom().nextBytes(signature);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(2);
        field(bytes, 1, (index + ".localhost").getBytes(StandardCharsets.UTF_8));
        field(bytes, 2, UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        field(bytes, 2, "[3,\"00000000-0000-0000-0000-000000000001\"]".getBytes(StandardCharsets.UTF_8));
        bytes.write(0);
        bytes.write(0);
        field(bytes, 6, signature);
        return "pypi-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    private static void field(ByteArrayOutputStream bytes, int type, byte[] value) {
        bytes.write(type);
        bytes.write(value.length);
        bytes.writeBytes(value);
    }
}
