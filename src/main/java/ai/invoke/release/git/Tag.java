package ai.invoke.release.git;

import org.eclipse.jgit.lib.Repository;

/**
 * A tag and what it stands for.
 *
 * @param name without {@code refs/tags/}
 * @param objectId what the ref holds: the tag object's id of an annotated tag, the commit's of a lightweight one. This is
 *     the id that a remote advertises and a lease must name.
 * @param peeledId what it points to in the end, nearly always a commit; equal to {@code objectId} for a lightweight tag
 */
public record Tag(String name, String objectId, String peeledId) {

    /**
     * The full name of the ref.
     *
     * @return {@code refs/tags/<name>}
     */
    public String ref() {
        return "refs/tags/" + name;
    }

    /**
     * Whether a tag object with a message and perhaps a signature stands between the ref and the commit.
     *
     * @return false for a lightweight tag
     */
    public boolean annotated() {
        return !objectId.equals(peeledId);
    }

    /**
     * Whether git takes a name for a tag (git-check-ref-format(1)).
     *
     * @param name without {@code refs/tags/}
     * @return false for what git refuses, and for what looks like an option to it
     */
    public static boolean isAllowed(String name) {
        return !name.startsWith("-") && !name.equals("HEAD") && Repository.isValidRefName("refs/tags/" + name);
    }
}
