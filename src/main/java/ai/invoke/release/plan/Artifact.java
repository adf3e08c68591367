package ai.invoke.release.plan;

/**
 * A file that will be published.
 *
 * @param path the path below the release directory, with {@code /}, for instance {@code dist/x-1.0-py3-none-any.whl}
 * @param role what the file is for
 * @param size its length in bytes, at least 1
 * @param sha256 64 lower-case hex digits
 */
public record Artifact(String path, Role role, long size, String sha256) {

    /** What an artifact is for; decides where it is sent. */
    public enum Role {
        /** Goes to the indexes and to GitHub. */
        WHEEL("wheel"),
        /** Goes to the indexes and to GitHub. */
        SDIST("sdist"),
        /** Goes to GitHub. */
        INSTALLER("installer"),
        /** Digests of all the others; goes to GitHub. */
        CHECKSUMS("checksums"),
        /** Something else that the project adds; goes to GitHub. */
        FURTHER("further");

        private final String text;

        Role(String text) {
            this.text = text;
        }

        /**
         * The word in the plan.
         *
         * @return lower case
         */
        public String text() {
            return text;
        }

        /**
         * Whether an index takes such a file.
         *
         * @return true for wheels and sdists
         */
        public boolean goesToIndex() {
            return this == WHEEL || this == SDIST;
        }
    }

    /** Checks that the path cannot leave the release directory. */
    public Artifact {
        if (path.isEmpty()
                || path.startsWith("/")
                || path.indexOf('\\') >= 0
                || path.indexOf(':') >= 0
                || path.chars().anyMatch(c -> c < ' ' || c == 127)
                || java.util.List.of(path.split("/", -1)).stream()
                        .anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))) {
            throw new IllegalArgumentException("not a path below the release directory: " + path);
        }
        if (size < 1) {
            throw new IllegalArgumentException(path + " is empty");
        }
    }

    /**
     * The name under which the file is published.
     *
     * @return the last part of the path
     */
    public String fileName() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
