package ai.invoke.release.installer;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.dist.zip.ZipMember;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads an installer zip back. */
public final class InstallerArchive {

    private InstallerArchive() {}

    /**
     * The wheels inside a zip, hashed from the bytes that a user would unpack.
     *
     * @param zip an installer
     * @return one for each entry that ends in {@code .whl}, sorted by path
     * @throws ProjectException when the file is missing, damaged or no zip
     */
    public static List<BundledWheel> wheels(Path zip) {
        List<BundledWheel> wheels = new ArrayList<>();
        try (ZipArchive archive = ZipArchive.open(zip, ZipLimits.standard())) {
            for (ZipMember member : archive.members()) {
                String name = member.path();
                if (name.endsWith(".whl")) {
                    try (InputStream in = archive.read(member)) {
                        wheels.add(new BundledWheel(
                                name, name.substring(name.lastIndexOf('/') + 1), member.size(), Sha256.of(in)));
                    }
                }
            }
        } catch (IOException e) {
            throw new ProjectException(
                    Problem.of("the installer " + zip + " cannot be read: " + e.getMessage())
                            .next("build it again: mvn package"),
                    e);
        }
        wheels.sort(Comparator.comparing(BundledWheel::entry));
        return List.copyOf(wheels);
    }
}
