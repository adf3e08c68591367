package ai.invoke.release.goal.publish;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.JournalEntry;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.PypiCredentials;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What every goal of the deploy half is given.
 *
 * @param projectDirectory the work tree, to see whether HEAD is still the planned commit; need not be a repository
 * @param directory the release directory with plan, approvals and files
 * @param demand what is asked of the approvals besides the plan's own policy
 * @param targets the addresses of the planned targets
 * @param credentials who publishes
 * @param http how to reach the services
 * @param timing clock and waiting
 * @param output who is told what happens
 * @param attestations what to do about attestations; made ones are kept in the release directory
 */
public record DeployRequest(
        Path projectDirectory,
        ReleaseDirectory directory,
        ApprovalDemand demand,
        Targets targets,
        Credentials credentials,
        HttpSettings http,
        Timing timing,
        Output output,
        AttestationSettings attestations) {

    /**
     * The credentials of whoever publishes.
     *
     * @param github the token for GitHub, or why there is none
     * @param logins what {@code settings.xml} holds for an index, decrypted; asked only for indexes that are planned
     * @param environment the process's environment, for tokens and trusted publishing
     */
    public record Credentials(
            GitHubCredentials github,
            Function<PackageIndex, Optional<PypiCredentials>> logins,
            Map<String, String> environment) {

        /** Takes an unmodifiable copy. */
        public Credentials {
            environment = Map.copyOf(environment);
        }

        /** Neither logins nor environment. */
        @Override
        public String toString() {
            return "Credentials[...]";
        }
    }

    /**
     * Who is told what happens.
     *
     * @param console the user
     * @param mask is given every secret that is made on the way, so that a CI service hides it in its log
     * @param journal is notified of each journal entry once it is on the disk
     */
    public record Output(Console console, Consumer<String> mask, Consumer<JournalEntry> journal) {}

    /**
     * The user's console.
     *
     * @return the console of {@link #output}
     */
    public Console console() {
        return output.console();
    }

    /**
     * Creates a request that asks for a number of approvals and nothing else.
     *
     * @param projectDirectory the work tree
     * @param directory the release directory
     * @param requiredApprovals how many people must have approved
     * @param targets where the planned targets really are
     * @param credentials who publishes
     * @param http how to reach the services
     * @param timing clock and waiting
     * @param output who is told what happens
     * @param attestations what to do about attestations
     */
    public DeployRequest(
            Path projectDirectory,
            ReleaseDirectory directory,
            int requiredApprovals,
            Targets targets,
            Credentials credentials,
            HttpSettings http,
            Timing timing,
            Output output,
            AttestationSettings attestations) {
        this(
                projectDirectory,
                directory,
                ApprovalDemand.of(requiredApprovals),
                targets,
                credentials,
                http,
                timing,
                output,
                attestations);
    }

    /**
     * The same request with attestations.
     *
     * @param settings what to do about them
     * @return a copy
     */
    public DeployRequest withAttestations(AttestationSettings settings) {
        return new DeployRequest(
                projectDirectory, directory, demand, targets, credentials, http, timing, output, settings);
    }

    /**
     * The same request with another demand on the approvals.
     *
     * @param demanded what is asked of them
     * @return a copy
     */
    public DeployRequest withDemand(ApprovalDemand demanded) {
        return new DeployRequest(
                projectDirectory, directory, demanded, targets, credentials, http, timing, output, attestations);
    }
}
