package ai.invoke.release.maven;

import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Standard output as it leaves this process. {@link System#out} is not that: Maven 4 makes lines of its log of what a plugin writes there,
 * {@code [INFO] [stdout] …}, and {@code -l} a file.
 */
public final class StandardOutput {

    private StandardOutput() {}

    /**
     * For a CI service, which knows a command by the beginning of its line.
     *
     * @return in UTF-8; to be flushed, not closed
     */
    public static PrintStream forCi() {
        return in(StandardCharsets.UTF_8);
    }

    /**
     * For a terminal, where a line is written over.
     *
     * @return in its charset; to be flushed, not closed
     */
    static PrintStream forTerminal() {
        return in(terminalCharset());
    }

    static Charset terminalCharset() {
        return Optional.ofNullable(System.console()).map(Console::charset).orElseGet(Charset::defaultCharset);
    }

    private static PrintStream in(Charset charset) {
        return new PrintStream(new FileOutputStream(FileDescriptor.out), false, charset);
    }
}
