package ai.invoke.release.git.remote;

import java.time.ZonedDateTime;

/**
 * An annotated tag to make.
 *
 * @param name without {@code refs/tags/}; a name that git allows
 * @param commit the full id of the commit it stands for
 * @param message what it says
 * @param signing whether it is signed
 * @param time when it is made
 */
public record TagRequest(String name, String commit, String message, Signing signing, ZonedDateTime time) {

    /** Whether a tag is signed. */
    public enum Signing {
        /** As git is configured: {@code tag.gpgSign}. */
        AS_CONFIGURED,
        /** In any case. */
        ALWAYS,
        /** In no case. */
        NEVER
    }

    /** Refuses a tag without words, which git would not make either. */
    public TagRequest {
        if (message.isBlank() || message.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a tag needs a message");
        }
    }
}
