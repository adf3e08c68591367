package ai.invoke.release.github.api;

import java.util.Optional;

/**
 * A file of a release.
 *
 * @param id GitHub's number for it
 * @param name the name as GitHub keeps it, which may differ from the one that was sent
 * @param state {@code uploaded} when it is whole; {@code starter} or {@code open} when an upload broke off
 * @param size its length in bytes
 * @param sha256 lower-case hex digest that GitHub computed; empty for old files and old servers
 */
public record ReleaseAsset(long id, String name, String state, long size, Optional<String> sha256) {

    /**
     * Whether GitHub has all of it.
     *
     * @return false for the remains of a broken upload
     */
    public boolean uploaded() {
        return "uploaded".equals(state);
    }
}
