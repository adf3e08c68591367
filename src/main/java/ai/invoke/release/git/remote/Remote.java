package ai.invoke.release.git.remote;

import ai.invoke.release.git.Repo;
import ai.invoke.release.git.Tag;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import ai.invoke.release.text.Redactor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.TransportHttp;
import org.jspecify.annotations.Nullable;

/**
 * One remote of a clone: what it has, and a push of one tag to it. Every call connects anew, ends in bounded time and
 * leaves the clone as it was. Not thread-safe.
 */
public final class Remote {

    private final Repository repository;
    private final Path workTree;
    private final RemoteAddress address;
    private final RemoteAccess access;
    private final GitSettings settings;
    private final Optional<GitLogin> login;
    private final Redactor redactor;

    /**
     * Creates the client of a remote.
     *
     * @param repo the clone; must stay open
     * @param address where the remote is
     * @param access how to get at it
     */
    public Remote(Repo repo, RemoteAddress address, RemoteAccess access) {
        this.repository = repo.jgit();
        this.workTree = repo.workTree();
        this.address = address;
        this.access = access;
        this.settings = GitSettings.of(repository, access.runner());
        this.login = address.kind() == RemoteAddress.Kind.HTTP ? access.login().apply(address) : Optional.empty();
        List<String> secrets = new ArrayList<>();
        login.map(GitLogin::password).ifPresent(secrets::add);
        Optional.ofNullable(address.uri().getPass()).ifPresent(secrets::add);
        this.redactor = new Redactor(secrets);
    }

    /** How one push ended. */
    sealed interface Answer {
        /** The remote has it. */
        record Taken() implements Answer {}

        /** The tag there is not the one that was expected. Nothing was sent. */
        record Moved() implements Answer {}

        /**
         * The remote said no.
         *
         * @param why its words in one line
         * @param messages what its hooks printed
         */
        record Refused(String why, List<String> messages) implements Answer {}

        /**
         * Nobody knows what the remote did.
         *
         * @param trouble what happened
         */
        record Unknown(ReleaseException trouble) implements Answer {}
    }

    /**
     * Where it is.
     *
     * @return the address that is pushed to
     */
    public RemoteAddress address() {
        return address;
    }

    /**
     * Whose login is used.
     *
     * @return for people; empty when none was given, so that git's own means count
     */
    public Optional<String> loginOrigin() {
        return login.map(GitLogin::origin);
    }

    GitSettings settings() {
        return settings;
    }

    /**
     * Asks for branches and tags ({@code git ls-remote}).
     *
     * @return what is there now
     * @throws ProjectException when there is no such repository or the login is refused
     * @throws EnvironmentException when the remote cannot be reached or does not answer
     */
    public RemoteRefs look() {
        return connected((transport, sessions) -> {
            try (FetchConnection connection = transport.openFetch(
                    List.of(new RefSpec("refs/heads/*:refs/heads/*"), new RefSpec("refs/tags/*:refs/tags/*")))) {
                Map<String, String> branches = new HashMap<>();
                List<Tag> tags = new ArrayList<>();
                for (Ref ref : connection.getRefs()) {
                    ObjectId id = ref.getObjectId();
                    if (id == null) {
                        continue;
                    }
                    if (ref.getName().startsWith(Constants.R_HEADS)) {
                        branches.put(ref.getName().substring(Constants.R_HEADS.length()), id.name());
                    } else if (ref.getName().startsWith(Constants.R_TAGS)) {
                        ObjectId peeled = ref.getPeeledObjectId();
                        tags.add(new Tag(
                                ref.getName().substring(Constants.R_TAGS.length()),
                                id.name(),
                                (peeled == null ? id : peeled).name()));
                    }
                }
                tags.sort(Comparator.comparing(Tag::name));
                return new RemoteRefs(branches, tags);
            }
        });
    }

    /**
     * Sets one tag, if it is at the remote what it is expected to be. The expectation goes over the wire, so that the server
     * compares, too.
     *
     * @param name the tag
     * @param object its new object
     * @param expected the object that the remote has now; empty when it must not have the tag
     * @param dryRun whether to stop after the remote has accepted the login and the expectation was found true
     * @return how it ended
     */
    Answer push(String name, AnyObjectId object, Optional<String> expected, boolean dryRun) {
        ObjectId old = expected.map(ObjectId::fromString).orElse(ObjectId.zeroId());
        try {
            return connected((transport, sessions) -> {
                String ref = Constants.R_TAGS + name;
                // The one update, forced because tags never fast-forward, and safe because of what it expects.
                RemoteRefUpdate update = new RemoteRefUpdate(repository, ref, object.copy(), ref, true, null, old);
                transport.setDryRun(dryRun);
                PushResult result = transport.push(NullProgressMonitor.INSTANCE, List.of(update));
                return answer(result.getRemoteUpdate(ref), result.getMessages(), dryRun);
            });
        } catch (ReleaseException e) {
            return new Answer.Unknown(e);
        }
    }

    private Answer answer(@Nullable RemoteRefUpdate update, String messages, boolean dryRun) {
        if (update == null) {
            return new Answer.Refused("it did not report what became of the tag", lines(messages));
        }
        String reason = Printable.of(redactor.redact(String.valueOf(update.getMessage())));
        return switch (update.getStatus()) {
            case OK, UP_TO_DATE -> new Answer.Taken();
            case NOT_ATTEMPTED ->
                dryRun ? new Answer.Taken() : new Answer.Refused("it was not attempted", lines(messages));
            case REJECTED_REMOTE_CHANGED -> new Answer.Moved();
            case REJECTED_NONFASTFORWARD ->
                new Answer.Refused("it does not allow a tag to be moved (non-fast-forward)", lines(messages));
            case REJECTED_NODELETE, NON_EXISTING, REJECTED_OTHER_REASON -> new Answer.Refused(reason, lines(messages));
            case AWAITING_REPORT ->
                new Answer.Unknown(new EnvironmentException(Problem.of(
                        "the connection to " + address + " ended before the remote said whether it took the tag")));
        };
    }

    private List<String> lines(String messages) {
        return redactor.redact(messages)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(Printable::of)
                .limit(20)
                .toList();
    }

    private interface Conversation<T> {
        T with(Transport transport, Optional<ChildSessions> sessions) throws IOException;
    }

    private <T> T connected(Conversation<T> conversation) {
        Optional<ChildSessions> sessions = address.kind() == RemoteAddress.Kind.HTTP
                ? Optional.empty()
                : Optional.of(new ChildSessions(address, workTree, access.runner(), settings, access.silence()));
        try (Transport transport =
                Transport.open(repository, sessions.map(ChildSessions::uri).orElse(address.uri()))) {
            transport.setTimeout((int) Math.max(1, access.silence().toSeconds()));
            if (transport instanceof SshTransport ssh && sessions.isPresent()) {
                // JGit's own time limit works by interrupts, which no read from a child process heeds.
                transport.setTimeout(0);
                ssh.setSshSessionFactory(sessions.get());
            }
            if (transport instanceof TransportHttp http) {
                http.setHttpConnectionFactory(new HttpSessions(address, login, access.proxy()));
                http.setCredentialsProvider(new CredentialHelper(address, workTree, access.runner()));
                login.ifPresent(known -> http.setPreemptiveBasicAuthentication(known.user(), known.password()));
            }
            return conversation.with(transport, sessions);
        } catch (IOException | RuntimeException e) {
            if (e instanceof ReleaseException known) {
                throw known;
            }
            if (sessions.filter(ChildSessions::silenced).isPresent()) {
                throw new EnvironmentException(Problem.of(address + " has said nothing for "
                                + access.silence().toSeconds() + " s")
                        .next("git ls-remote " + address.reference() + " shows whether it can be reached"));
            }
            throw trouble(e, sessions.map(ChildSessions::complaint).orElse(""));
        }
    }

    /** JGit tells most of its troubles apart by words only. The cause stays out: its message may hold the URL's password. */
    private ReleaseException trouble(Exception e, String complaint) {
        // What the child process said is the cause; what JGit makes of it only a guess.
        String words = complaint.isBlank() ? words(e) : Printable.of(oneLine(complaint));
        String lower = LetterCase.lower(words);
        if (lower.contains("not authorized")
                || lower.contains("not permitted")
                || lower.contains("authentication")
                || lower.contains("permission denied")
                || lower.contains("auth fail")) {
            return new ProjectException(Problem.of(address + " refuses the login"
                            + login.map(known -> " of " + known.origin()).orElse("") + ": " + words)
                    .next(advice()));
        }
        if (e instanceof NoRemoteRepositoryException || lower.contains("does not appear to be a git repository")) {
            return new ProjectException(Problem.of("there is no repository at " + address
                            + ", or it does not show itself without the right login: " + words)
                    .next("git remote -v; " + advice()));
        }
        return new EnvironmentException(Problem.of("cannot talk to " + address + ": " + words)
                .next("git ls-remote " + address.reference() + " shows whether it can be reached"));
    }

    private String advice() {
        return switch (address.kind()) {
            case FILE -> "check the folder and its permissions";
            case SSH ->
                "ssh -T "
                        + (address.uri().getUser() == null ? "" : address.uri().getUser() + "@")
                        + address.uri().getHost() + " shows whether the key is known there";
            case HTTP ->
                "give a login: a <server> with the id " + address.hostAndPort() + " or github in settings.xml,"
                        + " GITHUB_TOKEN, or git's credential helper";
        };
    }

    private String words(Exception e) {
        List<String> words = new ArrayList<>();
        for (@Nullable Throwable at = e; at != null && words.size() < 4; at = at.getCause()) {
            String text = at.getMessage() == null ? at.getClass().getSimpleName() : at.getMessage();
            String shown = Printable.of(oneLine(text.replace(address.uri().toString() + ": ", "")));
            if (words.stream().noneMatch(known -> known.contains(shown) || shown.contains(known))) {
                words.add(shown);
            }
        }
        return String.join(": ", words);
    }

    private String oneLine(String text) {
        return redactor.redact(text)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((left, right) -> left + "; " + right)
                .orElse("");
    }
}
