package ai.invoke.release.goal.inspect;

import ai.invoke.release.approval.Approvals;
import ai.invoke.release.approval.HowToApprove;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.goal.publish.ReleaseGate;
import ai.invoke.release.http.Http;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.ReceiptFile;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.report.PlanSummary;
import ai.invoke.release.text.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Says where a release stands: {@code status}. Changes nothing, and goes on when a service does not answer. */
public final class Status {

    /**
     * What is asked.
     *
     * @param question which release
     * @param deploy how to reach the services
     */
    public record Request(ReleaseQuestion question, DeployRequest deploy) {}

    /** For the Mojo. */
    public Status() {}

    /**
     * Looks everywhere.
     *
     * @param request what is asked
     * @return how everything stands
     * @throws ReleaseException when nothing says which release is meant
     */
    public Inspection run(Request request) {
        Subject subject = request.question()
                .find(request.deploy().directory(), request.deploy().targets());
        try (Http http = new Http(
                request.deploy().http(),
                request.deploy().console(),
                request.deploy().timing())) {
            return new Look(request.deploy(), subject, http).all();
        }
    }

    /** One look. */
    private static final class Look {

        private final DeployRequest deploy;
        private final Subject subject;
        private final Http http;
        private final List<Fact> facts = new ArrayList<>();
        private Optional<GitHubLook> github = Optional.empty();
        private int places;
        private int complete;
        private boolean something;
        private boolean immutable;
        private boolean silent;

        Look(DeployRequest deploy, Subject subject, Http http) {
            this.deploy = deploy;
            this.subject = subject;
            this.http = http;
        }

        Inspection all() {
            Optional<Tag> local = localTag();
            subject.repository()
                    .ifPresent(repository -> attempt("github release", () -> {
                        boolean token = deploy.credentials().github() instanceof GitHubCredentials.Found;
                        github = Optional.of(GitHubLook.at(
                                GitHubLook.client(http, repository, deploy),
                                subject.tag().orElse(""),
                                token));
                    }));
            boolean tagged = tags(local);
            boolean approved = plan(local);
            for (IndexTarget target : subject.indexes()) {
                attempt(target.name(), () -> index(target));
            }
            github.ifPresent(this::release);
            announcement();
            Stage stage = stage(tagged, approved);
            return new Inspection(subject, Optional.of(stage), facts, next(stage), something ? undo() : List.of());
        }

        /** What does not answer is unknown, and stops nothing else. */
        private void attempt(String about, Runnable look) {
            try {
                look.run();
            } catch (ReleaseException e) {
                silent = true;
                facts.add(Fact.unknown(
                        about, e.problems().stream().map(Problem::what).collect(Collectors.joining("; "))));
            }
        }

        private Optional<Tag> localTag() {
            Optional<Repo> found = Repo.find(deploy.projectDirectory());
            if (found.isEmpty() || subject.tag().isEmpty()) {
                return Optional.empty();
            }
            try (Repo repo = found.get()) {
                return repo.tag(subject.tag().get());
            }
        }

        private boolean tags(Optional<Tag> local) {
            String name = subject.tag().orElse("");
            facts.add(
                    0,
                    local.map(tag -> Fact.ok("tag here", name + " is commit " + tag.peeledId()))
                            .orElseGet(() ->
                                    Fact.open("tag here", name.isEmpty() ? "none" : name + " is not in this clone")));
            if (github.isEmpty()) {
                int next = 1;
                if (subject.onGitHub()) {
                    facts.add(
                            next++,
                            Fact.unknown(
                                    "tag at GitHub",
                                    subject.repository().isEmpty()
                                            ? "nothing says which repository this is"
                                            : "GitHub did not say"));
                }
                int at = next;
                Optional<RemoteTag> origin = name.isEmpty()
                        ? Optional.empty()
                        : RemoteTag.at(
                                deploy.projectDirectory(), deploy.credentials().environment(), name);
                origin.ifPresent(found -> facts.add(at, found.fact(local)));
                return local.isPresent() || origin.flatMap(RemoteTag::tag).isPresent();
            }
            facts.add(
                    1,
                    github.get()
                            .tag()
                            .map(remote -> local.isEmpty()
                                            || remote.object()
                                                    .equals(local.get().objectId())
                                    ? Fact.ok("tag at GitHub", name + " is commit " + remote.commit())
                                    : Fact.wrong(
                                            "tag at GitHub",
                                            "is object " + remote.object() + " of commit " + remote.commit()
                                                    + ", not the one of this clone"))
                            .orElseGet(() -> Fact.open("tag at GitHub", "none")));
            return local.isPresent() || github.get().tag().isPresent();
        }

        private boolean plan(Optional<Tag> tag) {
            Optional<PlanFile> plan = subject.plan();
            if (plan.isEmpty()) {
                facts.add(Fact.open("plan", "none in " + deploy.directory().root()));
                return false;
            }
            String made = plan.get().fingerprint() + ", made from commit "
                    + plan.get().plan().commit();
            boolean other = tag.isPresent()
                    && !tag.get().peeledId().equals(plan.get().plan().commit());
            facts.add(other ? Fact.wrong("plan", made + ", but the tag is another one") : Fact.ok("plan", made));
            List<String> warnings = PlanSummary.warnings(plan.get().plan());
            facts.add(
                    warnings.isEmpty()
                            ? Fact.ok("evidence", "all that is recorded was tried and passed")
                            : Fact.open("evidence", String.join("; ", warnings)));
            return approvals(plan.get());
        }

        private boolean approvals(PlanFile plan) {
            boolean[] approved = new boolean[1];
            attempt("approvals", () -> {
                // Every target must be approved; the first that is not tells why.
                List<Approvals.Verdict> all =
                        List.copyOf(ReleaseGate.standing(deploy, plan).values());
                Approvals.Verdict verdict = all.stream()
                        .filter(each -> !(each instanceof Approvals.Verdict.Approved))
                        .findFirst()
                        .orElse(all.get(0));
                approved[0] = verdict instanceof Approvals.Verdict.Approved;
                facts.add(fact(verdict));
            });
            return approved[0];
        }

        private static Fact fact(Approvals.Verdict verdict) {
            if (verdict instanceof Approvals.Verdict.Approved yes) {
                return Fact.ok("approvals", "by " + ApprovalWords.who(yes.by()));
            }
            if (verdict instanceof Approvals.Verdict.Rejected no) {
                return Fact.wrong("approvals", "rejected by " + ApprovalWords.who(no.by()));
            }
            Approvals.Verdict.Waiting waiting = (Approvals.Verdict.Waiting) verdict;
            return Fact.open(
                    "approvals",
                    waiting.by().size() + " of " + waiting.required()
                            + (waiting.by().isEmpty() ? "" : ": " + ApprovalWords.who(waiting.by()))
                            + ApprovalWords.refused(waiting));
        }

        private void index(IndexTarget target) {
            PackageIndex index = deploy.targets().index(target);
            if (target.required()) {
                places++;
            }
            IndexLook look = IndexLook.at(http, index, subject, deploy);
            Fact fact = index(target, look);
            something |= !look.files().isEmpty();
            if (target.required() && fact.state() == Fact.State.OK) {
                complete++;
            }
            facts.add(index.page(subject.project(), subject.version().normalized())
                    .filter(page -> !look.files().isEmpty())
                    .map(fact::withLink)
                    .orElse(fact));
        }

        private Fact index(IndexTarget target, IndexLook look) {
            String about = target.name();
            if (look.quarantined()) {
                return Fact.wrong(about, "the project is quarantined: nobody can install it");
            }
            if (!look.yanked().isEmpty()) {
                return Fact.wrong(about, "yanked: " + Printable.of(String.join("; ", look.yanked())));
            }
            Map<String, String> planned = planned();
            List<String> other = look.files().stream()
                    .filter(file -> !planned.isEmpty() && differs(file, planned))
                    .map(IndexFile::name)
                    .toList();
            if (!other.isEmpty()) {
                return Fact.wrong(about, "not what was planned: " + String.join(", ", other));
            }
            String count = files(look.files().size());
            if (planned.isEmpty()) {
                return look.files().isEmpty()
                        ? Fact.open(about, "none")
                        : Fact.ok(about, count + ", and no plan here to compare them with");
            }
            return look.files().size() == planned.size()
                    ? Fact.ok(about, count + ", as planned")
                    : Fact.open(about, look.files().size() + " of " + files(planned.size()));
        }

        private Map<String, String> planned() {
            Map<String, String> digests = new LinkedHashMap<>();
            subject.plan()
                    .ifPresent(plan -> plan.plan()
                            .indexArtifacts()
                            .forEach(artifact -> digests.put(artifact.fileName(), artifact.sha256())));
            return digests;
        }

        private static boolean differs(IndexFile file, Map<String, String> planned) {
            return !planned.containsKey(file.name())
                    || file.hashes()
                            .sha256()
                            .filter(digest -> !digest.equals(planned.get(file.name())))
                            .isPresent();
        }

        private static String files(int count) {
            return count + (count == 1 ? " file" : " files");
        }

        private void release(GitHubLook look) {
            places++;
            if (look.release().isEmpty()) {
                boolean token = deploy.credentials().github() instanceof GitHubCredentials.Found;
                facts.add(
                        look.drafts().isEmpty()
                                ? Fact.open(
                                        "github release", token ? "none" : "none (a draft is seen with a token only)")
                                : Fact.open("github release", "a draft, seen by people who may write"));
                return;
            }
            something = true;
            Release release = look.release().get();
            immutable = release.state().immutable();
            Fact fact = release(release, look);
            if (fact.state() == Fact.State.OK) {
                complete++;
            }
            facts.add(fact.withLink(release.links().page()));
        }

        private Fact release(Release release, GitHubLook look) {
            List<String> wrong = subject.plan().stream()
                    .flatMap(plan -> plan.plan().artifacts().stream()
                            .filter(artifact -> plan.plan()
                                    .github()
                                    .filter(target -> target.files().holds(artifact))
                                    .isPresent()))
                    .filter(artifact -> !held(artifact, look))
                    .map(Artifact::fileName)
                    .toList();
            String text = "public"
                    + (release.state().prerelease() ? ", a pre-release" : look.latest() ? ", shown as latest" : "")
                    + (release.state().immutable() ? ", immutable" : "") + ", "
                    + files(look.assets().size());
            return wrong.isEmpty()
                    ? Fact.ok("github release", text)
                    : Fact.wrong("github release", text + "; not as planned: " + String.join(", ", wrong));
        }

        private static boolean held(Artifact artifact, GitHubLook look) {
            return look.assets().stream()
                    .anyMatch(asset -> asset.name().equals(artifact.fileName())
                            && asset.uploaded()
                            && asset.size() == artifact.size()
                            && asset.sha256()
                                    .filter(digest -> !digest.equals(artifact.sha256()))
                                    .isEmpty());
        }

        private void announcement() {
            attempt("announcement", () -> {
                Optional<Receipt> receipt = ReceiptFile.read(deploy.directory().receipt())
                        .filter(done -> subject.plan()
                                .filter(plan -> plan.fingerprint().equals(done.fingerprint()))
                                .isPresent());
                facts.add(
                        receipt.isEmpty()
                                ? Fact.unknown("announcement", "no receipt here; no service tells")
                                : receipt.get().announcements().isEmpty()
                                        ? Fact.open("announcement", "none")
                                        : Fact.ok(
                                                "announcement",
                                                String.join(", ", receipt.get().announcements())));
            });
        }

        private Stage stage(boolean tagged, boolean approved) {
            if (places > 0 && complete == places) {
                return Stage.PUBLISHED;
            }
            if (something) {
                return Stage.PARTLY;
            }
            if (approved) {
                return Stage.APPROVED;
            }
            return subject.plan().isPresent() ? Stage.PLANNED : tagged ? Stage.TAGGED : Stage.UNTAGGED;
        }

        private List<String> next(Stage stage) {
            if (facts.stream().anyMatch(fact -> fact.state() == Fact.State.WRONG)) {
                return List.of("look at what is wrong above before anything else");
            }
            if (silent) {
                return List.of("run the same command again: not everything above could be seen");
            }
            return List.of(
                    switch (stage) {
                        case UNTAGGED -> "mvn invokeai-release:tag-release";
                        case TAGGED -> "git checkout " + subject.tag().orElse("<tag>") + ", then mvn verify";
                        case PLANNED -> HowToApprove.of(subject.plan().orElseThrow());
                        case APPROVED -> "mvn deploy";
                        case PARTLY ->
                            subject.plan().isPresent()
                                    ? "mvn deploy   (goes on where it stopped)"
                                    : "mvn deploy, in the folder or job with the plan";
                        case PUBLISHED ->
                            "nothing; to prove it: mvn invokeai-release:audit -Dinvokeai.ref="
                                    + subject.tag().orElse("<tag>");
                    });
        }

        /** What can be taken back of a bad release, and what cannot. */
        private List<String> undo() {
            List<String> lines = new ArrayList<>();
            for (IndexTarget target : subject.indexes()) {
                PackageIndex index = deploy.targets().index(target);
                if (index.isPublic()) {
                    lines.add("yank at "
                            + index.management(
                                    subject.project(), subject.version().normalized())
                            + ": pip then takes the release only where it is asked for by =="
                            + subject.version().normalized());
                }
            }
            if (!lines.isEmpty()) {
                lines.add("what stays: the files remain at their addresses, and their names can never be used again");
            }
            github.flatMap(GitHubLook::release)
                    .ifPresent(release -> lines.add(
                            immutable
                                    ? "the GitHub release is immutable: notes and the pre-release mark can be edited at "
                                            + release.links().page() + ", files and tag cannot"
                                    : "edit the GitHub release at "
                                            + release.links().page()
                                            + ": say so at the top of the notes, mark it as a pre-release"));
            return lines;
        }
    }
}
