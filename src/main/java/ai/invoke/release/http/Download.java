package ai.invoke.release.http;

import ai.invoke.release.digest.RunningDigest;
import ai.invoke.release.file.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that is either whole or not there: written beside its place, moved when finished, else removed. */
final class Download implements AutoCloseable {

    private final Path target;
    private final Path part;
    private final OutputStream out;
    private final RunningDigest digest = RunningDigest.sha256();
    private long size;

    Download(Path target) throws LocalFileException {
        this.target = target;
        this.part = AtomicFile.draft(target);
        try {
            this.out = Files.newOutputStream(part);
        } catch (IOException e) {
            throw new LocalFileException("cannot write", part, e);
        }
    }

    long size() {
        return size;
    }

    void write(byte[] bytes, int length) throws LocalFileException {
        try {
            out.write(bytes, 0, length);
        } catch (IOException e) {
            throw new LocalFileException("cannot write", part, e);
        }
        digest.update(bytes, 0, length);
        size += length;
    }

    SavedFile finish() throws LocalFileException {
        try {
            out.close();
            AtomicFile.place(part, target);
        } catch (IOException e) {
            throw new LocalFileException("cannot write", target, e);
        }
        return new SavedFile(target, size, digest.finishHex());
    }

    @Override
    public void close() throws LocalFileException {
        try {
            out.close();
            Files.deleteIfExists(part);
        } catch (IOException e) {
            throw new LocalFileException("cannot remove", part, e);
        }
    }
}
