package ai.invoke.release.goal.rehearse;

import ai.invoke.release.approval.Approval;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.PythonLocator;
import ai.invoke.release.console.Console;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.file.Parallel;
import ai.invoke.release.git.Repo;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.Release;
import ai.invoke.release.goal.plan.Approve;
import ai.invoke.release.goal.publish.Announce;
import ai.invoke.release.goal.publish.AnnounceChannel;
import ai.invoke.release.goal.publish.DeployRequest;
import ai.invoke.release.goal.publish.DraftGitHubRelease;
import ai.invoke.release.goal.publish.Preflight;
import ai.invoke.release.goal.publish.PublishGitHubRelease;
import ai.invoke.release.goal.publish.PublishPlanned;
import ai.invoke.release.goal.publish.Targets;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.IndexTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.process.TimeLimit;
import ai.invoke.release.pypi.attestation.sign.AttestationSettings;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.trust.PypiCredentials;
import ai.invoke.release.report.page.LivePage;
import ai.invoke.release.text.Bytes;
import ai.invoke.sandbox.SandboxServers;
import ai.invoke.sandbox.SandboxWebhooks;
import ai.invoke.sandbox.github.GitHubOptions;
import ai.invoke.sandbox.github.SandboxRepository;
import ai.invoke.sandbox.pypi.SandboxPypi;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The whole deploy half with the very plan and the very files, against an index and a GitHub in this process, and then the
 * real pip installing from there. Nothing leaves this machine.
 */
public final class Rehearse {

    /** What a repository has when its discussions are switched on. */
    private static final List<String> DEFAULT_CATEGORIES =
            List.of("Announcements", "General", "Ideas", "Polls", "Q&A", "Show and tell");

    private static final Duration PROBE_LIMIT = Duration.ofSeconds(20);

    /**
     * What is rehearsed.
     *
     * @param projectDirectory the work tree
     * @param release the release directory with the plan and the files
     * @param folder where the rehearsal keeps its own approvals, journal, receipt and services; emptied first
     * @param python the interpreter to install with; empty for the first on the PATH
     * @param discussionCategories the discussion categories that the repository has; empty for those that GitHub makes
     * @param channels where the release will be announced; their addresses are exchanged
     * @param processes starts Python and pip
     * @param timing clock and waiting
     * @param console where to tell what happens
     */
    public record Request(
            Path projectDirectory,
            ReleaseDirectory release,
            Path folder,
            Optional<String> python,
            List<String> discussionCategories,
            List<AnnounceChannel> channels,
            ProcessRunner processes,
            Timing timing,
            Console console) {

        /**
         * A rehearsal at a repository with GitHub's own discussion categories, without announcements.
         *
         * @param projectDirectory the work tree
         * @param release the release directory with the plan and the files
         * @param folder where the rehearsal keeps its own approvals, journal, receipt and services; emptied first
         * @param python the interpreter to install with; empty for the first on the PATH
         * @param processes starts Python and pip
         * @param timing clock and waiting
         * @param console where to tell what happens
         */
        public Request(
                Path projectDirectory,
                ReleaseDirectory release,
                Path folder,
                Optional<String> python,
                ProcessRunner processes,
                Timing timing,
                Console console) {
            this(projectDirectory, release, folder, python, List.of(), List.of(), processes, timing, console);
        }

        /** Takes unmodifiable copies. */
        public Request {
            discussionCategories = List.copyOf(discussionCategories);
            channels = List.copyOf(channels);
        }
    }

    /**
     * How it ended.
     *
     * @param plan the plan that was rehearsed
     * @param release the public release of the rehearsed GitHub; empty when the plan has none
     * @param receipt what the release would become
     * @param installed what was seen of the installed package
     * @param report the report for people
     */
    public record Result(
            PlanFile plan, Optional<Release> release, Receipt receipt, List<String> installed, Path report) {

        /** Takes an unmodifiable copy. */
        public Result {
            installed = List.copyOf(installed);
        }
    }

    /** For the Mojo. */
    public Rehearse() {}

    /**
     * Publishes the plan to the services of the sandbox and installs it from there.
     *
     * @param request what is rehearsed
     * @return how it ended
     */
    public Result run(Request request) {
        PlanFile plan = PlanFile.read(request.release().plan());
        Python python = new PythonLocator(
                        request.processes(),
                        request.projectDirectory(),
                        TimeLimit.usual(PROBE_LIMIT),
                        request.console())
                .locate(request.python(), found -> Optional.empty());
        ReleaseDirectory stage = stage(request, plan);
        new Approve()
                .run(new Approve.Request(
                        stage,
                        Approval.Decision.APPROVED,
                        plan.fingerprint().sha256(),
                        Approval.REHEARSAL,
                        Optional.of("approved for the rehearsal only"),
                        request.timing().clock()));
        SandboxServers.Options options = SandboxServers.Options.of();
        Optional<SandboxRepository> repository = plan.plan().github().map(target -> repository(request, plan, target));
        if (repository.isPresent()) {
            options = options.withGitHub(GitHubOptions.of(repository.get()));
        }
        try (SandboxServers servers = SandboxServers.start(request.folder().resolve("services"), options)) {
            return rehearse(request, stage, plan, servers, python);
        }
    }

    private static Result rehearse(
            Request request, ReleaseDirectory stage, PlanFile plan, SandboxServers servers, Python python) {
        Console console = request.console();
        DeployRequest deploy = deploy(request, stage, plan, servers);
        console.info("rehearsal: all addresses below are this machine's; nothing leaves it");
        RehearsedInstall install = new RehearsedInstall(
                request.processes(), python, request.folder().resolve("install"));
        try (Parallel.Started<Path> interpreter =
                plan.plan().indexes().isEmpty() ? Parallel.later(install::prepare) : Parallel.start(install::prepare)) {
            PublishGitHubRelease.Result published = publish(request, deploy, plan, servers);
            List<String> installed = plan.plan().indexes().isEmpty()
                    ? List.of()
                    : install.run(
                            interpreter.result(),
                            plan.plan(),
                            last(plan, servers).simpleUrl());
            Path report = LivePage.refresh(stage, plan, installed).orElse(LivePage.file(stage));
            return new Result(plan, published.release(), published.receipt(), installed, report);
        }
    }

    private static PublishGitHubRelease.Result publish(
            Request request, DeployRequest deploy, PlanFile plan, SandboxServers servers) {
        new Preflight().run(deploy).lines().forEach(request.console()::info);
        new DraftGitHubRelease().run(deploy);
        for (IndexTarget index : plan.plan().indexes()) {
            new PublishPlanned().run(deploy, index.name());
        }
        PublishGitHubRelease.Result published = new PublishGitHubRelease().run(deploy);
        announce(request, deploy, servers);
        return published;
    }

    /** Shows each message as its channel would get it. */
    private static void announce(Request request, DeployRequest deploy, SandboxServers servers) {
        if (request.channels().isEmpty()) {
            return;
        }
        try (SandboxWebhooks webhooks = new SandboxWebhooks(servers.log())) {
            new Announce()
                    .run(
                            deploy,
                            request.channels().stream()
                                    .map(channel -> channel.withWebhook(webhooks.address(channel.name())))
                                    .toList());
            webhooks.messages()
                    .forEach(message ->
                            request.console().info("message for " + message.channel() + ": " + message.body()));
        }
    }

    /** The index that users install from. */
    private static SandboxPypi last(PlanFile plan, SandboxServers servers) {
        List<IndexTarget> indexes = plan.plan().indexes();
        return service(servers, indexes.get(indexes.size() - 1));
    }

    private static SandboxPypi service(SandboxServers servers, IndexTarget index) {
        return index.name().equals(IndexTarget.TESTPYPI.name()) ? servers.testpypi() : servers.pypi();
    }

    private static DeployRequest deploy(
            Request request, ReleaseDirectory stage, PlanFile plan, SandboxServers servers) {
        Map<String, PackageIndex> indexes = new java.util.HashMap<>();
        Map<String, PypiCredentials> logins = new java.util.HashMap<>();
        for (IndexTarget target : plan.plan().indexes()) {
            SandboxPypi service = service(servers, target);
            indexes.put(
                    target.name(),
                    Targets.asPlanned()
                            .index(target)
                            .at(service.uploadUrl(), service.simpleUrl())
                            .withJson(service.base().resolve("/pypi/")));
            logins.put(target.name(), PypiCredentials.token(service.token(), "token of the rehearsal"));
        }
        return new DeployRequest(
                request.projectDirectory(),
                stage,
                1,
                new Targets(indexes, Optional.of(servers.github().api()), Optional.empty()),
                new DeployRequest.Credentials(
                        new GitHubCredentials.Found(
                                new GitHubToken(servers.github().token(), "the rehearsal")),
                        index -> Optional.ofNullable(logins.get(index.name())),
                        // No real credential may reach the rehearsal, not even by mistake.
                        Map.of()),
                HttpSettings.direct(),
                request.timing(),
                new DeployRequest.Output(request.console(), secret -> {}, entry -> {}),
                AttestationSettings.none());
    }

    private static SandboxRepository repository(Request request, PlanFile plan, GitHubTarget target) {
        String commit = plan.plan().commit();
        String tag = plan.plan().tag().orElse("");
        String object = commit;
        Optional<Repo> repo = Repo.find(request.projectDirectory());
        if (repo.isPresent()) {
            try (Repo open = repo.get()) {
                object = open.tag(tag).map(found -> found.objectId()).orElse(commit);
            }
        }
        SandboxRepository repository = SandboxRepository.of(
                target.repository(),
                commit,
                tag.isEmpty() ? List.of() : List.of(new SandboxRepository.Tag(tag, object, commit)));
        return repository.withCategories(
                request.discussionCategories().isEmpty() ? DEFAULT_CATEGORIES : request.discussionCategories());
    }

    /** Copies of the files in the rehearsal's own folder: whatever is done to them, the release stays as it is. */
    private static ReleaseDirectory stage(Request request, PlanFile plan) {
        ReleaseDirectory stage = new ReleaseDirectory(request.folder());
        if (request.folder().startsWith(request.release().root())) {
            throw new ProjectException(Problem.of("the rehearsal's folder lies in the release directory")
                    .at(Location.of(request.folder().toString()))
                    .next("use another -Dinvokeai.releaseDirectory"));
        }
        try {
            clear(stage);
            Files.createDirectories(stage.root());
            Path mark = stage.rehearsalMark();
            if (!Files.exists(mark)) {
                Files.createFile(mark);
            }
            Files.createDirectories(stage.dist());
            for (Artifact artifact : plan.plan().artifacts()) {
                Path from = request.release().root().resolve(artifact.path());
                Path to = stage.root().resolve(artifact.path());
                Files.createDirectories(AtomicFile.folder(to));
                Files.copy(from, to);
                request.console().detail("rehearsing with " + artifact.path() + "  " + Bytes.text(artifact.size()));
            }
            if (plan.plan().github().isPresent()) {
                Files.copy(request.release().notes(), stage.notes());
            }
            plan.write(stage.plan());
            Path page = LivePage.file(request.release());
            if (Files.isRegularFile(page)) {
                Path copy = LivePage.file(stage);
                Files.createDirectories(AtomicFile.folder(copy));
                Files.copy(page, copy);
            }
            return stage;
        } catch (NoSuchFileException e) {
            throw new ProjectException(
                    Problem.of("the plan names a file that is not there")
                            .at(Location.of(String.valueOf(e.getFile())))
                            .next("mvn verify   (makes a new plan)"),
                    e);
        } catch (IOException e) {
            throw cannotPrepare(stage.root(), e);
        }
    }

    /**
     * Empties what an earlier rehearsal made, and nothing else: a folder without its mark is somebody's own. The mark stays
     * to the end, so that a rehearsal that was killed while it tidied up is recognised by the next.
     */
    private static void clear(ReleaseDirectory stage) throws IOException {
        Path folder = stage.root();
        Path mark = stage.rehearsalMark();
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> entries;
        try (Stream<Path> list = Files.list(folder)) {
            entries = list.filter(entry -> !entry.equals(mark)).toList();
        }
        if (entries.isEmpty()) {
            return;
        }
        if (!Files.exists(mark)) {
            throw new ProjectException(Problem.of("this folder was not made by a rehearsal, so it is not emptied")
                    .at(Location.of(folder.toString()))
                    .next("check what it is; if you do not need it, remove it and rehearse again"));
        }
        for (Path entry : entries) {
            deleteTree(entry);
        }
    }

    private static void deleteTree(Path tree) throws IOException {
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path visited, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static EnvironmentException cannotPrepare(Path folder, IOException cause) {
        return new EnvironmentException(
                Problem.of("cannot prepare the rehearsal: " + cause).at(Location.of(folder.toString())), cause);
    }
}
