package ai.invoke.release.approval.ssh;

import java.util.function.ObjIntConsumer;

/** A text file of OpenSSH's with a key on each line; blank lines and comments are passed over. */
final class KeyLines {

    /** More is no file that people keep, and costs time. */
    private static final int MAX_LINES = 10_000;

    private KeyLines() {}

    /**
     * Reads the lines in their order.
     *
     * @param text the file
     * @param reader takes a line without blanks around it, and its number from 1
     * @throws SshFormatException of the reader, with the number of the line, or when there are too many lines
     */
    static void read(String text, ObjIntConsumer<String> reader) {
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            String plain = line.strip();
            if (number > MAX_LINES) {
                throw new SshFormatException("more than " + MAX_LINES + " lines");
            }
            if (!plain.isEmpty() && !plain.startsWith("#")) {
                try {
                    reader.accept(plain, number);
                } catch (SshFormatException e) {
                    throw new SshFormatException("line " + number + ": " + e.getMessage(), e);
                }
            }
        }
    }
}
