package ai.invoke.release.approval.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Writes the binary form of SSH (RFC 4251, section 5). */
final class WireWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    WireWriter raw(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    WireWriter string(byte[] bytes) {
        out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        return raw(bytes);
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
