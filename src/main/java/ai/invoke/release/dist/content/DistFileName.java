package ai.invoke.release.dist.content;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the name of a wheel or sdist says. The parts are kept as they are written: whether they are normal is for the
 * rules {@code FN-*} and {@code SD-08} to say.
 *
 * @see <a href="https://peps.python.org/pep-0427/#file-name-convention">PEP 427</a>
 * @see <a href="https://peps.python.org/pep-0625/">PEP 625</a>
 */
public sealed interface DistFileName {

    /**
     * The whole name.
     *
     * @return without any directory
     */
    String fileName();

    /**
     * The project's part.
     *
     * @return as written, not empty
     */
    String name();

    /**
     * The version's part.
     *
     * @return as written, not empty, not necessarily PEP 440
     */
    String version();

    /**
     * What PyPI's {@code pyversion} field wants.
     *
     * @return the python tag of a wheel (for instance {@code py2.py3}), {@code source} for an sdist
     */
    String pythonTag();

    /**
     * The name of a wheel.
     *
     * @param fileName the whole name
     * @param name the project's part
     * @param version the version's part
     * @param build the build tag; it starts with a digit when it is legal
     * @param python python tags, joined by dots when there are several
     * @param abi abi tags, joined by dots
     * @param platform platform tags, joined by dots
     */
    record Wheel(
            String fileName,
            String name,
            String version,
            Optional<String> build,
            String python,
            String abi,
            String platform)
            implements DistFileName {

        @Override
        public String pythonTag() {
            return python;
        }

        /**
         * All single tags that the compressed set stands for (PEP 425).
         *
         * @return for instance {@code py2-none-any} and {@code py3-none-any}, in the order of the name
         */
        public Set<String> tags() {
            Set<String> tags = new LinkedHashSet<>();
            for (String py : parts(python)) {
                for (String one : parts(abi)) {
                    for (String where : parts(platform)) {
                        tags.add(py + "-" + one + "-" + where);
                    }
                }
            }
            return tags;
        }

        /**
         * The single platform tags.
         *
         * @return for instance {@code any}, or {@code manylinux_2_17_x86_64} and {@code manylinux2014_x86_64}
         */
        public List<String> platforms() {
            return parts(platform);
        }

        /**
         * Where PyPI and pip look for the metadata.
         *
         * @return {@code <name>-<version>.dist-info}, parts as written
         */
        public String distInfo() {
            return name + "-" + version + ".dist-info";
        }

        private static List<String> parts(String tags) {
            return List.of(tags.split("\\.", -1));
        }
    }

    /**
     * The name of a source distribution.
     *
     * @param fileName the whole name
     * @param name everything before the last hyphen
     * @param version everything between the last hyphen and {@code .tar.gz}
     */
    record Sdist(String fileName, String name, String version) implements DistFileName {

        @Override
        public String pythonTag() {
            return "source";
        }
    }

    /**
     * Reads a name.
     *
     * @param fileName a file's name without directories
     * @return its parts
     * @throws ProjectException when it is not the name of a wheel or of a {@code .tar.gz} sdist; says which part is wrong
     */
    static DistFileName parse(String fileName) {
        return tryParse(fileName).orElseThrow(() -> new ProjectException(whyNot(fileName)));
    }

    /**
     * Reads a name that may be wrong.
     *
     * @param fileName a file's name without directories
     * @return its parts, or empty when there are too few or too many of them or one is empty
     */
    static Optional<DistFileName> tryParse(String fileName) {
        if (fileName.endsWith(".whl")) {
            return wheel(fileName);
        }
        if (fileName.endsWith(".tar.gz")) {
            String stem = fileName.substring(0, fileName.length() - ".tar.gz".length());
            int hyphen = stem.lastIndexOf('-');
            return hyphen > 0 && hyphen < stem.length() - 1
                    ? Optional.of(new Sdist(fileName, stem.substring(0, hyphen), stem.substring(hyphen + 1)))
                    : Optional.empty();
        }
        return Optional.empty();
    }

    private static Optional<DistFileName> wheel(String fileName) {
        String[] parts =
                fileName.substring(0, fileName.length() - ".whl".length()).split("-", -1);
        if (parts.length < 5 || parts.length > 6) {
            return Optional.empty();
        }
        for (String part : parts) {
            if (part.isEmpty()) {
                return Optional.empty();
            }
        }
        int tags = parts.length - 3;
        return Optional.of(new Wheel(
                fileName,
                parts[0],
                parts[1],
                parts.length == 6 ? Optional.of(parts[2]) : Optional.empty(),
                parts[tags],
                parts[tags + 1],
                parts[tags + 2]));
    }

    private static Problem whyNot(String fileName) {
        if (fileName.endsWith(".whl")) {
            int parts = fileName.split("-", -1).length;
            return parts < 5 || parts > 6
                    ? Problem.of("'%s' has %d dash-separated parts, a wheel's name has 5 or 6"
                                    .formatted(fileName, parts))
                            .next(
                                    "name it <name>-<version>[-<build>]-<python>-<abi>-<platform>.whl, as the build backend does")
                    : Problem.of("'%s' has an empty part between two dashes".formatted(fileName))
                            .next("use the name that the build backend gave to the file");
        }
        if (fileName.endsWith(".tar.gz")) {
            return Problem.of("'%s' has no version: an sdist is named <name>-<version>.tar.gz".formatted(fileName))
                    .next("use the name that the build backend gave to the file");
        }
        return Problem.of("'%s' is neither a wheel (.whl) nor a source distribution (.tar.gz)".formatted(fileName))
                .next("build the files with a PEP 517 front end: python -m build");
    }
}
