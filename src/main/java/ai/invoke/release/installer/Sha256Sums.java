package ai.invoke.release.installer;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code SHA256SUMS} beside the installers, as {@code sha256sum --check} reads it. It is also the memory of what an
 * earlier run made: an installer of an earlier version that lay beside the new one could get released with it.
 */
public final class Sha256Sums {

    /** The file's name. */
    public static final String NAME = "SHA256SUMS";

    private static final Pattern LINE = Pattern.compile("[0-9a-f]{64}  ([^/\\\\]+\\.zip)");

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
        Path file = folder.resolve(NAME);
        Set<String> now = installers.stream().map(Sha256Sums::fileName).collect(Collectors.toSet());
        String text = installers.stream()
                .sorted(Comparator.comparing(Sha256Sums::fileName))
                .map(installer -> installer.sha256() + "  " + fileName(installer) + "\n")
                .collect(Collectors.joining());
        try {
            for (String earlier : names(text())) {
                if (!now.contains(earlier)) {
                    Files.deleteIfExists(folder.resolve(earlier));
                }
            }
            Path part = folder.resolve("." + NAME + ".part");
            Files.writeString(part, text);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot write " + file + ": " + e), e);
        }
    }

    /** Deletes the installers of the last run, and this file. */
    public void forget() {
        try {
            for (String earlier : names(text())) {
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
        List<String> names = names(text);
        if (names.size() != text.lines().count() || text.length() > MAX_LENGTH) {
            throw new ProjectException(Problem.of("is not as assemble-installer wrote it")
                    .at(Location.of(folder.resolve(NAME).toString()))
                    .next("mvn invokeai-release:assemble-installer"));
        }
        return names;
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

    private static List<String> names(String text) {
        return text.lines()
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .toList();
    }

    private static String fileName(AssembledInstaller installer) {
        return String.valueOf(installer.path().getFileName());
    }
}
