package ai.invoke.release.version.source;

import ai.invoke.release.problem.Location;
import ai.invoke.release.version.PyVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a project says its version: in a file, or by letting its build backend compute it. */
public sealed interface DeclaredVersion {

    /**
     * Where the project says it.
     *
     * @return the file, relative to the project where possible, and the line
     */
    Location where();

    /**
     * A version that is written somewhere.
     *
     * @param text any text; whether it is a PEP 440 version is not known
     * @param where the file and line that hold it
     * @param raw how the file spells it, where a tool makes the text of that: {@code 1.2.3-rc.1} in {@code Cargo.toml}
     */
    record Literal(String text, Location where, String raw) implements DeclaredVersion {

        /**
         * A literal that stands there as it is read.
         *
         * @param text any text
         * @param where the file and line that hold it
         */
        public Literal(String text, Location where) {
            this(text, where, text);
        }
    }

    /**
     * A version that the build backend takes from the git tag.
     *
     * @param tool what computes it, for instance {@code setuptools-scm}
     * @param where the file that asks for it
     */
    record FromTag(String tool, Location where) implements DeclaredVersion {

        /**
         * What pbr makes of a tag, where that is spelt otherwise: it always has three numbers, and a pre-release gets a
         * fourth.
         *
         * @param tag the tag's version
         * @return for instance {@code 1.2.3.0rc1} of {@code 1.2.3rc1}; "another version" where it is none of these; empty
         *     where the tool keeps the tag's version
         */
        public Optional<String> respelt(PyVersion tag) {
            if (!tool.equals("pbr")) {
                return Optional.empty();
            }
            if (tag.release().size() > 3
                    || tag.isPostrelease()
                    || tag.isDevrelease()
                    || tag.local().isPresent()) {
                return Optional.of("another version");
            }
            List<String> numbers = new ArrayList<>();
            tag.release().forEach(number -> numbers.add(number.toString()));
            while (numbers.size() < 3) {
                numbers.add("0");
            }
            String made =
                    String.join(".", numbers) + tag.pre().map(pre -> ".0" + pre).orElse("");
            return made.equals(tag.normalized()) ? Optional.empty() : Optional.of(made);
        }
    }

    /**
     * A version that only the built metadata tell: the backend runs code to get it.
     *
     * @param tool what computes it, for instance {@code the source "code" of hatchling}
     * @param where the file that asks for it
     */
    record Computed(String tool, Location where) implements DeclaredVersion {}
}
