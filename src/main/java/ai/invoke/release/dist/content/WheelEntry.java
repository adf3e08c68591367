package ai.invoke.release.dist.content;

import ai.invoke.release.dist.zip.ZipMember;
import java.util.Optional;

/**
 * One member of a wheel after it was looked at.
 *
 * @param member what the archive's directory says
 * @param digest SHA-256 of the unpacked bytes; empty for directories and when they were not or could not be unpacked
 * @param stated digest in the algorithm that RECORD states for it, when that is another one than SHA-256 and can be checked
 * @param damage why the bytes cannot be unpacked; empty when they can or were not tried
 */
public record WheelEntry(ZipMember member, Optional<Digest> digest, Optional<Digest> stated, Optional<String> damage) {

    /**
     * The member's name.
     *
     * @return as in the archive
     */
    public String path() {
        return member.path();
    }
}
