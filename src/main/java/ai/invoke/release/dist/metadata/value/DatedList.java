package ai.invoke.release.dist.metadata.value;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A list that ships with the plugin: lines {@code # key: value} say where it comes from, all others hold tab separated
 * cells. {@code src/bench/python/refresh_lists.py} writes them.
 */
record DatedList(Map<String, String> head, List<List<String>> rows) {

    static DatedList read(String name) {
        try (InputStream in = Objects.requireNonNull(DatedList.class.getResourceAsStream(name), name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Map<String, String> head = new HashMap<>();
            List<List<String>> rows = new ArrayList<>();
            String line = lines.readLine();
            while (line != null) {
                if (line.startsWith("# ")) {
                    int colon = line.indexOf(": ");
                    head.put(line.substring(2, colon), line.substring(colon + 2));
                } else {
                    rows.add(List.of(line.split("\t", -1)));
                }
                line = lines.readLine();
            }
            return new DatedList(Map.copyOf(head), List.copyOf(rows));
        } catch (IOException e) {
            throw new UncheckedIOException("the plugin's own list " + name + " cannot be read", e);
        }
    }

    String head(String key) {
        return Objects.requireNonNull(head.get(key), key);
    }
}
