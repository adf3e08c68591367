package ai.invoke.release.pypi.trust.identity;

import ai.invoke.release.http.Http;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A CI whose program gives tokens. It gives them to every job, so that nothing says that this one is to publish: they are used only when
 * trusted publishing is demanded.
 */
record ToolIdentity(String title, Map<String, String> environment, Function<String, List<String>> command)
        implements CiIdentity {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Override
    public boolean available() {
        return environment.getOrDefault(MODE, "").strip().equals("always");
    }

    /** PyPI's publishers of these have no identity for attestations (warehouse, {@code oidc/models}). */
    @Override
    public boolean signs() {
        return false;
    }

    @Override
    public String describe() {
        return available()
                ? title + " gives this job an identity"
                : "this is a " + title + " job, whose identity is used when it is demanded:"
                        + " -Dinvokeai.trustedPublishing=always";
    }

    @Override
    public boolean renewable() {
        return true;
    }

    @Override
    public String token(Http http, String audience) {
        List<String> arguments = command.apply(audience);
        Outcome outcome = new ProcessRunner(environment)
                .run(Command.of(Path.of("").toAbsolutePath(), arguments)
                        .withCredentials()
                        .withUsualTimeout(LONGEST));
        // What it prints is not shown, since it may be the token.
        String token = outcome instanceof Outcome.Exited exited && outcome.succeeded()
                ? IdentityServer.token(exited.output())
                : "";
        if (token.isEmpty()) {
            throw new IdentityServer(title)
                    .failed(arguments.get(0)
                            + (outcome instanceof Outcome.TimedOut late
                                    ? ": " + late.why()
                                    : outcome.succeeded() ? " printed none" : " did not succeed; is it on the PATH?"));
        }
        return token;
    }

    /** Without the environment. */
    @Override
    public String toString() {
        return "ToolIdentity[" + title + "]";
    }
}
