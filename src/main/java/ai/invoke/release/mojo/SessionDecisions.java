package ai.invoke.release.mojo;

import ai.invoke.release.approval.Approvals;
import ai.invoke.release.plan.ReleaseDirectory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenExecutionRequest;

/**
 * The decisions that were there before a Maven session ran code of a project: whatever appears later may be the work of that code, in
 * whichever module it ran. Maven keeps the values for the session; they are of the JDK's types, because the extension, the plugin and the
 * plugin with other dependencies have class loaders of their own.
 */
final class SessionDecisions {

    private static final String BEFORE = SessionDecisions.class.getName() + ".before";
    private static final String RAN = SessionDecisions.class.getName() + ".ran";

    private final Map<String, Object> session;

    /**
     * The decisions of a session.
     *
     * @param request what Maven keeps for the whole session
     */
    SessionDecisions(MavenExecutionRequest request) {
        this.session = request.getData();
    }

    /**
     * Remembers which decisions there are, once in the session.
     *
     * @param directories the release directories of all its modules
     */
    void begin(Stream<Path> directories) {
        synchronized (session) {
            if (!session.containsKey(BEFORE)) {
                Map<Path, Set<String>> before = new ConcurrentHashMap<>();
                directories.forEach(directory -> before.computeIfAbsent(directory, SessionDecisions::digests));
                session.put(BEFORE, before);
            }
        }
    }

    /** Remembers that the session runs code of a project. */
    void runsCode() {
        synchronized (session) {
            session.put(RAN, true);
        }
    }

    /**
     * The decisions of one release that were there before.
     *
     * @param directory its release directory
     * @return their digests, none for a folder that nobody knew of when the session began; empty when the session has run no code
     */
    @SuppressWarnings("unchecked")
    Optional<Set<String>> before(Path directory) {
        synchronized (session) {
            return session.containsKey(RAN)
                    ? Optional.of(((Map<Path, Set<String>>) session.getOrDefault(BEFORE, Map.of()))
                            .getOrDefault(directory, Set.of()))
                    : Optional.empty();
        }
    }

    private static Set<String> digests(Path directory) {
        return new Approvals(new ReleaseDirectory(directory).approvals()).digests();
    }
}
