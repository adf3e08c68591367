package ai.invoke.release.version;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The corpora's tables: tab-separated, a header line, backslash escapes. */
public final class Tsv {

    private Tsv() {}

    public static List<List<String>> read(String resource) {
        try (InputStream in = Tsv.class.getResourceAsStream("/corpora/" + resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no test resource " + resource);
            }
            List<List<String>> rows = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                rows.add(Arrays.stream(line.split("\t", -1)).map(Tsv::unescape).toList());
            }
            return rows.subList(1, rows.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String unescape(String cell) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cell.length(); i++) {
            char c = cell.charAt(i);
            if (c != '\\') {
                text.append(c);
            } else if (cell.charAt(i + 1) == '\\') {
                text.append('\\');
                i++;
            } else if (cell.charAt(i + 1) == 'u') {
                text.append((char) Integer.parseInt(cell, i + 2, i + 6, 16));
                i += 5;
            } else {
                throw new IllegalArgumentException("odd escape in " + cell);
            }
        }
        return text.toString();
    }
}
