package ai.invoke.release.pypi.attestation.bundle;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.attestation.statement.Statement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Attestations as files: {@code <file>.publish.attestation}, the name that PyPI's own tools use, {@code <file>.<anything>.attestation} and
 * {@code <file>.attestation}.
 */
public final class AttestationFiles {

    private static final String SUFFIX = ".attestation";
    private static final String PUBLISH = ".publish" + SUFFIX;
    private static final String PROVENANCE = ".provenance" + SUFFIX;

    private AttestationFiles() {}

    /**
     * What lies in a folder about a file. Form, file name and digest are checked; signatures are not.
     *
     * @param folder where to look
     * @param name the file's name
     * @param sha256 its digest
     * @return the file with its attestations, perhaps none
     * @throws ProjectException when one of them is about something else, or PyPI would not take them; says all reasons
     * @throws EnvironmentException when the folder cannot be read
     */
    public static AttestedFile find(Path folder, String name, String sha256) {
        List<Attestation> attestations = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path file : list(folder, name)) {
            try {
                Attestation attestation = read(file);
                problems.addAll(new AttestedFile(name, sha256, List.of(attestation))
                        .objections().stream().map(why -> unusable(file, why)).toList());
                attestations.add(attestation);
            } catch (MalformedJsonException e) {
                problems.add(unusable(file, String.valueOf(e.getMessage())));
            }
        }
        AttestedFile found = new AttestedFile(name, sha256, attestations);
        if (problems.isEmpty()) {
            found.objections().forEach(why -> problems.add(unusable(folder.resolve(name), why)));
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return found;
    }

    /**
     * What was kept in a folder about a file. Attestations of earlier bytes under the same name are passed over.
     *
     * @param folder where {@link #keep} put them
     * @param name the file's name
     * @param sha256 its digest
     * @return the attestations by their files
     * @throws ProjectException when one of them cannot be read
     */
    public static Map<Path, Attestation> kept(Path folder, String name, String sha256) {
        Map<Path, Attestation> kept = new TreeMap<>();
        for (Path file : list(folder, name)) {
            try {
                Attestation attestation = read(file);
                if (attestation.statement().sha256().equals(sha256)) {
                    kept.put(file, attestation);
                }
            } catch (MalformedJsonException e) {
                throw new ProjectException(unusable(file, String.valueOf(e.getMessage())));
            }
        }
        return kept;
    }

    private static List<Path> list(Path folder, String name) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isAbout(file.getFileName().toString(), name))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot look for attestations: " + e).at(Location.of(folder.toString())), e);
        }
    }

    private static boolean isAbout(String attestation, String name) {
        return attestation.startsWith(name + ".") && attestation.endsWith(SUFFIX);
    }

    private static Attestation read(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > Attestation.MAX_BYTES) {
                throw new MalformedJsonException("a file of at most " + Attestation.MAX_BYTES + " bytes is expected");
            }
            return Attestation.read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read the attestation: " + e).at(Location.of(file.toString())), e);
        }
    }

    private static Problem unusable(Path file, String why) {
        return Problem.of("the attestation cannot be used: " + why)
                .at(Location.of(file.toString()))
                .next("remove it or make it again, or publish without attestations: -Dinvokeai.attestations=none");
    }

    /**
     * Writes an attestation, whole or not at all, under the name that says its type.
     *
     * @param folder made when it is not there
     * @param name the attested file's name
     * @param attestation the attestation
     */
    public static void keep(Path folder, String name, Attestation attestation) {
        boolean publish = attestation.statement().predicateType().equals(Statement.PUBLISH);
        AtomicFile.write(
                folder.resolve(name + (publish ? PUBLISH : PROVENANCE)),
                (attestation.json() + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
