package ai.invoke.release.maven;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/** Stands in for {@link System#out} while a board is shown, and lets others' lines appear above it. */
final class OutputAboveBoard extends OutputStream {

    private final PrintStream original;
    private final LiveBoard board;
    private boolean halfLine;

    OutputAboveBoard(PrintStream original, LiveBoard board) {
        this.original = original;
        this.board = board;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return;
        }
        // While half a line stands there the board stays away: it would overwrite it.
        if (!halfLine) {
            board.hide();
        }
        original.write(bytes, offset, length);
        original.flush();
        halfLine = bytes[offset + length - 1] != '\n';
        if (!halfLine) {
            board.show();
        }
    }

    @Override
    public void flush() {
        original.flush();
    }
}
