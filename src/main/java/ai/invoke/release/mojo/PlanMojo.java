package ai.invoke.release.mojo;

import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.HowToApprove;
import ai.invoke.release.console.Console;
import ai.invoke.release.console.Styles.Style;
import ai.invoke.release.goal.plan.ComparisonOptions;
import ai.invoke.release.goal.plan.NotesOptions;
import ai.invoke.release.goal.plan.Plan;
import ai.invoke.release.goal.plan.PlanTargets;
import ai.invoke.release.goal.plan.PolicyChoice;
import ai.invoke.release.mojo.configuration.EmptyElements;
import ai.invoke.release.mojo.configuration.IndexConfiguration;
import ai.invoke.release.mojo.configuration.ManualCheckConfiguration;
import ai.invoke.release.mojo.configuration.ReleaseFileConfiguration;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.report.PlanSummary;
import java.io.File;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Writes down what will be published, where and as what, and shows the fingerprint that a human approves. Equal inputs give
 * an equal plan, so {@code mvn deploy} after {@code approve} finds the approved fingerprint again.
 *
 * @since 1.0.0
 */
@Mojo(name = "plan", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class PlanMojo extends AbstractReleaseMojo {

    /**
     * Whether the release goes to PyPI.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi", defaultValue = "true")
    private boolean pypi;

    /**
     * Whether the release goes to TestPyPI first.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.testpypi", defaultValue = "false")
    private boolean testpypi;

    /**
     * The upload API of the index called {@code pypi}; another address makes it a company's index.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi.uploadUrl", defaultValue = "https://upload.pypi.org/legacy/")
    private @Nullable URI pypiUploadUrl;

    /**
     * The simple index that belongs to it.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi.simpleUrl", defaultValue = "https://pypi.org/simple/")
    private @Nullable URI pypiSimpleUrl;

    /**
     * The upload API of the index called {@code testpypi}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.testpypi.uploadUrl", defaultValue = "https://test.pypi.org/legacy/")
    private @Nullable URI testpypiUploadUrl;

    /**
     * The simple index that belongs to it.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.testpypi.simpleUrl", defaultValue = "https://test.pypi.org/simple/")
    private @Nullable URI testpypiSimpleUrl;

    /**
     * How an approval is proven, part of the plan: {@code typed} by a name, which is a convention and no control; {@code signed} by an SSH
     * signature of a key in {@code allowedSigners}; {@code environment} by GitHub's record of who reviewed the deployment environment of the
     * workflow run.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.approvalKind", defaultValue = "typed")
    private String approvalKind = "typed";

    /**
     * The file with the keys that may sign, in the form of {@code ssh-keygen} (ALLOWED SIGNERS), as it is tracked at the tag's commit; a
     * path below the repository's top folder. By default {@code .github/allowed_signers}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.allowedSigners")
    private @Nullable String allowedSigners;

    /**
     * The file with the keys that do not count any more, one public key a line, as it is tracked at the tag's commit. By default {@code
     * .github/revoked_signers}, where there is one.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.revokedSigners")
    private @Nullable String revokedSigners;

    /**
     * The deployment environment at GitHub whose reviewers approve, for the kind {@code environment}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.approvalEnvironment")
    private @Nullable String approvalEnvironment;

    /**
     * Whether the review of the person counts who started the workflow run.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.allowSelfReview", defaultValue = "false")
    private boolean allowSelfReview;

    /**
     * How many different people, or keys, must approve the plan before it may go out; part of the plan.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.requiredApprovals", defaultValue = "1")
    private int requiredApprovals;

    /**
     * Whether a GitHub release is made.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.github", defaultValue = "true")
    private boolean github;

    /**
     * The GitHub repository, {@code owner/name} or an address. By default the one that GitHub Actions runs for, else the
     * one that the remote {@code origin} points to.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.githubRepository")
    private @Nullable String githubRepository;

    /**
     * Base of GitHub's REST API, for a server of your own. By default it is derived from the repository's address.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.githubApi")
    private @Nullable URI githubApi;

    /**
     * The category of the discussion that is opened with the release. By default none is.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.discussionCategory")
    private @Nullable String discussionCategory;

    /**
     * The tag that the notes count from. By default the newest release before this one, by PEP 440.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.previousTag")
    private @Nullable String previousTag;

    /**
     * The template of the release notes. By default the plugin's own.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.notesTemplate")
    private @Nullable File notesTemplate;

    /**
     * The template of the release's title. By default {@code {{project}} {{tag}}}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.releaseTitle")
    private @Nullable String releaseTitle;

    /**
     * Logins, names or mail addresses of the project's own people, who are not thanked as contributors.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<String> internalContributors = List.of();

    /**
     * Further programs that are not thanked: names, logins or mail addresses, {@code *} standing for anything.
     *
     * @since 1.0.0
     */
    @Parameter(alias = "bots")
    private List<String> botContributors = List.of();

    /**
     * Further indexes: {@code <index>} with {@code <id>}, {@code <uploadUrl>}, {@code <simpleUrl>}, and where wanted {@code
     * <order>} (smaller numbers come first; by default {@code testpypi} 10, {@code pypi} 30, all others 20) and {@code
     * <required>} (whether the GitHub release stays a draft until the index has every file; by default true, but not for
     * {@code testpypi}). The credentials are those of the {@code <server>} with the same id. {@code pypi} and {@code testpypi}
     * may be listed for their order.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<IndexConfiguration> indexes = List.of();

    /**
     * Whether the GitHub release gets nothing but the installers and {@code releaseFiles}: no distributions, no SHA256SUMS.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.installerOnly", defaultValue = "false")
    private boolean installerOnly;

    /**
     * Whether the GitHub release gets {@code release-plan.json} and the approvals that opened the gate: {@code audit} starts from
     * them, and an immutable release takes no files afterwards.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.publishEvidence", defaultValue = "true")
    private boolean publishEvidence = true;

    /**
     * Further files for the GitHub release: {@code <releaseFile><path>docs/*.pdf</path><label>Manual</label></releaseFile>}.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<ReleaseFileConfiguration> releaseFiles = List.of();

    /**
     * A file with Markdown for the beginning of the notes.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.introductionFile")
    private @Nullable File introductionFile;

    /**
     * Whether the introduction of the release before begins these notes, too, where there is no file; needs {@code collect}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.carryIntroduction", defaultValue = "false")
    private boolean carryIntroduction;

    /**
     * What people try by hand before they approve: {@code <manualCheck>} with {@code <name>} and {@code <description>}. Each is
     * shown, and confirmed by its name at {@code approve}.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<ManualCheckConfiguration> manualChecks = List.of();

    /**
     * A folder with the wheels of the release before, to compare with. By default what {@code collect} stored.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.previousDist")
    private @Nullable File previousDist;

    /**
     * How many percent of its files or of its size a wheel may lose against the release before; more stops the goal.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.maxLoss", defaultValue = "25")
    private int maxLoss = 25;

    /**
     * Names of wheels that may lose more than that, with commas between.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.acknowledgedLoss")
    private List<String> acknowledgedLoss = List.of();

    /**
     * The wheels that the machines of a matrix build, as patterns of their tags with {@code *} and {@code ?}: {@code
     * cp312-*-manylinux*_x86_64}. A plan in which no wheel matches one of them is not made.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.expectedWheels")
    private List<@Nullable String> expectedWheels = List.of();

    /** For Maven. */
    public PlanMojo() {}

    @Override
    protected void run(Console console) {
        PlanTargets targets = new PlanTargets(
                pypi,
                testpypi,
                Optional.ofNullable(pypiUploadUrl),
                Optional.ofNullable(pypiSimpleUrl),
                Optional.ofNullable(testpypiUploadUrl),
                Optional.ofNullable(testpypiSimpleUrl),
                github,
                Optional.ofNullable(githubRepository),
                Optional.ofNullable(githubApi),
                indexes.stream().map(IndexConfiguration::toChoice).toList());
        Plan.Result result = new Plan(console)
                .run(new Plan.Request(
                        versionRequest(true),
                        new ReleaseDirectory(releaseDirectory()),
                        targets,
                        new NotesOptions(
                                Optional.ofNullable(previousTag),
                                Optional.ofNullable(notesTemplate).map(File::toPath),
                                Optional.ofNullable(releaseTitle),
                                internalContributors,
                                botContributors,
                                Optional.ofNullable(introductionFile).map(File::toPath),
                                carryIntroduction),
                        Optional.ofNullable(discussionCategory),
                        new Plan.FileOptions(
                                installerOnly, publishEvidence, ReleaseFileConfiguration.asMap(releaseFiles)),
                        policy(),
                        new ComparisonOptions(
                                Optional.ofNullable(previousDist).map(File::toPath), maxLoss, acknowledgedLoss),
                        EmptyElements.refused("expectedWheels", expectedWheels)));
        PlanSummary.lines(result.plan(), console.styles()).forEach(console::info);
        result.headlines().forEach(line -> console.info("page        " + line));
        result.changes().forEach(change -> console.info("changed since the last plan: " + change));
        console.info("report      " + result.report());
        if (!result.approvedBy().isEmpty()) {
            console.info(
                    "approved    by " + console.styles().in(Style.SUCCESS, String.join(", ", result.approvedBy())));
        }
        console.info("next        " + next(result));
    }

    private static String next(Plan.Result result) {
        if (result.standing() instanceof Approvals.Verdict.Rejected) {
            return "it was rejected: fix what was rejected, then mvn verify";
        }
        if (result.standing() instanceof Approvals.Verdict.Approved
                && result.plan().plan().tag().isPresent()) {
            return "mvn deploy";
        }
        return HowToApprove.of(result.plan());
    }

    private PolicyChoice policy() {
        return new PolicyChoice(
                approvalKind,
                Math.max(1, requiredApprovals),
                Optional.ofNullable(allowedSigners),
                Optional.ofNullable(revokedSigners),
                Optional.ofNullable(approvalEnvironment),
                allowSelfReview,
                ManualCheckConfiguration.all(manualChecks));
    }
}
