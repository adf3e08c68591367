package ai.invoke.release.installer;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code SHA256SUMS} beside the installers, as {@code sha256sum --check} reads it. It is also the memory of what an
 * earlier run made: an installer of an earlier version that lay beside the new one could get released with it.
 */
public final class Sha256Sums {

    /** The file's name. */
    public static final String NAME = "SHA256SUMS";

    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  ([^/\\\\]+\\.zip)");

    /** Far above any real one, in bytes. */
    private static final int MAX_LENGTH = 1024 * 1024;

    private final Path folder;

    /**
     * The sums of one folder.
     *
     * @param folder where the installers are
     */
    public Sha256Sums(Path folder) {
        this.folder = folder;
    }

    /**
     * Names the installers of the last run and forgets those of earlier ones: their zips are deleted.
     *
     * @param installers all installers of this run, in this folder
     * @return the file
     */
    public Path write(List<AssembledInstaller> installers) {
        SortedMap<String, String> now = new TreeMap<>();
        installers.forEach(installer -> now.put(String.valueOf(installer.path().getFileName()), installer.sha256()));
        try {
            for (String earlier : digests(text()).keySet()) {
                if (!now.containsKey(earlier)) {
                    Files.deleteIfExists(folder.resolve(earlier));
                }
            }
            return replace(now);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot write " + folder.resolve(NAME) + ": " + e), e);
        }
    }

    /**
     * Names one installer more, before it takes its place: when a run ends between the first and the last of several, the
     * next one knows what it left.
     *
     * @param name of the file in this folder
     * @param sha256 its digest
     * @throws IOException when it cannot be written
     */
    void announce(String name, String sha256) throws IOException {
        SortedMap<String, String> all = digests(text());
        all.put(name, sha256);
        replace(all);
    }

    private Path replace(SortedMap<String, String> digests) throws IOException {
        Path file = folder.resolve(NAME);
        StringBuilder text = new StringBuilder();
        digests.forEach(
                (name, sha256) -> text.append(sha256).append("  ").append(name).append('\n'));
        AtomicFile.make(file, draft -> Files.writeString(draft, text));
        return file;
    }

    /** Deletes the installers of the last run, and this file. */
    public void forget() {
        try {
            for (String earlier : digests(text()).keySet()) {
                Files.deleteIfExists(folder.resolve(earlier));
            }
            Files.deleteIfExists(folder.resolve(NAME));
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot delete the installers in " + folder + ": " + e), e);
        }
    }

    /**
     * The installers that the last run made.
     *
     * @return file names in this folder; empty when there was no run
     * @throws IOException when the file is there and cannot be read
     * @throws ProjectException when it is not as it was written: an installer that it no longer names must not go on untried
     */
    public List<String> read() throws IOException {
        String text = text();
        SortedMap<String, String> digests = digests(text);
        if (digests.size() != text.lines().count() || text.length() > MAX_LENGTH) {
            throw new ProjectException(Problem.of("is not as assemble-installer wrote it")
                    .at(Location.of(folder.resolve(NAME).toString()))
                    .next("mvn invokeai-release:assemble-installer"));
        }
        return List.copyOf(digests.keySet());
    }

    private String text() throws IOException {
        Path file = folder.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            return "";
        }
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_LENGTH + 1), StandardCharsets.UTF_8);
        }
    }

    private static SortedMap<String, String> digests(String text) {
        SortedMap<String, String> digests = new TreeMap<>();
        text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .forEach(line -> digests.put(line.group(2), line.group(1)));
        return digests;
    }
}
