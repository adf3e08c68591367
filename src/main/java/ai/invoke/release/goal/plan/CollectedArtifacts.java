package ai.invoke.release.goal.plan;

import ai.invoke.release.installer.BundledWheel;
import ai.invoke.release.installer.InstallerArchive;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.WheelProof;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a release as they lie in the release directory, with the proof that each installer carries a wheel that is
 * published as it is.
 *
 * @param artifacts the files
 * @param proofs one for each installer that carries a wheel
 */
record CollectedArtifacts(List<Artifact> artifacts, List<WheelProof> proofs) {

    /**
     * Looks into the release directory.
     *
     * @param directory the release directory
     * @return what lies there
     * @throws ProjectException naming every file that is no artifact, and every installer with a foreign wheel
     */
    static CollectedArtifacts of(ReleaseDirectory directory) {
        List<Problem> problems = new ArrayList<>();
        List<Artifact> artifacts = new ArrayList<>();
        for (Path file : files(directory.dist())) {
            Optional<Artifact.Role> role = distRole(name(file));
            if (role.isPresent() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                artifacts.add(artifact("dist/" + name(file), file, role.get()));
            } else {
                problems.add(Problem.of("is neither a wheel nor a .tar.gz sdist")
                        .at(Location.of(file.toString()))
                        .next("remove it; only distributions go in this folder"));
            }
        }
        if (artifacts.stream().noneMatch(artifact -> artifact.role() == Artifact.Role.WHEEL)) {
            problems.add(Problem.of("there is no wheel to release")
                    .at(Location.of(directory.dist().toString()))
                    .next("mvn verify   (builds the distributions)"));
        }
        List<Artifact> wheels = artifacts.stream()
                .filter(artifact -> artifact.role() == Artifact.Role.WHEEL)
                .toList();
        List<WheelProof> proofs = new ArrayList<>();
        for (Path file : files(directory.root())) {
            if (name(file).endsWith(".zip")) {
                artifacts.add(artifact(name(file), file, Artifact.Role.INSTALLER));
                prove(file, wheels, proofs, problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return new CollectedArtifacts(artifacts, proofs);
    }

    private static void prove(Path zip, List<Artifact> wheels, List<WheelProof> proofs, List<Problem> problems) {
        for (BundledWheel bundled : InstallerArchive.wheels(zip)) {
            Optional<Artifact> same = wheels.stream()
                    .filter(wheel -> wheel.sha256().equals(bundled.sha256()))
                    .findFirst();
            if (same.isPresent()) {
                proofs.add(new WheelProof(name(zip), bundled.entry(), same.get().path(), bundled.sha256()));
            } else {
                problems.add(Problem.of("carries " + bundled.entry() + " with sha256 " + bundled.sha256()
                                + ", which is not one of the wheels in dist/")
                        .at(Location.of(zip.toString()))
                        .next("mvn package   (assembles the installer around the current wheel)"));
            }
        }
    }

    private static Optional<Artifact.Role> distRole(String name) {
        if (name.endsWith(".whl")) {
            return Optional.of(Artifact.Role.WHEEL);
        }
        return name.endsWith(".tar.gz") ? Optional.of(Artifact.Role.SDIST) : Optional.empty();
    }

    private static Artifact artifact(String path, Path file, Artifact.Role role) {
        try {
            return new Artifact(path, role, Files.size(file), ArtifactCheck.sha256(file));
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read: " + e).at(Location.of(file.toString())), e);
        } catch (IllegalArgumentException e) {
            throw new ProjectException(
                    Problem.of("cannot be released: " + e.getMessage()).at(Location.of(file.toString())), e);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static List<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> list = Files.list(folder)) {
            return list.sorted().toList();
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot list the folder: " + e).at(Location.of(folder.toString())), e);
        }
    }
}
