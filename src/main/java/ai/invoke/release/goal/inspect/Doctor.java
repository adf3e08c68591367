package ai.invoke.release.goal.inspect;

import ai.invoke.release.github.api.GitHubClient;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.RepositoryInfo;
import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.http.Http;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.CredentialSearch;
import ai.invoke.release.pypi.trust.IdentityClaims;
import ai.invoke.release.pypi.trust.TokenDoctor;
import ai.invoke.release.pypi.trust.TrustedPublisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code doctor}: which credentials would be used for each index and for GitHub, and whether they are right. Read-only; when asked to, it
 * mints a token and burns it at once.
 */
public final class Doctor {

    /**
     * What is asked.
     *
     * @param question which release
     * @param deploy how to reach the services
     * @param mint whether a token is minted and burned, which proves that the publisher is set up
     */
    public record Request(ReleaseQuestion question, DeployRequest deploy, boolean mint) {}

    /** For the Mojo. */
    public Doctor() {}

    /**
     * Looks at all credentials.
     *
     * @param request what is asked
     * @return one fact for each thing that was looked at
     */
    public Inspection run(Request request) {
        DeployRequest deploy = request.deploy();
        Subject subject = request.question().find(deploy.directory(), deploy.targets());
        List<Fact> facts = new ArrayList<>();
        try (Http http = new Http(deploy.http(), deploy.console(), deploy.timing())) {
            for (IndexTarget target : subject.indexes()) {
                new IndexVisit(request, subject, deploy.targets().index(target), http).into(facts);
            }
            subject.repository().ifPresent(repository -> {
                GitHubClient client = GitHubLook.client(http, repository, deploy);
                facts.add(attempt(
                        "github token",
                        () -> github(client, deploy.credentials().github())));
            });
        }
        boolean sick = facts.stream().anyMatch(fact -> fact.state() == Fact.State.WRONG);
        return new Inspection(
                subject,
                Optional.empty(),
                facts,
                List.of(sick ? "see what is wrong above" : "mvn invokeai-release:preflight"),
                List.of());
    }

    private interface Look {
        Fact take();
    }

    /** What does not answer is unknown, and what the user has to change is wrong; neither stops the rest. */
    private static Fact attempt(String about, Look look) {
        try {
            return look.take();
        } catch (ProjectException e) {
            return Fact.wrong(about, text(e.problems()));
        } catch (ReleaseException e) {
            return Fact.unknown(about, text(e.problems()));
        }
    }

    private static String text(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }

    private static Fact github(GitHubClient client, GitHubCredentials credentials) {
        if (!(credentials instanceof GitHubCredentials.Found found)) {
            return Fact.open(
                    "github token", "none: " + String.join("; ", ((GitHubCredentials.Missing) credentials).reasons()));
        }
        GitHubToken token = found.token();
        RepositoryInfo info = client.info();
        String from = "from " + token.source() + ", ";
        String repository = client.repository().slug();
        if (info.archived()) {
            return Fact.wrong("github token", from + "but " + repository + " is archived");
        }
        if (info.push()) {
            return Fact.ok("github token", from + "may write to " + repository);
        }
        if (token.ofInstallation() || client.installationToken()) {
            return Fact.unknown(
                    "github token",
                    from + "of an app or of Actions: GitHub does not tell its rights; it needs 'contents: write', and"
                            + " 'discussions: write' for a discussion");
        }
        return info.pushKnown()
                ? Fact.wrong("github token", from + "may not write to " + repository)
                : Fact.unknown("github token", from + "GitHub does not tell whether it may write to " + repository);
    }

    /** One index. */
    private static final class IndexVisit {

        private final Request request;
        private final Subject subject;
        private final PackageIndex index;
        private final Http http;
        private final CredentialSearch.Found found;

        IndexVisit(Request request, Subject subject, PackageIndex index, Http http) {
            this.request = request;
            this.subject = subject;
            this.index = index;
            this.http = http;
            DeployRequest.Credentials credentials = request.deploy().credentials();
            this.found = CredentialSearch.search(index, credentials.logins().apply(index), credentials.environment());
        }

        void into(List<Fact> facts) {
            facts.add(attempt(
                    index.name() + " index",
                    () -> Fact.ok(
                            index.name() + " index",
                            "uploads go to " + index.upload() + ", seen at " + index.simple())));
            facts.add(credentials());
            boolean[] known = new boolean[1];
            facts.add(attempt(index.name() + " project", () -> {
                known[0] = new IndexClient(http, index, found.forLooking(index))
                        .project(subject.project())
                        .exists();
                return known[0]
                        ? Fact.ok(index.name() + " project", subject.project() + " is there")
                        : Fact.open(index.name() + " project", subject.project() + " is not there yet");
            }));
            if (found instanceof CredentialSearch.Trusted) {
                try (TrustedPublisher publisher = publisher()) {
                    facts.add(attempt(index.name() + " identity", () -> identity(publisher.claims())));
                    if (request.mint()) {
                        facts.add(attempt(index.name() + " mint", () -> mint(publisher, known[0])));
                    }
                }
            }
        }

        private TrustedPublisher publisher() {
            DeployRequest deploy = request.deploy();
            return new TrustedPublisher(
                    http,
                    index,
                    subject.project(),
                    deploy.credentials().environment(),
                    deploy.timing().clock(),
                    deploy.console(),
                    deploy.output().mask());
        }

        private Fact credentials() {
            String about = index.name() + " credentials";
            if (found instanceof CredentialSearch.Missing missing) {
                return Fact.wrong(about, missing.problem().toString());
            }
            if (found instanceof CredentialSearch.Given given) {
                TokenDoctor.Diagnosis diagnosis = TokenDoctor.examine(
                        given.credentials(),
                        index,
                        subject.project(),
                        request.deploy().timing().clock().instant());
                if (!diagnosis.errors().isEmpty()) {
                    return Fact.wrong(about, text(diagnosis.errors()));
                }
                String remarks = diagnosis.warnings().isEmpty() ? "" : "; " + text(diagnosis.warnings());
                return Fact.ok(about, given.reason() + remarks);
            }
            return Fact.ok(about, found.reason());
        }

        private Fact identity(IdentityClaims claims) {
            String about = index.name() + " identity";
            String publisher = claims.publisher().isEmpty()
                    ? "these claims fit no publisher that PyPI has"
                    : "the publisher must be set to "
                            + claims.publisher().entrySet().stream()
                                    .map(field -> field.getKey() + " " + field.getValue())
                                    .collect(Collectors.joining(", "))
                            + (claims.claim("environment").isPresent() ? "" : ", and no environment");
            String said = claims.forPeople()
                    .lines()
                    .map(line -> String.join(" ", line.strip().split(" +", -1)))
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.joining(", "));
            String text = publisher + "; claims: " + said;
            Fact fact = claims.obstacles().isEmpty() && !claims.publisher().isEmpty()
                    ? Fact.ok(about, text)
                    : Fact.wrong(
                            about,
                            String.join("; ", claims.obstacles())
                                    + (claims.obstacles().isEmpty() ? "" : "; ")
                                    + text);
            return fact.withLink(claims.settings(index.publishers(subject.project())));
        }

        /** A publisher that waits for its project would create it. */
        private Fact mint(TrustedPublisher publisher, boolean known) {
            String about = index.name() + " mint";
            if (!known) {
                return Fact.unknown(
                        about,
                        "left out: minting for a project that " + index.title() + " does not show may create it");
            }
            publisher.forUpload(Duration.ZERO);
            return Fact.ok(about, "a token was minted for this job, and is burned again");
        }
    }
}
