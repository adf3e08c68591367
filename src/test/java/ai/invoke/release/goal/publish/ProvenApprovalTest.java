package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approval.Decision;
import ai.invoke.release.approval.ApprovalStatement;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.Scope;
import ai.invoke.release.approval.ssh.SshKeygen;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.goal.plan.Approve;
import ai.invoke.release.goal.plan.Signing;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.ApprovalPolicy;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.plan.evidence.Evidence;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate of a plan that asks for signatures, against those who would like to open it without a key. */
class ProvenApprovalTest {

    private static final String SIGNERS = ".github/allowed_signers";
    private static final String REVOKED = ".github/revoked_signers";

    @TempDir
    Path folder;

    private final ProcessRunner runner = new ProcessRunner(System.getenv());
    private ReleaseDirectory directory;
    private Path ada;
    private Path bob;
    private String commit;

    @BeforeEach
    void aRepositoryWithSigners() throws Exception {
        directory = new ReleaseDirectory(folder.resolve("target/release"));
        Files.createDirectories(directory.dist());
        Files.writeString(directory.dist().resolve("x-1-py3-none-any.whl"), "wheel");
        ada = key("ada");
        bob = key("bob");
        Files.createDirectories(folder.resolve(".github"));
        commit = signers("ada@x " + publicKey(ada) + "\nbob@x " + publicKey(bob) + "\n");
    }

    private String run(String... arguments) {
        Outcome outcome = runner.run(Command.of(folder, arguments)
                .withEnvironment("GIT_CONFIG_GLOBAL", "/dev/null")
                .withTimeout(Duration.ofMinutes(1), "invokeai.test"));
        assertThat(outcome.succeeded()).as(outcome.tail().toString()).isTrue();
        return ((Outcome.Exited) outcome).output().strip();
    }

    private Path key(String name) {
        Path file = folder.resolve("key-" + name);
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file.toString());
        return file;
    }

    private static String publicKey(Path key) throws Exception {
        return Files.readString(Path.of(key + ".pub")).strip();
    }

    private String signers(String text) throws Exception {
        Files.writeString(folder.resolve(SIGNERS), text);
        if (!Files.exists(folder.resolve(".git"))) {
            run("git", "init", "-q");
        }
        run("git", "add", ".github");
        run("git", "-c", "user.name=T", "-c", "user.email=t@x", "commit", "-q", "--allow-empty", "-m", "signers");
        return run("git", "rev-parse", "HEAD");
    }

    private Optional<ApprovalPolicy.RevokedFile> revoked() throws Exception {
        Path file = folder.resolve(REVOKED);
        return Files.exists(file)
                ? Optional.of(new ApprovalPolicy.RevokedFile(REVOKED, Sha256.of(file)))
                : Optional.empty();
    }

    private PlanFile plan(int required, ApprovalPolicy.ManualCheck... checks) throws Exception {
        ApprovalPolicy policy = new ApprovalPolicy(
                ApprovalPolicy.Kind.SIGNED,
                required,
                Optional.of(new ApprovalPolicy.SignersFile(SIGNERS, Sha256.of(folder.resolve(SIGNERS)), revoked())),
                Optional.empty(),
                List.of(checks));
        PlanFile plan = PlanFile.of(new ReleasePlan(
                        "x",
                        "1",
                        "1",
                        false,
                        Optional.of("v1"),
                        commit,
                        List.of(new Artifact(
                                "dist/x-1-py3-none-any.whl",
                                Artifact.Role.WHEEL,
                                5,
                                ArtifactCheck.sha256(directory.dist().resolve("x-1-py3-none-any.whl")))),
                        List.of(),
                        List.of(IndexTarget.TESTPYPI, IndexTarget.PYPI),
                        Optional.empty())
                .with(Evidence.NONE, policy));
        plan.write(directory.plan());
        return plan;
    }

    private Approve.Result decide(Decision decision, Path key, String who, String scope, String... confirmed) {
        return decide(Clock.systemUTC(), decision, key, who, scope, confirmed);
    }

    private Approve.Result decide(
            Clock clock, Decision decision, Path key, String who, String scope, String... confirmed) {
        PlanFile plan = PlanFile.read(directory.plan());
        Signing signing = new Signing(folder, Optional.of(key.toString()), runner, line -> {});
        return new Approve()
                .run(new Approve.Request(
                        folder,
                        directory,
                        decision,
                        plan.fingerprint().shortForm(),
                        new Approve.Word(
                                who,
                                false,
                                Optional.of("looked at it"),
                                scope.equals("all") ? Scope.ALL : new Scope(new TreeSet<>(List.of(scope))),
                                List.of(confirmed)),
                        Optional.of(signing.signer(key.toString())),
                        clock));
    }

    private DeployRequest request(ApprovalDemand demand) {
        return new DeployRequest(
                        folder,
                        directory,
                        1,
                        Targets.asPlanned(),
                        new DeployRequest.Credentials(
                                new GitHubCredentials.Missing(List.of()), index -> Optional.empty(), Map.of()),
                        HttpSettings.direct(),
                        Timing.real(),
                        new DeployRequest.Output(Console.silent(), secret -> {}, entry -> {}),
                        AttestationSettings.none())
                .withDemand(demand);
    }

    private ReleaseGate.Open open() {
        return ReleaseGate.open(request(ApprovalDemand.of(1)));
    }

    private void shut(String why) {
        assertThatThrownBy(this::open).isInstanceOf(ProjectException.class).hasMessageContaining(why);
    }

    @Test
    void twoKeysOpenTheGate() throws Exception {
        plan(2);
        assertThat(new Signing(folder, Optional.of(ada.toString()), runner, line -> {})
                        .principal(PlanFile.read(directory.plan()), ada.toString()))
                .contains("ada@x");
        decide(Decision.APPROVED, ada, "ada@x", "all");
        shut("1 of 2 people have approved");
        decide(Decision.APPROVED, bob, "bob@x", "all");
        assertThat(open().approvals()).extracting(Approval::shown).containsExactly("ada@x (signed)", "bob@x (signed)");
    }

    /** One key under two names of the file is one person. */
    @Test
    void keysCountNotNames() throws Exception {
        commit = signers("ada@x " + publicKey(ada) + "\neve@x " + publicKey(ada) + "\n");
        plan(2);
        decide(Decision.APPROVED, ada, "ada@x", "all");
        decide(Decision.APPROVED, ada, "eve@x", "all");
        shut("1 of 2 people have approved");
    }

    @Test
    void aTypedNameOpensNothingButRejects() throws Exception {
        PlanFile plan = plan(1);
        new Approvals(directory.approvals())
                .add(new Approval(plan.fingerprint(), Decision.APPROVED, "ada@x", Instant.now(), Optional.empty()));
        shut("this plan asks for approvals of the kind signed");
        decide(Decision.APPROVED, ada, "ada@x", "all");
        assertThat(open().approvals()).hasSize(1);
        new Approvals(directory.approvals())
                .add(new Approval(plan.fingerprint(), Decision.REJECTED, "carol", Instant.now(), Optional.of("no")));
        shut("was rejected by carol (no)");
    }

    @Test
    void aKeyThatIsNotAllowedIsRefusedWhereItSigns() throws Exception {
        plan(1);
        Path mallory = key("mallory");
        assertThatThrownBy(() -> decide(Decision.APPROVED, mallory, "ada@x", "all"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("is not among the allowed signers");
        assertThatThrownBy(() -> decide(Decision.APPROVED, bob, "ada@x", "all"))
                .hasMessageContaining("belongs to bob@x, not to ada@x");
        assertThat(directory.approvals())
                .satisfiesAnyOf(
                        place -> assertThat(place).doesNotExist(),
                        place -> assertThat(place).isDirectoryNotContaining("glob:**.json"));
        shut("nobody has approved");
    }

    /** The work tree's file, or a later commit's, is not what was reviewed with the tag. */
    @Test
    void aKeyThatWasAddedAfterTheTagDoesNotCount() throws Exception {
        Path mallory = key("mallory");
        String reviewed = Files.readString(folder.resolve(SIGNERS));
        PlanFile plan = plan(1);
        signers(reviewed + "mallory@x " + publicKey(mallory) + "\n");
        forge(plan, mallory, "mallory@x", plan.fingerprint(), Instant.now());
        shut("is not among the allowed signers");

        // A plan that names the later file says so, and is found out by the commit.
        PlanFile other = plan(1);
        assertThat(other.fingerprint()).isNotEqualTo(plan.fingerprint());
        shut("the allowed signers at the plan's commit are not those of the plan");
    }

    private Path forge(PlanFile plan, Path key, String who, ai.invoke.release.plan.Fingerprint about, Instant at) {
        Approval word = new Approval(
                about, Decision.APPROVED, who, at.truncatedTo(java.time.temporal.ChronoUnit.SECONDS), Optional.empty());
        String signature = new SshKeygen(runner, line -> {})
                .sign(key.toString(), ApprovalStatement.NAMESPACE, ApprovalStatement.of(plan, word), folder);
        return new Approvals(directory.approvals()).add(word.with(new Approval.Proof.Signed(signature)));
    }

    @Test
    void anExpiredKeyDoesNotCountEvenWhenItDatesItsWordBack() throws Exception {
        commit = signers("ada@x valid-before=\"20260101Z\" " + publicKey(ada) + "\n");
        PlanFile plan = plan(1);
        forge(plan, ada, "ada@x", plan.fingerprint(), Instant.parse("2025-06-01T00:00:00Z"));
        shut("does not count from 2026-01-01T00:00:00Z on");
    }

    /** ssh-keygen refuses the same signature with the same file. */
    @Test
    void aRevokedKeyDoesNotCount() throws Exception {
        String allowed = Files.readString(folder.resolve(SIGNERS));
        Files.writeString(folder.resolve(REVOKED), "# stolen in May\n" + publicKey(ada) + "\n");
        commit = signers(allowed);
        PlanFile plan = plan(1);
        Path forged = forge(plan, ada, "ada@x", plan.fingerprint(), Instant.now());
        shut("is revoked by line 2 of the file with the revoked keys");
        assertThatThrownBy(() -> decide(Decision.APPROVED, ada, "ada@x", "all")).hasMessageContaining("is revoked");
        assertThat(sshKeygenAccepts(plan, forged, "-r", folder.resolve(REVOKED).toString()))
                .isFalse();
        assertThat(sshKeygenAccepts(plan, forged)).isTrue();

        // The list is the one at the tag's commit: emptied afterwards it says the same.
        Files.writeString(folder.resolve(REVOKED), "");
        signers(allowed);
        shut("is revoked by line 2");
        decide(Decision.APPROVED, bob, "bob@x", "all");
        assertThat(open().approvals()).hasSize(1);
    }

    private boolean sshKeygenAccepts(PlanFile plan, Path decision, String... more) throws Exception {
        Approval word = new Approvals(directory.approvals())
                .kept().stream()
                        .filter(kept -> kept.file().equals(decision))
                        .findFirst()
                        .orElseThrow()
                        .approval();
        Path signature = folder.resolve("decision.sig");
        Files.writeString(signature, ((Approval.Proof.Signed) word.proof()).signature());
        List<String> command = new ArrayList<>(List.of("ssh-keygen", "-Y", "verify", "-f"));
        command.addAll(List.of(folder.resolve(SIGNERS).toString(), "-I", word.approver()));
        command.addAll(List.of("-n", ApprovalStatement.NAMESPACE, "-s", signature.toString()));
        command.addAll(List.of(more));
        return runner.run(Command.of(folder, command)
                        .withInput(ApprovalStatement.of(plan, word))
                        .withTimeout(Duration.ofMinutes(1), "invokeai.test"))
                .succeeded();
    }

    @Test
    void aRevocationThatNobodyUnderstandsRevokesEverything() throws Exception {
        String allowed = Files.readString(folder.resolve(SIGNERS));
        for (String list : List.of(
                "ssh-ed25519 nonsense!\n",
                "SSHKRL\n\0binary",
                "ssh-rsa " + publicKey(ada).split(" ")[1])) {
            Files.writeString(folder.resolve(REVOKED), list);
            commit = signers(allowed);
            PlanFile plan = plan(1);
            forge(plan, bob, "bob@x", plan.fingerprint(), Instant.now());
            shut("not a usable file of revoked keys");
        }
    }

    @Test
    void aSignatureIsOfOneDecisionOnOnePlan() throws Exception {
        PlanFile plan = plan(1);
        Path file = decide(Decision.REJECTED, ada, "ada@x", "all").file();
        String no = Files.readString(file);
        // The signed "no" as a "yes".
        Files.delete(file);
        Files.delete(directory.journal());
        Files.writeString(
                file.resolveSibling(file.getFileName().toString().replace("rejected", "approved")),
                no.replace("rejected", "approved"));
        shut("not a signature of these bytes by this key");

        // A signed "yes" to other bytes.
        Files.delete(file.resolveSibling(file.getFileName().toString().replace("rejected", "approved")));
        Path yes = decide(Decision.APPROVED, ada, "ada@x", "testpypi").file();
        String text = Files.readString(yes);
        Files.writeString(directory.dist().resolve("x-1-py3-none-any.whl"), "other");
        PlanFile other = plan(1);
        Files.delete(yes);
        Files.writeString(
                yes.resolveSibling("0001-" + other.fingerprint() + "-approved.json"),
                text.replace(plan.fingerprint().sha256(), other.fingerprint().sha256())
                        .replace(
                                plan.fingerprint().shortForm() + "\"",
                                other.fingerprint().shortForm() + "\""));
        shut("not a signature of these bytes by this key");
    }

    @Test
    void aScopeCannotBeWidenedAndOpensItsTargetOnly() throws Exception {
        plan(1);
        Path file = decide(Decision.APPROVED, ada, "ada@x", "testpypi").file();
        ReleaseGate.Open open = open();
        assertThat(open.approved("testpypi")).isTrue();
        assertThat(open.approved("pypi")).isFalse();
        assertThatThrownBy(() -> open.require("pypi"))
                .hasMessageContaining("for pypi")
                .hasMessageContaining("mvn invokeai-release:approve -Dinvokeai.fingerprint=");
        Files.delete(directory.journal());
        Files.writeString(file, Files.readString(file).replace("\"testpypi\"", "\"pypi\""));
        shut("not a signature of these bytes by this key");
    }

    @Test
    void anOldYesPlayedAgainAfterANoOpensNothing() throws Exception {
        plan(1);
        // The time in a signed word has seconds.
        Clock before = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-5));
        Path yes = decide(before, Decision.APPROVED, ada, "ada@x", "all").file();
        Approval approval = new Approvals(directory.approvals()).all().get(0);
        decide(Decision.REJECTED, ada, "ada@x", "all");
        new Approvals(directory.approvals()).add(approval);
        assertThat(yes).exists();
        shut("was rejected by ada@x");
    }

    /** Somebody kept a copy of a signed yes and brings it into a folder where only the later no is. */
    @Test
    void anOldYesBehindANewerNoIsNotTheLastWord() throws Exception {
        PlanFile plan = plan(1);
        Path yes = forge(plan, ada, "ada@x", plan.fingerprint(), Instant.now().minusSeconds(5));
        Approval old = new Approvals(directory.approvals()).all().get(0);
        Files.delete(yes);
        decide(Decision.REJECTED, ada, "ada@x", "all");
        new Approvals(directory.approvals()).add(old);
        shut("was rejected by ada@x");
    }

    @Test
    void theLastDecisionCannotBeTakenAway() throws Exception {
        plan(1);
        decide(Decision.APPROVED, ada, "ada@x", "all");
        Path no = decide(Decision.REJECTED, bob, "bob@x", "all").file();
        Files.delete(no);
        shut("a decision is gone or was changed: 0002-");
    }

    @Test
    void manualChecksAreConfirmedByName() throws Exception {
        plan(
                1,
                new ApprovalPolicy.ManualCheck("generate", "make a picture"),
                new ApprovalPolicy.ManualCheck("ui", "look"));
        assertThatThrownBy(() -> decide(Decision.APPROVED, ada, "ada@x", "all", "ui"))
                .hasMessageContaining("the manual check generate is not confirmed: make a picture")
                .hasMessageContaining("-Dinvokeai.confirmed=generate,ui");
        assertThatThrownBy(() -> decide(Decision.APPROVED, ada, "ada@x", "all", "ui", "generate", "sleep"))
                .hasMessageContaining("the plan has no manual check sleep");
        PlanFile plan = PlanFile.read(directory.plan());
        forge(plan, ada, "ada@x", plan.fingerprint(), Instant.now());
        shut("it does not confirm generate, ui");
        decide(Decision.APPROVED, bob, "bob@x", "all", "ui", "generate");
        assertThat(open().approvals()).hasSize(1);
    }

    @Test
    void anUnknownTargetIsNamed() throws Exception {
        plan(1);
        assertThatThrownBy(() -> decide(Decision.APPROVED, ada, "ada@x", "github"))
                .hasMessageContaining("the plan does not go to github")
                .hasMessageContaining("its targets: testpypi, pypi");
    }

    /** The daemon that a build backend left behind, faster than any person. */
    @Test
    void whatAppearedWhileThisSessionRanCodeOfTheProjectDoesNotCount() throws Exception {
        plan(1);
        Set<String> before = new Approvals(directory.approvals()).digests();
        decide(Decision.APPROVED, ada, "ada@x", "all");
        ApprovalDemand late = new ApprovalDemand(1, Optional.empty(), Optional.empty(), Optional.of(before));
        assertThatThrownBy(() -> ReleaseGate.open(request(late)))
                .hasMessageContaining("it was not there when this Maven session began");
        Set<String> now = new Approvals(directory.approvals()).digests();
        ApprovalDemand next = new ApprovalDemand(1, Optional.empty(), Optional.empty(), Optional.of(now));
        assertThatCode(() -> ReleaseGate.open(request(next))).doesNotThrowAnyException();
    }

    @Test
    void thePlanMustBeTheOneThatWasHandedOverAndAskForWhatThePomAsksFor() throws Exception {
        PlanFile plan = plan(1);
        decide(Decision.APPROVED, ada, "ada@x", "all");
        List<ApprovalDemand> open = List.of(
                new ApprovalDemand(
                        1,
                        Optional.of(ApprovalPolicy.Kind.SIGNED),
                        Optional.of(plan.fingerprint().sha256()),
                        Optional.empty()),
                new ApprovalDemand(
                        1, Optional.empty(), Optional.of(plan.fingerprint().shortForm()), Optional.empty()));
        open.forEach(demand ->
                assertThatCode(() -> ReleaseGate.open(request(demand))).doesNotThrowAnyException());
        assertThatThrownBy(() -> ReleaseGate.open(request(
                        new ApprovalDemand(1, Optional.empty(), Optional.of("0".repeat(64)), Optional.empty()))))
                .hasMessageContaining("the plan is not the one that was handed over");
        assertThatThrownBy(() -> ReleaseGate.open(request(new ApprovalDemand(
                        1, Optional.of(ApprovalPolicy.Kind.ENVIRONMENT), Optional.empty(), Optional.empty()))))
                .hasMessageContaining("the plan asks for approvals of the kind signed, the POM for environment");
        assertThatThrownBy(() -> ReleaseGate.open(request(ApprovalDemand.of(2))))
                .hasMessageContaining("1 of 2 people have approved");
    }

    @Test
    void withoutACloneNobodyKnowsWhoMaySign() throws Exception {
        plan(1);
        decide(Decision.APPROVED, ada, "ada@x", "all");
        List<String> lines = new ArrayList<>();
        run("git", "checkout", "-q", "--orphan", "empty");
        run("git", "update-ref", "-d", "refs/heads/master");
        lines.add(run("git", "rev-parse", "--is-inside-work-tree"));
        assertThat(open().approvals()).as("the object is still there: " + lines).hasSize(1);
        ai.invoke.release.file.Folders.delete(folder.resolve(".git"));
        shut("the file with the allowed signers is not to be found at the plan's commit");
    }
}
