package ai.invoke.release.build.dist;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.dist.zip.ZipMember;
import ai.invoke.release.file.Folders;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Files of the same release that were built elsewhere, for instance the platform wheels of a CI matrix. */
public final class AdditionalDists {

    /** Name and version, in forms that can be compared. */
    private record Identity(String name, String version) {}

    private static final int METADATA_LIMIT = 1 << 20;

    private AdditionalDists() {}

    /**
     * The wheels in some folders.
     *
     * @param folders each must be there
     * @return sorted within each folder
     * @throws ProjectException when a folder is missing or holds no wheel: a matrix job has failed then
     */
    static List<Path> files(List<Path> folders) throws IOException {
        List<Path> files = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                problems.add(Problem.of("additionalDist " + folder + " is not a folder")
                        .next("fetch the wheels of the other platforms into it, or take it out of <additionalDist>"));
                continue;
            }
            List<Path> wheels = Folders.files(folder).stream()
                    .filter(file -> String.valueOf(file.getFileName()).endsWith(".whl"))
                    .toList();
            if (wheels.isEmpty()) {
                problems.add(Problem.of("additionalDist " + folder + " holds no wheel")
                        .next("fetch the wheels of the other platforms into it, or take it out of <additionalDist>"));
            }
            files.addAll(wheels);
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return files;
    }

    /**
     * Sees that each is a whole wheel of the name and version that its file name says, before time is spent on a build.
     *
     * @param folders where they are
     * @throws ProjectException when one is not
     * @throws IOException when one cannot be read
     */
    public static void requireWhole(List<Path> folders) throws IOException {
        List<Problem> problems = new ArrayList<>();
        for (Path file : files(folders)) {
            whyBroken(file)
                    .ifPresent(why -> problems.add(
                            Problem.of(file + " " + why).next("fetch it again, or look at the job that built it")));
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
    }

    private static Optional<String> whyBroken(Path file) throws IOException {
        Optional<DistFileName.Wheel> name = name(file);
        if (name.isEmpty()) {
            return Optional.of("is not named as a wheel is: <name>-<version>-<python>-<abi>-<platform>.whl");
        }
        try (ZipArchive zip = ZipArchive.open(file, ZipLimits.standard())) {
            Optional<ZipMember> member = zip.member(name.get().distInfo() + "/METADATA");
            if (member.isEmpty()) {
                return Optional.of("has no " + name.get().distInfo() + "/METADATA");
            }
            try (InputStream in = zip.read(member.get())) {
                CoreMetadata metadata = CoreMetadata.parse(in.readNBytes(METADATA_LIMIT));
                Identity says = new Identity(
                        ProjectName.normalize(metadata.first("Name").orElse("?")),
                        normalized(metadata.first("Version").orElse("?")));
                return says.equals(identity(name.get()))
                        ? Optional.empty()
                        : Optional.of("says inside that it is " + says.name() + " " + says.version());
            }
        } catch (IOException e) {
            return Optional.of("is not a whole wheel: " + e.getMessage());
        }
    }

    /**
     * What this build has made and those files, seen to belong together.
     *
     * @param made what this build has made
     * @param folders where the others are
     * @param told is notified of a wheel that is left out
     * @return the files of the release, each of another name
     * @throws ProjectException when one is of another project or version, or two of one name differ
     */
    static List<Path> joined(List<Path> made, List<Path> folders, Consumer<String> told) throws IOException {
        Optional<Identity> expected = made.stream()
                .flatMap(file -> name(file).stream())
                .map(AdditionalDists::identity)
                .findFirst();
        List<Path> others = files(folders);
        Map<String, Path> byName = new LinkedHashMap<>();
        for (Path file : made) {
            Optional<Path> portable = others.stream()
                    .filter(other -> isPortableFormOf(other, file))
                    .findFirst();
            portable.ifPresent(other -> told.accept(file.getFileName() + " runs for sure on this machine only; "
                    + other.getFileName() + " takes its place"));
            if (portable.isEmpty()) {
                byName.put(String.valueOf(file.getFileName()), file);
            }
        }
        List<Problem> problems = new ArrayList<>();
        for (Path file : others) {
            Optional<Identity> identity = name(file).map(AdditionalDists::identity);
            if (expected.isPresent() && !identity.equals(expected)) {
                problems.add(Problem.of(file + " is not of " + expected.get().name() + " "
                                + expected.get().version())
                        .next("build it from the same commit, or remove it"));
                continue;
            }
            Path same = byName.putIfAbsent(String.valueOf(file.getFileName()), file);
            if (same != null && !Sha256.of(same).equals(Sha256.of(file))) {
                String owner = made.contains(same) ? "a file of this build" : same.toString();
                problems.add(Problem.of(file + " has the name of " + owner + " but other bytes")
                        .next("remove it: a release has one file of each name"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProjectException(problems);
        }
        return List.copyOf(byName.values());
    }

    /**
     * A plain {@code linux_x86_64} promises nothing about the machine it runs on, and no index takes it (PEP 513); a job that
     * built the same for {@code manylinux} has the wheel that is meant. One for {@code musllinux} is for other machines.
     */
    private static boolean isPortableFormOf(Path other, Path made) {
        Optional<DistFileName.Wheel> plain = name(made);
        Optional<DistFileName.Wheel> portable = name(other);
        if (plain.isEmpty() || portable.isEmpty() || !plain.get().platform().startsWith("linux_")) {
            return false;
        }
        String machine = plain.get().platform().substring("linux".length());
        return portable.get().python().equals(plain.get().python())
                && portable.get().abi().equals(plain.get().abi())
                && portable.get().platforms().stream()
                        .anyMatch(platform -> platform.startsWith("manylinux") && platform.endsWith(machine));
    }

    private static Optional<DistFileName.Wheel> name(Path file) {
        return DistFileName.tryParse(String.valueOf(file.getFileName()))
                .filter(DistFileName.Wheel.class::isInstance)
                .map(DistFileName.Wheel.class::cast);
    }

    private static Identity identity(DistFileName.Wheel name) {
        return new Identity(ProjectName.normalize(name.name()), normalized(name.version()));
    }

    private static String normalized(String version) {
        return PyVersion.tryParse(version).map(PyVersion::normalized).orElse(version);
    }
}
