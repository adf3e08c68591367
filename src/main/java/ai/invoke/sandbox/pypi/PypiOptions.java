package ai.invoke.sandbox.pypi;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a sandbox index is set up. Immutable; the {@code with…} methods give changed copies.
 *
 * @param index what it plays: {@code pypi} or {@code testpypi}, which is also its OIDC audience
 * @param port the port to listen on, 0 for a free one
 * @param token the API token that may upload; empty for a new one at each start
 * @param tokenProjects the projects that the token is limited to; empty for all
 * @param foreignProjects projects that belong to somebody else, so that uploads are refused
 * @param maxFileSize the size limit of a file in bytes; PyPI's default is 100 MiB, it is raised on request up to 1 GiB
 * @param maxProjectSize the size limit of all files of a project in bytes; PyPI's default is 10 GiB
 * @param publishers the trusted publishers
 * @param clock for upload times and the 14 days after which a release takes no new files
 */
public record PypiOptions(
        String index,
        int port,
        Optional<String> token,
        Set<String> tokenProjects,
        Set<String> foreignProjects,
        long maxFileSize,
        long maxProjectSize,
        List<RegisteredPublisher> publishers,
        Clock clock) {

    private static final long MEBIBYTE = 1024L * 1024;

    /** Takes unmodifiable copies. */
    public PypiOptions {
        tokenProjects = Set.copyOf(tokenProjects);
        foreignProjects = Set.copyOf(foreignProjects);
        publishers = List.copyOf(publishers);
    }

    /**
     * An index as PyPI sets up a new account.
     *
     * @param index {@code pypi} or {@code testpypi}
     * @return the options
     */
    public static PypiOptions of(String index) {
        return new PypiOptions(
                index,
                0,
                Optional.empty(),
                Set.of(),
                Set.of(),
                100 * MEBIBYTE,
                10 * 1024 * MEBIBYTE,
                List.of(),
                Clock.systemUTC());
    }

    /**
     * A copy that listens on a given port.
     *
     * @param value 0 for a free one
     * @return the copy
     */
    public PypiOptions withPort(int value) {
        return new PypiOptions(
                index, value, token, tokenProjects, foreignProjects, maxFileSize, maxProjectSize, publishers, clock);
    }

    /**
     * A copy that takes a given token instead of a new one.
     *
     * @param value the token, which starts with {@code pypi-}
     * @return the copy
     */
    public PypiOptions withToken(String value) {
        return new PypiOptions(
                index,
                port,
                Optional.of(value),
                tokenProjects,
                foreignProjects,
                maxFileSize,
                maxProjectSize,
                publishers,
                clock);
    }

    /**
     * A copy whose token is limited to some projects.
     *
     * @param projects at least one for a limited token
     * @return the copy
     */
    public PypiOptions withTokenProjects(Set<String> projects) {
        return new PypiOptions(
                index, port, token, projects, foreignProjects, maxFileSize, maxProjectSize, publishers, clock);
    }

    /**
     * A copy in which some projects belong to somebody else.
     *
     * @param projects their names
     * @return the copy
     */
    public PypiOptions withForeignProjects(Set<String> projects) {
        return new PypiOptions(
                index, port, token, tokenProjects, projects, maxFileSize, maxProjectSize, publishers, clock);
    }

    /**
     * A copy with another size limit of a file.
     *
     * @param bytes the limit
     * @return the copy
     */
    public PypiOptions withMaxFileSize(long bytes) {
        return new PypiOptions(
                index, port, token, tokenProjects, foreignProjects, bytes, maxProjectSize, publishers, clock);
    }

    /**
     * A copy with another size limit of a project.
     *
     * @param bytes the limit
     * @return the copy
     */
    public PypiOptions withMaxProjectSize(long bytes) {
        return new PypiOptions(
                index, port, token, tokenProjects, foreignProjects, maxFileSize, bytes, publishers, clock);
    }

    /**
     * A copy with trusted publishers.
     *
     * @param trusted all of them
     * @return the copy
     */
    public PypiOptions withPublishers(List<RegisteredPublisher> trusted) {
        return new PypiOptions(
                index, port, token, tokenProjects, foreignProjects, maxFileSize, maxProjectSize, trusted, clock);
    }

    /**
     * A copy with another clock.
     *
     * @param time the clock
     * @return the copy
     */
    public PypiOptions withClock(Clock time) {
        return new PypiOptions(
                index, port, token, tokenProjects, foreignProjects, maxFileSize, maxProjectSize, publishers, time);
    }
}
