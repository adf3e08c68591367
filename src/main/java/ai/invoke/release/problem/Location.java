package ai.invoke.release.problem;

/**
 * A place in a file that a message points at.
 *
 * @param file the path as the user would write it, relative to the project where possible
 * @param line the line, counted from 1; 0 when only the file is known
 */
public record Location(String file, int line) {

    /** Checks the range of the line. */
    public Location {
        if (line < 0) {
            throw new IllegalArgumentException("line " + line);
        }
    }

    /**
     * A place known by its file only.
     *
     * @param file the path as the user would write it
     * @return the place
     */
    public static Location of(String file) {
        return new Location(file, 0);
    }

    /** {@code file:line}, the form that terminals and editors make clickable. */
    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}
