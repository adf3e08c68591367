package ai.invoke.release.build.dist;

import ai.invoke.release.digest.Sha256;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Compares two builds of the same sources. */
final class Reproducibility {

    private static final int SHOWN = 20;

    private Reproducibility() {}

    /**
     * Requires equal bytes.
     *
     * @param made by the first build
     * @param again by the second
     * @param place the folder that the second was made in and that its files should not know
     * @throws ProjectException when a file differs; names the members and how they differ
     */
    static void require(List<Path> made, List<Path> again, Path place) throws IOException {
        List<String> lines = new ArrayList<>();
        TreeMap<String, Path> second = new TreeMap<>();
        again.forEach(file -> second.put(String.valueOf(file.getFileName()), file));
        ArchiveDiff diff = new ArchiveDiff(place);
        for (Path file : made) {
            String name = String.valueOf(file.getFileName());
            Path other = second.remove(name);
            if (other == null) {
                lines.add(name + " was only made by the first build");
            } else if (!Sha256.of(file).equals(Sha256.of(other))) {
                lines.add(name + ":");
                List<String> differences = diff.between(file, other);
                differences.stream().limit(SHOWN).forEach(line -> lines.add("  " + line));
                if (differences.size() > SHOWN) {
                    lines.add("  and " + (differences.size() - SHOWN) + " more");
                }
            }
        }
        second.keySet().forEach(name -> lines.add(name + " was only made by the second build"));
        if (!lines.isEmpty()) {
            String separator = System.lineSeparator() + "     ";
            throw new ProjectException(
                    Problem.of("the build is not reproducible; two builds of the same sources differ:" + separator
                                    + String.join(separator, lines))
                            .next(advice(lines)));
        }
    }

    private static String advice(List<String> lines) {
        if (lines.stream().anyMatch(line -> line.contains(".cyclonedx.json") && line.contains(ArchiveDiff.PLACE))) {
            return "maturin writes the build's folder into its SBOM: set [tool.maturin.sbom] rust = false in"
                    + " pyproject.toml, or build without -Dinvokeai.verifyReproducible";
        }
        if (lines.stream().anyMatch(line -> line.contains(ArchiveDiff.PLACE))) {
            return "keep the build's folder out of the files (C and C++: -ffile-prefix-map or -g0 in CFLAGS, Rust:"
                    + " --remap-path-prefix in RUSTFLAGS, both under <environment>), or build without"
                    + " -Dinvokeai.verifyReproducible";
        }
        if (lines.stream().allMatch(line -> !line.endsWith(":") || line.contains(".tar.gz"))) {
            return "let the sdist be written again, which takes times, modes and order out of it"
                    + " (-Dinvokeai.normalizeSdist), or build without -Dinvokeai.verifyReproducible";
        }
        return "take what varies (times, folders, random names) out of the build, or build without"
                + " -Dinvokeai.verifyReproducible";
    }
}
