package ai.invoke.release.pypi.trust;

import ai.invoke.release.http.Authorization;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.identity.CiIdentity;
import ai.invoke.release.text.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the credentials for an index: {@code settings.xml} first, then the environment, then trusted publishing, and last of
 * all {@code .pypirc}. A secret in
 * a variable that serves several indexes is passed over when it is a token of another one.
 */
public final class CredentialSearch {

    private static final List<String> SHARED = List.of("TWINE_PASSWORD", "UV_PUBLISH_TOKEN");

    /** The variable that says whether trusted publishing is used: {@code auto}, {@code always} or {@code never}. */
    public static final String TRUSTED_PUBLISHING = CiIdentity.MODE;

    private CredentialSearch() {}

    /** What was found. */
    public sealed interface Found {

        /**
         * Where it came from, or where it was looked for.
         *
         * @return for people, without any secret
         */
        String reason();

        /**
         * What may be shown to an index that wants a login from those who look.
         *
         * @param index where to look
         * @return empty for PyPI, where everybody may look, and where a secret is one of another index
         */
        default Optional<Authorization> forLooking(PackageIndex index) {
            return Optional.empty();
        }
    }

    /**
     * Credentials that somebody set.
     *
     * @param credentials what to send
     * @param reason where they came from
     */
    public record Given(PypiCredentials credentials, String reason) implements Found {

        @Override
        public Optional<Authorization> forLooking(PackageIndex index) {
            boolean foreign = TokenDoctor.location(credentials.password())
                    .filter(location -> !TokenDoctor.belongs(location, index))
                    .isPresent();
            return index.isPublic() || foreign || credentials.password().isEmpty()
                    ? Optional.empty()
                    : Optional.of(credentials.authorization());
        }
    }

    /**
     * The CI can vouch for the job.
     *
     * @param reason why trusted publishing is taken
     */
    public record Trusted(String reason) implements Found {}

    /**
     * No credentials were found.
     *
     * @param reason all places that were looked at
     * @param problem what to tell the user
     */
    public record Missing(String reason, Problem problem) implements Found {}

    /**
     * The environment variables that are read for an index, in this order.
     *
     * @param index the index
     * @return {@code PYPI_TOKEN}, {@code TWINE_PASSWORD}, {@code UV_PUBLISH_TOKEN}; for TestPyPI {@code TEST_PYPI_TOKEN} and
     *     {@code TESTPYPI_TOKEN} instead of the first
     */
    public static List<String> variables(PackageIndex index) {
        List<String> names = new ArrayList<>();
        if (index.isTest()) {
            names.add("TEST_PYPI_TOKEN");
            names.add("TESTPYPI_TOKEN");
        } else {
            names.add("PYPI_TOKEN");
        }
        names.addAll(SHARED);
        return List.copyOf(names);
    }

    /**
     * Searches settings, environment and trusted publishing, in that order.
     *
     * @param index where files will go
     * @param settings what {@code settings.xml} holds for the index, decrypted
     * @param environment the process's environment
     * @return the first find
     */
    public static Found search(
            PackageIndex index, Optional<PypiCredentials> settings, Map<String, String> environment) {
        String mode = environment.getOrDefault(TRUSTED_PUBLISHING, "auto").strip();
        return switch (mode) {
            case "auto", "" -> anything(index, settings, environment, true);
            case "never" -> anything(index, settings, environment, false);
            case "always" -> identity(index, settings, environment);
            default ->
                throw new ProjectException(Problem.of("invokeai.trustedPublishing is '" + Printable.of(mode)
                                + "', but it is auto, always or never")
                        .next("-Dinvokeai.trustedPublishing=auto"));
        };
    }

    /** Whoever demands trusted publishing wants to know of a token that still lies around. */
    private static Found identity(
            PackageIndex index, Optional<PypiCredentials> settings, Map<String, String> environment) {
        String why = TrustedPublisher.describe(environment);
        if (anything(index, settings, environment, false) instanceof Given given) {
            return new Missing(
                    given.reason(),
                    Problem.of("trusted publishing is demanded for " + index.title()
                                    + ", and there are other credentials: " + given.reason())
                            .next("take them away, or allow both with -Dinvokeai.trustedPublishing=auto"));
        }
        return TrustedPublisher.available(environment)
                ? new Trusted("trusted publishing, which is demanded; " + why)
                : new Missing(
                        why,
                        Problem.of("trusted publishing is demanded for " + index.title() + ", but " + why)
                                .next("run this in a job that has an identity: mvn invokeai-release:doctor"));
    }

    private static Found anything(
            PackageIndex index, Optional<PypiCredentials> settings, Map<String, String> environment, boolean trusting) {
        if (settings.isPresent()) {
            return new Given(settings.get(), settings.get().origin());
        }
        List<String> looked = new ArrayList<>();
        looked.add("no <server> '" + index.name() + "' in settings.xml");
        for (String variable : variables(index)) {
            String value = environment.getOrDefault(variable, "").strip();
            if (value.isEmpty()) {
                looked.add(variable + " is not set");
                continue;
            }
            Optional<String> location = TokenDoctor.location(value);
            boolean shared = SHARED.contains(variable) || !index.isPublic();
            if (location.isPresent() && shared && !TokenDoctor.belongs(location.get(), index)) {
                looked.add(variable + " is a token of " + location.get().replaceAll("[^A-Za-z0-9.-]", "?"));
                continue;
            }
            String user = variable.equals("TWINE_PASSWORD")
                    ? environment.getOrDefault("TWINE_USERNAME", PypiCredentials.TOKEN_USER)
                    : PypiCredentials.TOKEN_USER;
            String origin = "environment variable " + variable;
            return new Given(new PypiCredentials(user, value, origin), origin);
        }
        looked.add(trusting ? TrustedPublisher.describe(environment) : "trusted publishing is switched off");
        String reason = String.join("; ", looked);
        if (trusting && TrustedPublisher.available(environment)) {
            return new Trusted("trusted publishing, as " + reason);
        }
        Optional<PypiCredentials> file = Pypirc.find(index, environment);
        if (file.isPresent()) {
            return new Given(
                    file.get(),
                    file.get().origin()
                            + ", which is read last and holds it in clear text; settings.xml can encrypt it");
        }
        return new Missing(
                reason,
                Problem.of("no credentials for " + index.title() + ": " + reason)
                        .next(
                                "set " + variables(index).get(0) + ", or add <server><id>" + index.name()
                                        + "</id><username>__token__</username><password>…</password></server> to settings.xml"));
    }
}
