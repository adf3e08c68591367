package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.plan.PolicyChoice;
import ai.invoke.release.goal.publish.ApprovalDemand;
import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.TlsSettings;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.time.Duration;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** What all goals of the deploy half share: how many approvals they need, and the logins of {@code settings.xml}. */
abstract class AbstractDeployMojo extends AbstractReleaseMojo {

    /**
     * The digest of the plan that the build job has handed over, checked before anything else: in CI all 64 hex digits, which {@code plan}
     * leaves as the output {@code PLAN_SHA256}. On a person's own machine the 12 digits of the fingerprint do, too. With {@code dist} the
     * plan is the one beside those files, and nothing else is uploaded than what it names.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.fingerprint")
    private @Nullable String fingerprint;

    /**
     * How approvals must be proven at least; a plan that asks for another kind is refused. By default the plan's word is taken.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.approvalKind")
    private @Nullable String approvalKind;

    /**
     * How many different people must have approved the plan; the plan itself may ask for more.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.requiredApprovals", defaultValue = "1")
    private int requiredApprovals;

    /**
     * A PEM file with the certificates to trust, for a company's network. By default what {@code TWINE_CERT}, {@code
     * SSL_CERT_FILE}, {@code REQUESTS_CA_BUNDLE} or {@code PIP_CERT} name, else Java's own.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.caBundle")
    private @Nullable File caBundle;

    /**
     * A PEM file with a private key (PKCS #8, not encrypted) and its certificates, for servers that ask for one. By default
     * what {@code TWINE_CLIENT_CERT} or {@code SSL_CLIENT_CERT} name.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.clientCertificate")
    private @Nullable File clientCertificate;

    /**
     * Seconds until a connection must have come about.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.connectTimeout", defaultValue = "10")
    private int connectTimeout;

    /**
     * Seconds that a server may say nothing. By default one minute, and five while an index stores a file.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.readTimeout")
    private @Nullable Integer readTimeout;

    /**
     * Seconds that one attempt at a request may take as a whole. By default two minutes, and for an upload five minutes or
     * what a line of 64 KiB a second needs.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.overallTimeout")
    private @Nullable Integer overallTimeout;

    /**
     * Whom to ask when an index is in trouble and no incident is known: people or a channel, in your own words.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.owners")
    private @Nullable String owners;

    /**
     * Whether the CI vouches for the job: {@code auto}, when there are no other credentials; {@code always}, and other credentials are
     * an error; {@code never}. By default what the variable {@code INVOKEAI_TRUSTED_PUBLISHING} says, else {@code auto}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.trustedPublishing")
    private @Nullable String trustedPublishing;

    private final SettingsDecrypter decrypter;

    AbstractDeployMojo(SettingsDecrypter decrypter) {
        this.decrypter = decrypter;
    }

    /**
     * What the goal is given.
     *
     * @param console where to tell the user
     * @return the request
     * @throws ai.invoke.release.problem.ProjectException when Maven is offline
     */
    final DeployRequest request(Console console) {
        DeployAccess access = new DeployAccess(session(), decrypter);
        HttpSettings http = access.http()
                .withTimeouts(new HttpSettings.Timeouts(
                        seconds("invokeai.connectTimeout", connectTimeout),
                        Optional.ofNullable(readTimeout).map(value -> seconds("invokeai.readTimeout", value)),
                        Optional.ofNullable(overallTimeout).map(value -> seconds("invokeai.overallTimeout", value))))
                .withTls(TlsSettings.of(
                        Optional.ofNullable(caBundle).map(File::toPath),
                        Optional.ofNullable(clientCertificate).map(File::toPath),
                        access.environment()));
        return access.request(
                        projectDirectory(),
                        releaseDirectory(),
                        http,
                        Optional.ofNullable(owners),
                        Optional.ofNullable(trustedPublishing),
                        console)
                .withDemand(new ApprovalDemand(
                        requiredApprovals,
                        Optional.ofNullable(approvalKind).map(PolicyChoice::kind),
                        Optional.ofNullable(fingerprint)
                                .map(digits -> PlanDigits.required(digits, access.environment())),
                        decisionsBefore()));
    }

    private static Duration seconds(String name, int value) {
        if (value < 1) {
            throw new ProjectException(Problem.of(name + " is " + value + "; it counts seconds and must be at least 1")
                    .next("leave it out, or set it to 1 or more"));
        }
        return Duration.ofSeconds(value);
    }
}
