package ai.invoke.sandbox.github;

import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.text.LetterCase;
import ai.invoke.sandbox.server.Request;
import ai.invoke.sandbox.server.Response;
import ai.invoke.sandbox.server.SandboxStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/**
 * git over http, the smart protocol: {@code git clone}, {@code fetch} and {@code push} of {@code http://…/owner/name.git}. The refs
 * are those that the REST API shows, and what is pushed is shown there.
 */
final class GitHubGit {

    private static final String UPLOAD = "git-upload-pack";
    private static final String RECEIVE = "git-receive-pack";
    private static final int TIMEOUT_SECONDS = 60;

    private final SandboxStore<GitHubState> store;

    GitHubGit(SandboxStore<GitHubState> store) {
        this.store = store;
    }

    /**
     * Whether a request is git's.
     *
     * @param path its segments
     * @return true for the three addresses of the smart protocol
     */
    static boolean asks(List<String> path) {
        boolean advertises =
                path.size() == 4 && path.get(2).equals("info") && path.get(3).equals("refs");
        boolean carriesOut =
                path.size() == 3 && (path.get(2).equals(UPLOAD) || path.get(2).equals(RECEIVE));
        return advertises || carriesOut;
    }

    /**
     * Carries a request of git out.
     *
     * @param request the request
     * @param path its segments
     * @param token whose it is
     * @return the answer
     * @throws GitHubErrors when there is no such repository
     * @throws IOException when the client stops sending, or the disk fails
     */
    Response answer(Request request, List<String> path, Optional<TokenKind> token) throws GitHubErrors, IOException {
        boolean advertises = path.size() == 4;
        String service = advertises ? request.parameters().getOrDefault("service", "") : path.get(2);
        String name = path.get(1).endsWith(".git")
                ? path.get(1).substring(0, path.get(1).length() - 4)
                : path.get(1);
        if (!service.equals(UPLOAD) && !service.equals(RECEIVE)) {
            return Response.text(403, "text/plain", "Please upgrade your git client.\n");
        }
        synchronized (store.lock()) {
            GitHubState.Repository repository =
                    store.state().repository(path.get(0), name).orElseThrow(GitHubErrors::notFound);
            if (service.equals(RECEIVE)) {
                if (token.isEmpty()) {
                    return login();
                }
                if (token.get().rights() != GitHubCall.Rights.WRITE) {
                    return Response.text(
                            403, "text/plain", "Permission to " + repository.slug() + ".git denied to sandbox.\n");
                }
            }
            Path spool = AtomicFile.draft(store.folder().resolve("incoming").resolve("git"));
            try (GitObjects objects = GitObjects.open(store.folder(), repository);
                    OutputStream out = Files.newOutputStream(spool)) {
                objects.takeRefs();
                if (service.equals(UPLOAD)) {
                    upload(request, objects.git(), advertises, out);
                } else {
                    receive(request, objects, new PushRules(repository, objects, token.orElseThrow()), advertises, out);
                    store.save();
                }
            }
            return Response.spooled(
                            200, "application/x-" + service + (advertises ? "-advertisement" : "-result"), spool)
                    .with("Cache-Control", "no-cache");
        }
    }

    /** What git needs to be told before it sends a login. */
    static Response login() {
        return Response.text(401, "text/plain", "No anonymous write access.\n")
                .with("WWW-Authenticate", "Basic realm=\"GitHub\"");
    }

    private static void upload(Request request, Repository git, boolean advertises, OutputStream out)
            throws IOException {
        UploadPack pack = new UploadPack(git);
        pack.setBiDirectionalPipe(false);
        pack.setTimeout(TIMEOUT_SECONDS);
        request.header("git-protocol").ifPresent(protocol -> pack.setExtraParameters(List.of(protocol.split(":", -1))));
        if (advertises) {
            pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(new PacketLineOut(out)), UPLOAD);
        } else {
            pack.upload(body(request), out, null);
        }
    }

    private static void receive(
            Request request, GitObjects objects, PushRules rules, boolean advertises, OutputStream out)
            throws IOException {
        ReceivePack pack = new ReceivePack(objects.git());
        pack.setBiDirectionalPipe(false);
        pack.setTimeout(TIMEOUT_SECONDS);
        pack.setAtomic(false);
        pack.setPreReceiveHook(rules);
        pack.setPostReceiveHook((done, commands) -> commands.forEach(objects::told));
        if (advertises) {
            PacketLineOut lines = new PacketLineOut(out);
            lines.writeString("# service=" + RECEIVE + "\n");
            lines.end();
            pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
        } else {
            pack.receive(body(request), out, null);
        }
    }

    private static InputStream body(Request request) throws IOException {
        boolean packed = request.header("content-encoding")
                .filter(encoding -> LetterCase.lower(encoding).equals("gzip"))
                .isPresent();
        InputStream body = new BufferedInputStream(request.body());
        return packed ? new GZIPInputStream(body) : body;
    }

    /** The error of a request with a wrong login, as git is told it. */
    static Response refused(GitHubErrors error) {
        return error.status() == 401
                ? login()
                : Response.text(
                        error.status(),
                        "text/plain; charset=utf-8",
                        (error.status() == 404 ? "Repository not found." : error.getMessage()) + "\n");
    }
}
