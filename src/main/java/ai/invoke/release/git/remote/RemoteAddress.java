package ai.invoke.release.git.remote;

import ai.invoke.release.git.Repo;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import ai.invoke.release.text.Redactor;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.RemoteConfig;
import org.eclipse.jgit.transport.URIish;

/** Where a remote is pushed to. */
public final class RemoteAddress {

    /** How git talks to it. */
    public enum Kind {
        /** A folder of this machine. */
        FILE,
        /** https, or http to this machine. */
        HTTP,
        /** ssh. */
        SSH
    }

    private final String name;
    private final URIish uri;
    private final Kind kind;

    private RemoteAddress(String name, URIish uri, Kind kind) {
        this.name = name;
        this.uri = uri;
        this.kind = kind;
    }

    /**
     * Finds a remote.
     *
     * @param repo the clone
     * @param remote a remote's name, or an address such as {@code https://github.com/owner/name.git}
     * @return where it is pushed to
     * @throws ProjectException when there is no such remote, when it has several addresses, or one that cannot be used
     */
    public static RemoteAddress of(Repo repo, String remote) {
        Repository repository = repo.jgit();
        try {
            RemoteConfig config = new RemoteConfig(repository.getConfig(), remote);
            List<URIish> push = config.getPushURIs().isEmpty() ? config.getURIs() : config.getPushURIs();
            if (push.size() > 1) {
                throw new ProjectException(Problem.of("the remote " + Printable.of(remote) + " is pushed to "
                                + push.size() + " addresses, and a tag cannot be moved at all of them at once")
                        .next("name one of them: -Dinvokeai.remote=<address>"));
            }
            if (!push.isEmpty()) {
                return new RemoteAddress(remote, push.get(0), kind(push.get(0)));
            }
            if (remote.contains("/") || remote.contains(":")) {
                URIish uri = new URIish(remote);
                return new RemoteAddress("", uri, kind(uri));
            }
        } catch (URISyntaxException e) {
            throw new ProjectException(Problem.of("the address of the remote "
                            + Printable.of(Redactor.byShape().redact(remote)) + " cannot be understood")
                    .next("git remote -v shows it, git remote set-url corrects it"));
        }
        throw new ProjectException(none(repository, remote));
    }

    private static Problem none(Repository repository, String remote) {
        List<String> names = repository.getRemoteNames().stream().sorted().toList();
        return names.isEmpty()
                ? Problem.of("this repository has no remote to push a tag to")
                        .next("git remote add origin <address>, and push the branch first")
                : Problem.of("there is no remote " + Printable.of(remote) + " here; there is "
                                + Printable.of(String.join(", ", names)))
                        .next("name one: -Dinvokeai.remote=" + Printable.of(names.get(0)));
    }

    private static Kind kind(URIish uri) {
        String scheme = uri.getScheme() == null ? "" : LetterCase.lower(uri.getScheme());
        String host = uri.getHost() == null ? "" : uri.getHost();
        // A host or user that starts with a dash would be an option of the ssh program.
        boolean dash =
                host.startsWith("-") || (uri.getUser() != null && uri.getUser().startsWith("-"));
        if (dash || Printable.of(host).length() != host.length()) {
            throw refused(uri, "its host is missing or invalid");
        }
        return switch (scheme) {
            case "file" -> Kind.FILE;
            case "" -> host.isEmpty() ? Kind.FILE : Kind.SSH;
            case "ssh", "git+ssh", "ssh+git" -> Kind.SSH;
            case "https" -> Kind.HTTP;
            case "http" -> {
                if (!isLoopback(host)) {
                    throw refused(uri, "http is not encrypted and would expose the login");
                }
                yield Kind.HTTP;
            }
            default -> throw refused(uri, "nothing can be pushed over " + Printable.of(scheme));
        };
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    private static ProjectException refused(URIish uri, String why) {
        return new ProjectException(
                Problem.of("cannot push to " + Printable.of(Redactor.byShape().redact(uri.toString())) + ": " + why)
                        .next("use an https or ssh address: git remote set-url"));
    }

    /**
     * The remote's name.
     *
     * @return empty when it was given by its address
     */
    public Optional<String> name() {
        return Optional.of(name).filter(text -> !text.isEmpty());
    }

    /**
     * What a git command calls it.
     *
     * @return the name, else the address without user information
     */
    public String reference() {
        return name().orElseGet(this::shown);
    }

    /**
     * The address for people.
     *
     * @return without a password
     */
    public String shown() {
        return Printable.of(Redactor.byShape().redact(uri.toString()));
    }

    /**
     * How git talks to it.
     *
     * @return one of three
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The host of the address.
     *
     * @return in lower case; empty for a folder
     */
    public String host() {
        return uri.getHost() == null ? "" : LetterCase.lower(uri.getHost());
    }

    /**
     * The host with the port, where one is named.
     *
     * @return for instance {@code git.example.org:8443}
     */
    public String hostAndPort() {
        return uri.getPort() < 0 ? host() : host() + ":" + uri.getPort();
    }

    URIish uri() {
        return uri;
    }

    /** As {@link #shown()}. */
    @Override
    public String toString() {
        return name().map(text -> Printable.of(text) + " (" + shown() + ")").orElseGet(this::shown);
    }
}
