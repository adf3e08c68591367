package ai.invoke.release.github.api;

/**
 * A tag as the remote has it.
 *
 * @param name its short name
 * @param object id of what the ref itself names: a tag object for an annotated tag, else the commit
 * @param commit the commit at the end
 */
public record TagRef(String name, String object, String commit) {

    /**
     * Whether the tag is an object of its own, with a message and perhaps a signature.
     *
     * @return false for a lightweight tag
     */
    public boolean annotated() {
        return !object.equals(commit);
    }
}
