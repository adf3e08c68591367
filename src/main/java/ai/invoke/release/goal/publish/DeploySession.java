package ai.invoke.release.goal.publish;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.Scope;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.github.release.ReleaseSpec;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ArtifactCheck;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.Journal;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.ReceiptFile;
import ai.invoke.release.plan.ReleaseLock;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.AttestationFiles;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.upload.IndexUpload;
import ai.invoke.release.report.page.LivePage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One deploy goal at work on one approved release: nobody else works on it, and what is done is written down. */
final class DeploySession implements AutoCloseable {

    private final DeployRequest request;
    private final ReleaseLock lock;
    private final ReleaseGate.Open release;
    private final Journal journal;

    private DeploySession(DeployRequest request, ReleaseLock lock, ReleaseGate.Open release) {
        this.request = request;
        this.lock = lock;
        this.release = release;
        this.journal = new Journal(
                request.directory().journal(),
                release.plan().fingerprint(),
                request.timing().clock(),
                request.output().journal());
    }

    /**
     * Passes the gate.
     *
     * @param request what the goal was given
     * @return to be closed when the goal is done
     */
    static DeploySession open(DeployRequest request) {
        ReleaseLock lock = ReleaseLock.take(request.directory());
        try {
            return new DeploySession(request, lock, ReleaseGate.open(request));
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Whether a target may go out now. */
    boolean approved(String target) {
        return release.approved(target);
    }

    /** Stops before a target that nobody has approved yet, or that somebody has rejected. */
    void require(String target) {
        release.require(target);
    }

    /** Targets that wait for their approval. */
    List<String> closed() {
        return release.closed().stream()
                .filter(target ->
                        !target.equals(Scope.GITHUB) || plan().github().isPresent())
                .toList();
    }

    List<Approval> approvals() {
        return release.approvals();
    }

    PlanFile planFile() {
        return release.plan();
    }

    ReleasePlan plan() {
        return release.plan().plan();
    }

    Journal journal() {
        return journal;
    }

    /** The tag, which the gate has demanded. */
    String tag() {
        return plan().tag().orElseThrow();
    }

    /** The planned GitHub release with everything that the GitHub goals need to know. */
    Optional<ReleaseSpec> github() {
        return plan().github().map(this::spec);
    }

    private ReleaseSpec spec(GitHubTarget target) {
        List<AssetFile> assets = new ArrayList<>();
        plan().artifacts().stream()
                .filter(target.files()::holds)
                .map(artifact -> asset(artifact, target.files().labels()))
                .forEach(assets::add);
        if (target.files().evidence()) {
            assets.add(evidence(request.directory().plan(), "release-plan.json"));
            new Approvals(request.directory().approvals())
                    .files(release.approvals())
                    .forEach(file -> assets.add(evidence(file, "approval-" + file.getFileName())));
        }
        assets.addAll(attestations());
        return new ReleaseSpec(
                request.targets().repository(target),
                request.credentials().github(),
                new ReleaseSpec.Source(
                        new TagRef(tag(), target.tagObject().orElse(""), plan().commit()),
                        plan().version(),
                        plan().prerelease()),
                new ReleaseSpec.Text(target.title(), notes(target), target.discussionCategory()),
                planFile().fingerprint().sha256(),
                assets,
                request.directory().root().resolve("tmp"));
    }

    private AssetFile asset(Artifact artifact, Map<String, String> labels) {
        Path file = request.directory().root().resolve(artifact.path());
        return new AssetFile(
                file,
                artifact.fileName(),
                artifact.size(),
                artifact.sha256(),
                Optional.ofNullable(labels.get(artifact.fileName())),
                false);
    }

    private static AssetFile evidence(Path file, String name) {
        try {
            return new AssetFile(file, name, Files.size(file), ArtifactCheck.sha256(file), Optional.empty(), true);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read: " + e).at(Location.of(file.toString())), e);
        }
    }

    /** The attestations of the planned files, as far as they were made. They join the release and are no part of the plan. */
    List<AssetFile> attestations() {
        return plan().indexArtifacts().stream()
                .flatMap(artifact -> attestations(artifact).keySet().stream())
                .map(DeploySession::attestation)
                .toList();
    }

    /** The attestations of one planned file, by the file that holds them. */
    Map<Path, Attestation> attestations(Artifact artifact) {
        return AttestationFiles.kept(request.directory().attestations(), artifact.fileName(), artifact.sha256());
    }

    private static AssetFile attestation(Path file) {
        try {
            return new AssetFile(
                    file,
                    String.valueOf(file.getFileName()),
                    Files.size(file),
                    Sha256.of(file),
                    Optional.empty(),
                    true);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read the attestation: " + e).at(Location.of(file.toString())), e);
        }
    }

    /**
     * What is to be done at a planned index.
     *
     * @param target the planned index
     * @param listener is notified of each step
     * @param visibility how long to wait for the index to show what it took
     */
    IndexUpload.Request upload(IndexTarget target, IndexUpload.Listener listener, Duration visibility) {
        PackageIndex index = request.targets().index(target);
        return new IndexUpload.Request(
                index,
                plan().indexArtifacts().stream()
                        .map(artifact -> IndexUpload.ApprovedFile.approved(
                                request.directory().root().resolve(artifact.path()), artifact.sha256()))
                        .toList(),
                request.credentials().logins().apply(index),
                request.credentials().environment(),
                listener,
                request.output().mask(),
                visibility,
                request.attestations().in(request.directory().attestations()));
    }

    /** Read once, and the digest taken of what was read: a file that is swapped after the gate never gets out. */
    private String notes(GitHubTarget target) {
        Path file = request.directory().notes();
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (!Sha256.of(bytes).equals(target.notesSha256())) {
                throw new ProjectException(Problem.of("these are not the release notes that were planned")
                        .at(Location.of(file.toString()))
                        .next("mvn verify   (makes a new plan, which has to be approved again)"));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read the release notes: " + e).at(Location.of(file.toString())), e);
        }
    }

    /** A receipt on which only the plan stands; whatever else it is to say, a service has to say first. */
    Receipt blankReceipt() {
        return Receipt.begin(
                planFile(),
                release.approvals().stream()
                        .map(approval -> new Receipt.Signature(approval.shown(), approval.at()))
                        .toList());
    }

    /**
     * The receipt that an earlier run left for this plan; only to know which channels were told, which no service tells.
     *
     * @return empty when there is none, or none that can be read
     */
    Optional<Receipt> lastReceipt() {
        try {
            return ReceiptFile.read(request.directory().receipt())
                    .filter(receipt -> receipt.fingerprint().equals(planFile().fingerprint()));
        } catch (ProjectException e) {
            e.problems().forEach(request.console()::warn);
            return Optional.empty();
        }
    }

    void save(Receipt receipt) {
        ReceiptFile.write(request.directory().receipt(), receipt);
    }

    /** However the goal ended, the page says how far it came. */
    @Override
    public void close() {
        try {
            LivePage.refresh(request.directory(), planFile(), List.of());
        } catch (ReleaseException e) {
            e.problems().forEach(request.console()::warn);
        } finally {
            lock.close();
        }
    }
}
