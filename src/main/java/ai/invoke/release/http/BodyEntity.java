package ai.invoke.release.http;

import ai.invoke.release.console.Progress;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** A body on its way: moves the progress and remembers whether the last byte left. */
final class BodyEntity extends AbstractHttpEntity {

    private final Body body;
    private final Progress progress;
    private volatile boolean whole;

    BodyEntity(Body body, Progress progress) {
        super(ContentType.parse(body.contentType()), null, false);
        this.body = body;
        this.progress = progress;
    }

    /** Whether the last byte was handed to the connection, so that the server may hold the whole request. */
    boolean whole() {
        return whole;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public long getContentLength() {
        return body.length();
    }

    @Override
    public InputStream getContent() {
        throw new UnsupportedOperationException("a body is written, not read");
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        body.writeTo(new FilterOutputStream(out) {
            @Override
            public void write(int b) throws IOException {
                out.write(b);
                progress.advance(1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                progress.advance(length);
            }
        });
        whole = true;
    }

    @Override
    public boolean isStreaming() {
        return true;
    }

    @Override
    public void close() {}
}
