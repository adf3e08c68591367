package ai.invoke.release.smoke;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.FuzzTarget.Claim;
import ai.invoke.release.fuzz.Scratch;
import ai.invoke.release.fuzz.ZipScript;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Installers are unpacked as Python's {@code zipfile} unpacks them, and never outside of the folder. */
public final class InstallerFuzz {

    private InstallerFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget("installer", script -> unpack(ZipScript.installer(script)), List.of()),
                new FuzzTarget("installer-bytes", InstallerFuzz::unpack, List.of()));
    }

    private static Optional<Claim> unpack(byte[] input) throws IOException {
        Path outer = Scratch.folder("unpacked");
        Path folder = outer.resolve("inner");
        try {
            Unpacker.unpack(Scratch.file("demo-installer.zip", input), folder);
        } catch (ProjectException documented) {
            inside(outer, folder);
            return Optional.empty();
        }
        inside(outer, folder);
        List<List<?>> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path file : walk.filter(Files::isRegularFile).sorted().toList()) {
                files.add(List.of(
                        folder.relativize(file).toString(),
                        Base64.getEncoder().encodeToString(Files.readAllBytes(file))));
            }
        }
        return Optional.of(new Claim(List.of("unpacked", Base64.getEncoder().encodeToString(input), files), true));
    }

    private static void inside(Path outer, Path folder) throws IOException {
        try (Stream<Path> files = Files.list(outer)) {
            if (!files.allMatch(folder::equals)) {
                throw new AssertionError("something was written outside of the folder");
            }
        }
    }
}
