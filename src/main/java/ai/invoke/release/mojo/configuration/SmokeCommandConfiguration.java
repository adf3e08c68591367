package ai.invoke.release.mojo.configuration;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.smoke.SmokeCommand;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code <smokeCommand>}. Fields are set by Maven. */
public final class SmokeCommandConfiguration {

    private @Nullable String run;
    private @Nullable String url;
    private @Nullable String expect;
    private @Nullable Integer keepsRunning;
    private int timeout = (int) SmokeCommand.DEFAULT_TIMEOUT.toSeconds();

    /** For Maven. */
    public SmokeCommandConfiguration() {}

    /**
     * The command as the core knows it.
     *
     * @return the command; a missing one is empty, and refused later
     */
    public SmokeCommand toCommand() {
        try {
            return new SmokeCommand(
                    run == null ? "" : run,
                    Optional.ofNullable(url),
                    Optional.ofNullable(expect),
                    Duration.ofSeconds(timeout),
                    keepsRunning == null ? Optional.empty() : Optional.of(Duration.ofSeconds(keepsRunning)));
        } catch (IllegalArgumentException e) {
            throw new ProjectException(
                    Problem.of("a <smokeCommand> cannot be used: " + e.getMessage())
                            .next("write it like <run>myapp --port {port}</run>, "
                                    + "with <url> or <keepsRunning>, <expect> and <timeout> where needed"),
                    e);
        }
    }
}
