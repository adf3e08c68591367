package ai.invoke.release.build.dist;

import ai.invoke.release.dist.metadata.value.ProjectName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A package that took part in a build.
 *
 * @param name normalised name
 * @param version its version
 * @param sha256 the digest of its wheel, as the index showed it; empty when it showed none
 */
public record BuildRequirement(String name, String version, Optional<String> sha256) {

    private static final String INSTALLED = " Successfully installed ";
    private static final String CHOSEN = " Added ";
    private static final String DIGEST = "#sha256=";
    private static final int DIGITS = 64;

    /**
     * What pip says in the log that it keeps at {@code PIP_LOG}. build removes its environment after a success, so that nothing but
     * this log knows what was in it.
     *
     * @param log the log of one or more installations
     * @return each package once, sorted; empty when there is no such file
     * @throws IOException when it cannot be read
     */
    static List<BuildRequirement> installed(Path log) throws IOException {
        if (!Files.isRegularFile(log)) {
            return List.of();
        }
        Map<String, String> digests = new HashMap<>();
        SortedMap<String, BuildRequirement> found = new TreeMap<>();
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            lines.forEach(line -> {
                if (line.contains(CHOSEN)) {
                    remember(line, digests);
                }
                int start = line.indexOf(INSTALLED);
                if (start >= 0) {
                    for (String word :
                            line.substring(start + INSTALLED.length()).split(" ", -1)) {
                        int dash = word.lastIndexOf('-');
                        if (dash > 0) {
                            String name = ProjectName.normalize(word.substring(0, dash));
                            String version = word.substring(dash + 1);
                            found.put(name + "==" + version, new BuildRequirement(name, version, Optional.empty()));
                        }
                    }
                }
            });
        }
        return found.values().stream()
                .map(one -> new BuildRequirement(
                        one.name(), one.version(), Optional.ofNullable(digests.get(one.toString()))))
                .toList();
    }

    /** {@code Added flit_core>=3 from https://…/flit_core-3.9.0-py3-none-any.whl#sha256=… to build tracker '…'}. */
    private static void remember(String line, Map<String, String> digests) {
        int end = line.indexOf(DIGEST);
        int digest = end + DIGEST.length();
        if (end < 0 || line.length() < digest + DIGITS) {
            return;
        }
        String[] parts = line.substring(line.lastIndexOf('/', end) + 1, end).split("-", 3);
        if (parts.length == 3 && parts[2].endsWith(".whl")) {
            digests.put(
                    ProjectName.normalize(parts[0]) + "==" + parts[1].replace("%2B", "+"),
                    line.substring(digest, digest + DIGITS));
        }
    }

    /** In the form of pip. */
    @Override
    public String toString() {
        return name + "==" + version;
    }
}
