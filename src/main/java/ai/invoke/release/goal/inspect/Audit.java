package ai.invoke.release.goal.inspect;

import ai.invoke.release.console.Console;
import ai.invoke.release.file.Folders;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.http.Http;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Proves a release again, months later, from its tag alone: {@code audit}. What the services show is compared with each other and with
 * the plan that was published with the release; what cannot be proven is said.
 */
public final class Audit {

    /**
     * What is asked.
     *
     * @param question which release; a plan on this machine is no evidence and is not used
     * @param deploy how to reach the services
     * @param expected what the attestations must say
     * @param limits how much is fetched
     * @param rebuild builds the tag again; empty to leave it out
     */
    public record Request(
            ReleaseQuestion question,
            DeployRequest deploy,
            AttestationAudit.Expected expected,
            Limits limits,
            Optional<RebuildAudit.Builder> rebuild) {}

    /**
     * How much is fetched.
     *
     * @param maxFile the most bytes of one file; larger ones are not downloaded, and their digests are what the services name
     */
    public record Limits(long maxFile) {}

    /** For the Mojo. */
    public Audit() {}

    /**
     * Audits.
     *
     * @param request what is asked
     * @return what was proven, what was not, and what is wrong
     * @throws ReleaseException when nothing says which release is meant
     */
    public Inspection run(Request request) {
        Path folder = folder();
        try {
            Subject subject = request.question()
                    .find(
                            new ReleaseDirectory(folder.resolve("nothing")),
                            request.deploy().targets());
            if (subject.tag().isEmpty()) {
                throw new ProjectException(Problem.of("an audit begins with a tag, and HEAD has none")
                        .next("mvn invokeai-release:audit -Dinvokeai.ref=<tag>"));
            }
            try (Http http = new Http(
                    request.deploy().http(),
                    request.deploy().console(),
                    request.deploy().timing())) {
                return new Run(request, subject, http, folder).all();
            }
        } finally {
            remove(folder, request.deploy().console());
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("invokeai-audit-");
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot make a temporary folder: " + e)
                            .next("set java.io.tmpdir to a folder that can be written"),
                    e);
        }
    }

    private static void remove(Path folder, Console console) {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            console.warn(Problem.of("the temporary folder " + folder + " cannot be removed: " + e.getMessage())
                    .next("remove it by hand"));
        }
    }

    /** One audit. */
    private static final class Run {

        private final Request request;
        private final Subject subject;
        private final Http http;
        private final Path folder;
        private final List<Fact> facts = new ArrayList<>();

        Run(Request request, Subject subject, Http http, Path folder) {
            this.request = request;
            this.subject = subject;
            this.http = http;
            this.folder = folder;
        }

        Inspection all() {
            DeployRequest deploy = request.deploy();
            Optional<GitHubClient> client =
                    subject.repository().map(repository -> GitHubLook.client(http, repository, deploy));
            Optional<GitHubLook> github = client.flatMap(asked -> attempt(
                    "github release", () -> GitHubLook.at(asked, subject.tag().orElseThrow(), withToken())));
            Optional<Tag> local = localTag();
            Optional<String> commit = tag(local, github);
            github.ifPresent(look -> facts.add(release(look)));
            PublishedEvidence evidence = github.isPresent() && client.isPresent()
                    ? PublishedEvidence.of(subject, github.get(), client.get(), folder, facts)
                    : PublishedEvidence.none();
            evidence.plan().ifPresent(plan -> facts.add(evidence.made(plan, github.flatMap(GitHubLook::tag))));
            evidence.approvals(deploy.demand().required(), deploy.projectDirectory())
                    .ifPresent(facts::add);
            evidence.tried().ifPresent(facts::add);
            Map<String, IndexLook> indexes = indexes(evidence.plan());
            FileAudit files = new FileAudit(evidence.plan(), github, indexes, folder, request.limits());
            facts.addAll(files.facts(
                    asset -> client.orElseThrow(),
                    (index, file, target) -> IndexLook.client(http, index, deploy)
                            .download(file, target, request.limits().maxFile())));
            indexes.values().forEach(look -> facts.add(standing(look)));
            AttestationAudit attestations = new AttestationAudit(
                    request.expected().orEnvironment(evidence.environment()), subject, commit, github);
            indexes.values().stream()
                    .filter(look -> look.index().isPublic())
                    .forEach(look -> facts.addAll(
                            attestations.facts(look, IndexLook.client(http, look.index(), deploy), files.digests())));
            request.rebuild()
                    .ifPresent(builder -> facts.addAll(new RebuildAudit(builder)
                            .facts(
                                    deploy.projectDirectory(),
                                    commit,
                                    files.downloaded(),
                                    evidence.constraints(folder),
                                    folder)));
            return new Inspection(subject, Optional.empty(), facts, next(), List.of());
        }

        private boolean withToken() {
            return request.deploy().credentials().github() instanceof GitHubCredentials.Found;
        }

        private <T> Optional<T> attempt(String about, Supplier<T> look) {
            try {
                return Optional.of(look.get());
            } catch (ReleaseException e) {
                facts.add(Fact.unknown(
                        about, e.problems().stream().map(Problem::what).collect(Collectors.joining("; "))));
                return Optional.empty();
            }
        }

        private Optional<Tag> localTag() {
            Optional<Repo> found = Repo.find(request.deploy().projectDirectory());
            if (found.isEmpty()) {
                return Optional.empty();
            }
            try (Repo repo = found.get()) {
                return repo.tag(subject.tag().orElseThrow());
            }
        }

        /** The commit that the release is of: GitHub's word, else this clone's. */
        private Optional<String> tag(Optional<Tag> local, Optional<GitHubLook> github) {
            if (github.isEmpty()) {
                facts.add(Fact.unknown("tag", "only this clone has said which commit it is"));
                return local.map(Tag::peeledId);
            }
            if (github.get().tag().isEmpty()) {
                facts.add(Fact.wrong("tag", "GitHub has no tag " + subject.tag().orElseThrow()));
                return local.map(Tag::peeledId);
            }
            String remote = github.get().tag().get().object();
            String commit = github.get().tag().get().commit();
            facts.add(
                    local.isPresent() && !local.get().objectId().equals(remote)
                            ? Fact.wrong(
                                    "tag",
                                    "is the object " + remote + " at GitHub and "
                                            + local.get().objectId() + " in this clone: it was moved")
                            : Fact.ok("tag", subject.tag().orElseThrow() + " is commit " + commit));
            return Optional.of(commit);
        }

        private static Fact release(GitHubLook look) {
            return look.release()
                    .map(release -> Fact.ok(
                                    "github release",
                                    "public" + (release.state().immutable() ? ", immutable" : ", can be changed"))
                            .withLink(release.links().page()))
                    .orElseGet(() -> Fact.wrong("github release", "there is no public release of this tag"));
        }

        private Map<String, IndexLook> indexes(Optional<PlanFile> plan) {
            Map<String, IndexLook> looks = new LinkedHashMap<>();
            for (IndexTarget target : plan.map(file -> file.plan().indexes()).orElse(subject.indexes())) {
                attempt(
                                target.name(),
                                () -> IndexLook.at(
                                        http, request.deploy().targets().index(target), subject, request.deploy()))
                        .ifPresent(look -> looks.put(target.name(), look));
            }
            return looks;
        }

        private Fact standing(IndexLook look) {
            String about = look.index().name() + " standing";
            if (look.quarantined()) {
                return Fact.wrong(about, "the project is quarantined");
            }
            if (!look.yanked().isEmpty()) {
                return Fact.wrong(about, "yanked: " + Printable.of(String.join("; ", look.yanked())));
            }
            if (look.files().isEmpty()) {
                return Fact.wrong(
                        about,
                        "shows no file of " + subject.version().normalized()
                                + ": it was deleted, or quarantined, or never sent");
            }
            return Fact.ok(about, "not yanked, project " + look.page().status().orElse("active"));
        }

        private List<String> next() {
            long wrong = facts.stream()
                    .filter(fact -> fact.state() == Fact.State.WRONG)
                    .count();
            long unproven = facts.stream()
                    .filter(fact -> fact.state() == Fact.State.UNKNOWN || fact.state() == Fact.State.OPEN)
                    .count();
            if (wrong > 0) {
                return List.of("find out who changed what is wrong; until then treat the release as compromised");
            }
            return List.of(
                    unproven == 0
                            ? "nothing: everything that was asked is proven"
                            : "nothing contradicts; " + unproven + " of " + facts.size() + " could not be proven");
        }
    }
}
