package ai.invoke.release.git;

/**
 * The branch that another one follows, as of the last fetch.
 *
 * @param name for instance {@code origin/main}
 * @param ahead how many commits the followed branch lacks
 * @param behind how many commits it has more
 */
public record Upstream(String name, int ahead, int behind) {

    /**
     * The distance in words.
     *
     * @return for instance {@code 2 ahead of origin/main}
     */
    public String distance() {
        if (ahead == 0 && behind == 0) {
            return "level with " + name;
        }
        return (ahead > 0 ? ahead + " ahead of " : "")
                + (ahead > 0 && behind > 0 ? "and " : "")
                + (behind > 0 ? behind + " behind " : "")
                + name;
    }
}
