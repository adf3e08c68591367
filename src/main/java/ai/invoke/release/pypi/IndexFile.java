package ai.invoke.release.pypi;

import java.time.Instant;
import java.util.Optional;

/**
 * A file that an index offers.
 *
 * @param name the file name
 * @param sha256 lower-case hex; an index may not tell
 * @param size bytes, where the index tells
 * @param uploaded when it came, where the index tells
 * @param yanked the reason for which installers pass it over (perhaps empty), or nothing when they do not
 */
public record IndexFile(
        String name,
        Optional<String> sha256,
        Optional<Long> size,
        Optional<Instant> uploaded,
        Optional<String> yanked) {}
