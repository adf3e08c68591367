package ai.invoke.release.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An archive described in lines of words, so that whatever a fuzzer does to the lines, checksums, lengths and digests are
 * right unless a line says otherwise. A word has no blank; {@code \n}, {@code \s}, {@code \0}, {@code \e} (nothing at all)
 * and {@code \xHH} stand for what cannot be written. Words that are missing count as empty, numbers that are none as 0.
 */
final class Script {

    private Script() {}

    /** One line. */
    record Line(List<byte[]> words) {

        String verb() {
            return text(0);
        }

        byte[] bytes(int index) {
            return index < words.size() ? words.get(index) : new byte[0];
        }

        /** One character for each byte. */
        String text(int index) {
            return new String(bytes(index), StandardCharsets.ISO_8859_1);
        }

        String utf8(int index) {
            return new String(bytes(index), StandardCharsets.UTF_8);
        }

        long number(int index) {
            try {
                return Long.decode(text(index));
            } catch (NumberFormatException e) {
                return 0;
            }
        }

        int small(int index, int bound) {
            return (int) Math.floorMod(number(index), (long) bound);
        }
    }

    static List<Line> lines(byte[] input, int most) {
        List<Line> lines = new ArrayList<>();
        List<byte[]> words = new ArrayList<>();
        ByteArrayOutputStream word = new ByteArrayOutputStream();
        boolean begun = false;
        for (int i = 0; i <= input.length && lines.size() < most; i++) {
            int c = i == input.length ? '\n' : input[i] & 0xFF;
            if (c == ' ' || c == '\n') {
                if (begun) {
                    words.add(word.toByteArray());
                    word.reset();
                    begun = false;
                }
                if (c == '\n' && !words.isEmpty()) {
                    lines.add(new Line(List.copyOf(words)));
                    words.clear();
                }
                continue;
            }
            begun = true;
            if (c != '\\' || i + 1 >= input.length) {
                word.write(c);
                continue;
            }
            i++;
            switch (input[i]) {
                case 'n' -> word.write('\n');
                case 'r' -> word.write('\r');
                case 't' -> word.write('\t');
                case 's' -> word.write(' ');
                case '0' -> word.write(0);
                case 'e' -> {
                    // Nothing, for a word that is empty.
                }
                case 'x' -> {
                    int high = i + 1 < input.length ? Character.digit(input[i + 1], 16) : -1;
                    int low = i + 2 < input.length ? Character.digit(input[i + 2], 16) : -1;
                    if (high >= 0 && low >= 0) {
                        word.write(high << 4 | low);
                        i += 2;
                    }
                }
                default -> word.write(input[i]);
            }
        }
        return lines;
    }
}
