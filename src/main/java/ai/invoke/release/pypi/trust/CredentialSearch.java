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
import java.util.TreeMap;

/**
 * Finds the credentials for an index: {@code settings.xml} first, then the environment, then trusted publishing, and last of
 * all {@code .pypirc}. A secret goes to the index that it is meant for, and to no other: a token of PyPI or TestPyPI says so itself, and for
 * anything else the name of the variable, or another variable beside it, does.
 */
public final class CredentialSearch {

    /** The variables of other tools; for which index, the same tools are told in variables, too. */
    private static final Map<String, Aim> SHARED = new TreeMap<>(Map.of(
            "TWINE_PASSWORD", new Aim("TWINE_REPOSITORY", "TWINE_REPOSITORY_URL"),
            "UV_PUBLISH_TOKEN", new Aim("UV_PUBLISH_INDEX", "UV_PUBLISH_URL")));

    /** The variables that name the index, by its name and by its upload URL. */
    private record Aim(String name, String url) {

        /** Whether the tool itself would send its secret there; without a word it goes to PyPI. */
        boolean at(PackageIndex index, Map<String, String> environment) {
            String address = environment.getOrDefault(url, "").strip();
            if (!address.isEmpty()) {
                return slash(address).equals(slash(index.upload().toString()));
            }
            String named = environment.getOrDefault(name, "").strip();
            return index.name().equalsIgnoreCase(named.isEmpty() ? PackageIndex.PYPI.name() : named);
        }

        private static String slash(String address) {
            return address.endsWith("/") ? address : address + "/";
        }
    }

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
     * @return {@code PYPI_TOKEN} for {@code pypi}, {@code TEST_PYPI_TOKEN} and {@code TESTPYPI_TOKEN} for {@code testpypi},
     *     and for each index {@code TWINE_PASSWORD} and {@code UV_PUBLISH_TOKEN}
     */
    public static List<String> variables(PackageIndex index) {
        List<String> names = new ArrayList<>(own(index));
        names.addAll(SHARED.keySet());
        return List.copyOf(names);
    }

    private static List<String> own(PackageIndex index) {
        if (index.isTest()) {
            return List.of("TEST_PYPI_TOKEN", "TESTPYPI_TOKEN");
        }
        return index.name().equalsIgnoreCase(PackageIndex.PYPI.name()) ? List.of("PYPI_TOKEN") : List.of();
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
            Optional<String> elsewhere = elsewhere(variable, value, index, environment);
            if (elsewhere.isPresent()) {
                looked.add(variable + elsewhere.get());
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
        String variable = own(index).stream()
                .findFirst()
                .map(name -> "set " + name + ", or ")
                .orElse("");
        return new Missing(
                reason,
                Problem.of("no credentials for " + index.title() + ": " + reason)
                        .next(
                                variable + "add <server><id>" + index.name()
                                        + "</id><username>__token__</username><password>…</password></server> to settings.xml"));
    }

    /** Why a secret is not for this index; empty when it is. A public index is told of a token of another by the diagnosis. */
    private static Optional<String> elsewhere(
            String variable, String value, PackageIndex index, Map<String, String> environment) {
        Optional<String> location = TokenDoctor.location(value);
        Aim aim = SHARED.get(variable);
        if (location.filter(named -> !TokenDoctor.belongs(named, index)).isPresent()
                && (aim != null || !index.isPublic())) {
            return Optional.of(" is a token of " + location.get().replaceAll("[^A-Za-z0-9.-]", "?"));
        }
        boolean named = location.isPresent() && index.tokenLocation().isPresent();
        return aim == null || named || aim.at(index, environment)
                ? Optional.empty()
                : Optional.of(" is for another index, by " + aim.url() + " and " + aim.name());
    }
}
