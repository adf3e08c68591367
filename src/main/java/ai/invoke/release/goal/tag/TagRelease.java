package ai.invoke.release.goal.tag;

import ai.invoke.release.console.Console;
import ai.invoke.release.git.Commit;
import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.git.remote.GitLogin;
import ai.invoke.release.git.remote.Remote;
import ai.invoke.release.git.remote.RemoteAccess;
import ai.invoke.release.git.remote.RemoteAddress;
import ai.invoke.release.git.remote.RemoteRefs;
import ai.invoke.release.git.remote.TagPush;
import ai.invoke.release.git.remote.TagRequest;
import ai.invoke.release.github.GitHubHosts;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.release.ReleaseSession;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import ai.invoke.release.version.Misspelling;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.TagName;
import ai.invoke.release.version.TagVerdict;
import ai.invoke.release.version.source.DeclaredVersion;
import ai.invoke.release.version.source.VersionSource;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Creates the release's tag at HEAD, or moves it there, at the remote: {@code tag-release}. Looks at everything first, refuses
 * with all reasons at once, asks, and then changes exactly one ref.
 */
public final class TagRelease {

    /** The user of GitHub logins, whose password is the token. */
    private static final String TOKEN_USER = "x-access-token";

    /**
     * What may be done although it is refused by default.
     *
     * @param dirty tag although files differ from HEAD
     * @param unpushed tag a commit that no branch of the remote has
     * @param published tag a version that is on the index, or of which that is not known
     * @param release move the tag of a published GitHub release, or of which that is not known; never of an immutable one
     * @param older tag a version that is not the newest of its line
     * @param unpublishable tag a version that no public index takes
     */
    public record Overrides(
            boolean dirty, boolean unpushed, boolean published, boolean release, boolean older, boolean unpublishable) {

        /**
         * Refuse everything that is refused by default.
         *
         * @return no override at all
         */
        public static Overrides none() {
            return new Overrides(false, false, false, false, false, false);
        }
    }

    /**
     * Who says yes.
     *
     * @param given whether it was said beforehand
     * @param ask asks a person and gives the answer; empty when not running interactively
     */
    public record Confirmation(boolean given, Optional<UnaryOperator<String>> ask) {}

    /**
     * What is asked besides the remote.
     *
     * @param index where the version must not be yet
     * @param githubRepository {@code owner/name}; by default what the remote's address says
     * @param githubApi another base of GitHub's API
     * @param github the token, from {@code settings.xml} or the environment
     * @param servers the login of a {@code <server>} by its id
     * @param http how to reach index and GitHub
     * @param timing clock and waiting
     * @param offline whether neither index nor GitHub may be asked; then the remote must be a folder
     */
    public record Services(
            PackageIndex index,
            Optional<String> githubRepository,
            Optional<URI> githubApi,
            GitHubCredentials github,
            Function<String, Optional<GitLogin>> servers,
            HttpSettings http,
            Timing timing,
            boolean offline) {}

    /**
     * What to tag.
     *
     * @param version where the version is found; its ref, if given, names the tag
     * @param remote a remote's name or an address
     * @param message the template of the tag's message, with {@code {tag}}, {@code {version}}, {@code {normalized}}, {@code
     *     {project}} and {@code {commit}}
     * @param signing whether it is signed
     * @param allow what may be done although it is refused by default
     * @param consent who says yes
     * @param dryRun whether to do all but the push
     * @param services what is asked besides the remote
     * @param silence how long the remote may say nothing
     */
    public record Request(
            CheckVersion.Request version,
            String remote,
            String message,
            TagRequest.Signing signing,
            Overrides allow,
            Confirmation consent,
            boolean dryRun,
            Services services,
            Duration silence) {}

    /** What was done. */
    public enum Action {
        /** The remote did not have the tag. */
        CREATED,
        /** The remote had it elsewhere, or without a message. */
        MOVED,
        /** It was right already. */
        UNCHANGED
    }

    /**
     * What came of it.
     *
     * @param action what was done, or in a dry run would be
     * @param tag the tag as the remote has it now, or would
     * @param dryRun whether nothing was pushed
     */
    public record Result(Action action, Tag tag, boolean dryRun) {}

    private final Console console;

    /**
     * Creates the goal.
     *
     * @param console where to tell the user
     */
    public TagRelease(Console console) {
        this.console = console;
    }

    /** Everything that was found out before anything is changed. */
    private record Situation(
            Commit head,
            DeclaredVersion.Literal found,
            Optional<String> project,
            TagName tag,
            Optional<PyVersion> version) {}

    /**
     * Creates or moves the tag.
     *
     * @param request what to tag
     * @return what came of it
     * @throws ProjectException when something speaks against it, nobody says yes, or the remote refuses
     * @throws EnvironmentException when the remote or a service cannot be reached
     */
    public Result run(Request request) {
        try (Repo repo = Repo.open(request.version().projectDirectory())) {
            RemoteAddress address = address(repo, request);
            GitHubHosts hosts = new GitHubHosts(
                    request.version().environment(), request.services().githubRepository());
            RemoteAccess access = access(request, hosts);
            Remote remote = new Remote(repo, address, access);
            Situation now = situation(repo, request);
            Obstacles obstacles = new Obstacles();
            versionObstacles(now, request, obstacles);
            dirtyFiles(repo, request, obstacles);
            Optional<RemoteRefs> refs = obstacles.attempt(() -> Optional.of(remote.look()));
            show(repo, remote, now, refs);
            Optional<Tag> there = refs.flatMap(seen -> seen.tag(now.tag().name()));
            if (refs.isPresent()
                    && there.filter(tag -> tag.annotated()
                                    && tag.peeledId().equals(now.head().id()))
                            .isPresent()) {
                return unchanged(repo, remote, there.get());
            }
            refs.ifPresent(seen -> historyObstacles(repo, remote, now, seen, request, obstacles));
            new PublishedVersions(request.services(), hosts, console)
                    .object(
                            now.project(),
                            now.version(),
                            now.tag().name(),
                            address,
                            refs.map(seen -> versions(seen, now.tag())).orElse(List.of()),
                            request.allow(),
                            obstacles);
            obstacles.raise(console);
            RemoteRefs seen = refs.orElseThrow();
            TagRequest wanted = new TagRequest(
                    now.tag().name(),
                    now.head().id(),
                    message(request, now),
                    request.signing(),
                    ZonedDateTime.ofInstant(request.services().timing().clock().instant(), ZoneId.systemDefault()));
            Action action = there.isPresent() ? Action.MOVED : Action.CREATED;
            consent(request, repo, remote, now, there);
            // Before the push, which sets the tag of this clone, too.
            String was = there.map(tag -> ", it was at " + tag.peeledId().substring(0, 10)
                            + moved(repo, tag).map(note -> ", " + note).orElse(""))
                    .orElse("");
            TagPush.Result pushed =
                    new TagPush(repo, remote, access).run(wanted, seen.tag(wanted.name()), request.dryRun());
            tell(request, remote, action, pushed, was);
            return new Result(action, pushed.tag(), request.dryRun());
        }
    }

    private static RemoteAddress address(Repo repo, Request request) {
        RemoteAddress address = RemoteAddress.of(repo, request.remote());
        if (request.services().offline() && address.kind() != RemoteAddress.Kind.FILE) {
            throw new ProjectException(
                    Problem.of("Maven is offline, and the remote " + address + " is not a folder of this machine")
                            .next("leave out -o, or name a folder with -Dinvokeai.remote"));
        }
        return address;
    }

    private RemoteAccess access(Request request, GitHubHosts hosts) {
        Services services = request.services();
        return new RemoteAccess(
                address -> login(address, services, hosts),
                uri -> proxy(uri, services.http()),
                new ProcessRunner(request.version().environment()),
                request.silence(),
                Duration.ofMinutes(2),
                request.consent().ask().isPresent());
    }

    private static Optional<GitLogin> login(RemoteAddress address, Services services, GitHubHosts hosts) {
        return services.servers()
                .apply(address.hostAndPort())
                .or(() -> services.servers().apply(address.host()))
                // A token for GitHub is shown to nobody else.
                .or(() -> hosts.isGitHub(address.host())
                        ? ReleaseSession.token(services.github())
                                .map(token -> new GitLogin(TOKEN_USER, token.value(), token.source()))
                        : Optional.empty());
    }

    private static Optional<InetSocketAddress> proxy(URI uri, HttpSettings http) {
        return http.proxy()
                .filter(proxy -> uri.getHost() != null && !proxy.bypasses(uri.getHost()))
                .map(proxy -> new InetSocketAddress(proxy.host(), proxy.port()));
    }

    private static Situation situation(Repo repo, Request request) {
        VersionSource source = new VersionSource(request.version().projectDirectory());
        DeclaredVersion declared =
                source.find(request.version().versionFile(), request.version().versionPattern());
        String prefix = request.version().tagPrefix();
        DeclaredVersion.Literal found = declared instanceof DeclaredVersion.Literal literal
                ? literal
                : new DeclaredVersion.Literal(ofRef(request, declared), declared.where());
        String text = found.text().strip();
        // PEP 440 allows a v of its own in front of the version; a tag has one at most.
        String bare = prefix.endsWith("v") && text.matches("[vV].*") ? text.substring(1) : text;
        TagName tag = TagName.of(request.version().ref().orElse(prefix + bare), prefix);
        return new Situation(repo.head(), found, source.projectName(), tag, PyVersion.tryParse(found.text()));
    }

    /** Where the backend computes the version from the tag, only the user can say which one it will be. */
    private static String ofRef(Request request, DeclaredVersion declared) {
        String prefix = request.version().tagPrefix();
        return request.version()
                .ref()
                .map(ref -> TagName.of(ref, prefix).versionText())
                .orElseThrow(() -> new ProjectException(
                        Problem.of("the project does not say its version; the build computes it from the tag")
                                .at(declared.where())
                                .next("name the tag: -Dinvokeai.ref=" + prefix + "1.2.3")));
    }

    private static void versionObstacles(Situation now, Request request, Obstacles obstacles) {
        DeclaredVersion.Literal found = now.found();
        boolean allowed = request.allow().unpublishable();
        if (!repoAllows(now.tag())) {
            obstacles.never(now.tag()
                    .problem()
                    .orElseGet(() ->
                            Problem.of(Printable.of(now.tag().name()) + " is not a name that git allows for a tag")));
            return;
        }
        if (now.version().isEmpty()) {
            String why = Misspelling.of(found.text()).map(Misspelling::reason).orElse("it is not a version");
            obstacles.add(
                    Problem.of("the version " + Printable.of(found.text())
                                    + " is not a valid PEP 440 version, so no index accepts it: " + why)
                            .at(found.where()),
                    "correct the version",
                    "invokeai.allowUnpublishable",
                    allowed);
        } else if (now.version().get().local().isPresent()) {
            obstacles.add(
                    Problem.of("the version " + now.version().get().normalized() + " has the local part +"
                                    + now.version().get().local().get() + ", which every public index refuses")
                            .at(found.where()),
                    "write " + now.version().get().publicVersion().normalized(),
                    "invokeai.allowUnpublishable",
                    allowed);
        }
        if (request.version().ref().isPresent()
                && !new TagVerdict(now.tag(), found.text()).matches()
                && !now.tag().versionText().equals(found.text())) {
            obstacles.never(Problem.of("the tag " + now.tag().name() + " is not version " + Printable.of(found.text())
                            + " of the project")
                    .at(found.where())
                    .next("leave out -Dinvokeai.ref: the tag gets its name from the version"));
        }
    }

    /** Whether git takes the name at all, whatever version it is. */
    private static boolean repoAllows(TagName tag) {
        return Tag.isAllowed(tag.name());
    }

    private static void dirtyFiles(Repo repo, Request request, Obstacles obstacles) {
        List<String> dirty = repo.dirtyTrackedFiles();
        if (!dirty.isEmpty()) {
            String names = dirty.stream().limit(5).map(Printable::of).collect(Collectors.joining(", "));
            obstacles.add(
                    Problem.of(dirty.size() + " file" + (dirty.size() == 1 ? " differs" : "s differ") + " from HEAD: "
                            + names + (dirty.size() > 5 ? ", …" : "")),
                    "git commit them, or git stash",
                    "invokeai.allowDirty",
                    request.allow().dirty());
        }
    }

    private static void historyObstacles(
            Repo repo, Remote remote, Situation now, RemoteRefs refs, Request request, Obstacles obstacles) {
        String head = now.head().id();
        boolean there = refs.branches().values().stream().anyMatch(tip -> repo.contains(tip, head));
        if (there) {
            return;
        }
        boolean unknown = refs.branches().values().stream()
                .anyMatch(tip -> repo.commit(tip).isEmpty());
        String name = remote.address().reference();
        obstacles.add(
                Problem.of("HEAD " + now.head().shortId() + " is on no branch of " + remote.address()
                        + (unknown
                                ? " as far as this clone knows; some of its branches have commits that are not here"
                                : "")),
                unknown
                        ? "git fetch " + name + (repo.shallow() ? " --unshallow" : "") + ", then git push " + name
                                + " HEAD:<branch> if it is really missing"
                        : "git push " + name + " HEAD:"
                                + repo.branch().map(Printable::of).orElse("<branch>"),
                "invokeai.allowUnpushed",
                request.allow().unpushed());
    }

    private static List<PyVersion> versions(RemoteRefs refs, TagName tag) {
        return refs.tags().stream()
                .flatMap(other -> TagName.of(other.name(), tag.prefix()).version().stream())
                .toList();
    }

    private void show(Repo repo, Remote remote, Situation now, Optional<RemoteRefs> refs) {
        Commit head = now.head();
        console.info("HEAD     " + head.shortId() + "  " + Printable.of(head.subject()));
        console.info("         " + Printable.of(head.author()) + ", "
                + DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
                        .withZone(ZoneId.systemDefault())
                        .format(head.time()));
        console.info("branch   "
                + repo.branch().map(Printable::of).orElse("none (detached HEAD)")
                + repo.upstream()
                        .map(upstream -> ", " + Printable.of(upstream.distance()))
                        .orElse(repo.branch().isPresent() ? ", tracks no remote branch" : ""));
        console.info("version  " + Printable.of(now.found().text()) + "  ("
                + now.found().where() + ")"
                + now.version()
                        .map(PyVersion::normalized)
                        .filter(normal -> !normal.equals(now.found().text()))
                        .map(normal -> ", files will be named " + normal)
                        .orElse(""));
        console.info("remote   " + remote.address()
                + remote.loginOrigin().map(origin -> ", login from " + origin).orElse(""));
        console.info("tag      " + Printable.of(now.tag().name()));
        if (repoAllows(now.tag())) {
            console.info("  here   " + described(repo, now, repo.tag(now.tag().name())));
            refs.ifPresent(seen -> {
                Optional<Tag> there = seen.tag(now.tag().name());
                console.info("  there  " + described(repo, now, there)
                        + there.flatMap(tag -> moved(repo, tag))
                                .map(note -> "; " + note)
                                .orElse(""));
            });
        }
    }

    private static String described(Repo repo, Situation now, Optional<Tag> tag) {
        if (tag.isEmpty()) {
            return "none";
        }
        String commit = tag.get().peeledId();
        String target = commit.equals(now.head().id())
                ? now.head().shortId() + " (HEAD)"
                : repo.commit(commit)
                        .map(known -> known.shortId() + "  " + Printable.of(known.subject()))
                        .orElse(commit.substring(0, 10) + " (not in this clone)");
        return target + (tag.get().annotated() ? "" : ", lightweight");
    }

    /** A tag at the remote that this clone has otherwise: somebody else has moved it, or made it again. */
    private static Optional<String> moved(Repo repo, Tag there) {
        return repo.tag(there.name())
                .filter(here -> !here.objectId().equals(there.objectId()))
                .map(here -> here.peeledId().equals(there.peeledId())
                        ? "another object than the one in this clone, for the same commit"
                        : "not the one in this clone (" + here.peeledId().substring(0, 10)
                                + "): somebody else has moved it");
    }

    private Result unchanged(Repo repo, Remote remote, Tag there) {
        console.info(
                "nothing to do: " + there.name() + " at " + remote.address().reference() + " is at HEAD already");
        if (repo.tag(there.name())
                .filter(tag -> tag.objectId().equals(there.objectId()))
                .isEmpty()) {
            console.info("next: git fetch " + remote.address().reference() + " +" + there.ref() + ":" + there.ref()
                    + "  (this clone has another " + there.name() + ", or none)");
        }
        return new Result(Action.UNCHANGED, there, false);
    }

    private static String message(Request request, Situation now) {
        Map<String, String> values = Map.of(
                "tag", now.tag().name(),
                "version", now.found().text().strip(),
                "normalized",
                        now.version()
                                .map(PyVersion::normalized)
                                .orElse(now.found().text().strip()),
                "project", now.project().orElse(""),
                "commit", now.head().id());
        return TagMessage.render(request.message(), values);
    }

    private void consent(Request request, Repo repo, Remote remote, Situation now, Optional<Tag> there) {
        if (request.dryRun() || request.consent().given()) {
            return;
        }
        String name = now.tag().name();
        String what = there.map(tag -> "Move " + name + " from " + described(repo, now, there)
                                + moved(repo, tag)
                                        .map(note -> " (" + note + ")")
                                        .orElse("") + " to HEAD "
                                + now.head().shortId())
                        .orElse("Create " + name + " at HEAD " + now.head().shortId())
                + " at " + remote.address().reference();
        UnaryOperator<String> ask = request.consent()
                .ask()
                .orElseThrow(() -> new ProjectException(Problem.of(
                                "not running interactively, so nobody can be asked: " + what + "?")
                        .next("look at what is shown above, then mvn invokeai-release:tag-release -Dinvokeai.yes"
                                + " (or -Dinvokeai.dryRun to try it)")));
        String answer = LetterCase.lower(ask.apply(what + "? (yes/no)").strip());
        if (!answer.equals("y") && !answer.equals("yes")) {
            throw new ProjectException(Problem.of("not tagged: the answer was no; nothing was changed"));
        }
    }

    private void tell(Request request, Remote remote, Action action, TagPush.Result pushed, String was) {
        pushed.note().ifPresent(console::warn);
        String name = pushed.tag().name();
        String kind = (pushed.signed() ? "signed" : "not signed") + (pushed.reused() ? ", as made in this clone" : "");
        String at = remote.address().reference();
        if (request.dryRun()) {
            console.info("dry run: would " + (action == Action.CREATED ? "create " : "move ") + name + " at " + at
                    + " (" + kind + ")" + was + "; the remote accepts the login, nothing was changed");
            console.info("next: mvn invokeai-release:tag-release");
            return;
        }
        console.info((action == Action.CREATED ? "created " : "moved ") + name + " at " + at + " (" + kind + ")" + was);
        console.info("next: mvn verify");
    }
}
