package ai.invoke.release.goal.publish;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.upload.DistributionName;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of one version of one project, out of whatever somebody named.
 *
 * @param files wheels and sdists
 * @param leftOut the other files by name, each with the reason
 */
record DistFiles(List<Path> files, Map<String, String> leftOut) {

    private static final String UNREADABLE = "";

    /**
     * Chooses.
     *
     * @param named folders and files
     * @param project the project to take, when there are several
     * @param version the version to take, when there are several
     * @return what is to be uploaded
     * @throws ProjectException when there is nothing, or more than one release to choose from
     */
    static DistFiles of(List<Path> named, Optional<String> project, Optional<String> version) {
        Map<String, String> leftOut = new LinkedHashMap<>();
        Map<String, List<Path>> releases = new TreeMap<>();
        for (Path file : files(named)) {
            String name = file.getFileName().toString();
            Optional<DistributionName> known = DistributionName.of(name);
            if (known.filter(release -> !matches(release, project, version)).isPresent()) {
                leftOut.put(name, "it belongs to " + known.get());
            } else if (known.isPresent() || isDistribution(name)) {
                // The rules say what is wrong with a name that cannot be read.
                releases.computeIfAbsent(
                                known.map(DistributionName::toString).orElse(UNREADABLE), key -> new ArrayList<>())
                        .add(file);
            } else if (!name.endsWith(".attestation")) {
                // An attestation goes with its file, or stays with it.
                leftOut.put(name, reason(name));
            }
        }
        List<String> choice = releases.keySet().stream()
                .filter(release -> !release.equals(UNREADABLE))
                .toList();
        if (choice.size() > 1) {
            throw new ProjectException(Problem.of(
                            "there are files of more than one release: " + String.join(", ", choice))
                    .at(Location.of(String.valueOf(named.get(0))))
                    .next("choose one with -Dinvokeai.project=" + choice.get(0).replace(" ", " -Dinvokeai.version=")));
        }
        List<Path> chosen =
                releases.values().stream().flatMap(List::stream).sorted().toList();
        if (chosen.isEmpty()) {
            String others = leftOut.isEmpty() ? "" : "; left out: " + lines(leftOut);
            throw new ProjectException(Problem.of("there is neither a wheel nor a .tar.gz sdist"
                            + (project.isPresent() || version.isPresent() ? " of the chosen release" : "") + others)
                    .at(Location.of(String.valueOf(named.get(0))))
                    .next("build the distributions first, or name another folder with -Dinvokeai.dist"));
        }
        return new DistFiles(chosen, leftOut);
    }

    private static String lines(Map<String, String> leftOut) {
        List<String> lines = new ArrayList<>();
        leftOut.forEach((name, why) -> lines.add(name + " (" + why + ")"));
        return String.join(", ", lines);
    }

    private static boolean matches(DistributionName release, Optional<String> project, Optional<String> version) {
        boolean sameProject = project.map(ProjectName::normalize)
                .filter(name -> !name.equals(release.project()))
                .isEmpty();
        boolean sameVersion = version.filter(
                        wanted -> !PyVersion.tryParse(wanted).equals(Optional.of(release.version())))
                .isEmpty();
        return sameProject && sameVersion;
    }

    private static boolean isDistribution(String name) {
        return name.endsWith(".whl") || name.endsWith(".tar.gz");
    }

    private static String reason(String name) {
        String lower = LetterCase.lower(name);
        if (lower.endsWith(".zip")) {
            return "PyPI takes an sdist as .tar.gz only (PEP 625)";
        }
        if (lower.endsWith(".asc") || lower.endsWith(".sig")) {
            return "PyPI takes no signatures any more";
        }
        return "it is neither a wheel nor a .tar.gz sdist";
    }

    private static List<Path> files(List<Path> named) {
        List<Path> files = new ArrayList<>();
        for (Path path : named) {
            if (Files.isRegularFile(path)) {
                files.add(path);
                continue;
            }
            try (Stream<Path> entries = Files.list(path)) {
                entries.filter(Files::isRegularFile).sorted().forEach(files::add);
            } catch (IOException e) {
                throw new ProjectException(
                        Problem.of("cannot be read: " + e)
                                .at(Location.of(path.toString()))
                                .next("name a folder with wheels and sdists, a file, or several with commas between"),
                        e);
            }
        }
        return files;
    }
}
