package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Exchange;
import ai.invoke.release.http.FileBody;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.Multipart;
import ai.invoke.release.http.NoAnswer;
import ai.invoke.release.http.Origin;
import ai.invoke.release.http.RedirectPolicy;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.attestation.bundle.Attestation;
import ai.invoke.release.pypi.attestation.bundle.AttestedFile;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.index.ServerMessage;
import ai.invoke.release.pypi.trust.PypiCredentials;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Uploads one file through the legacy upload API (warehouse, {@code docs/user/api/upload.md}). PyPI keeps what it gets for
 * ever, so no answer is taken for more than it says; when one is lost, the index is asked before the file is sent again.
 */
public final class UploadClient {

    private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    // PyPI's own workers may think for 240 seconds before they are stopped.
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final String ACCEPT = "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7";

    private static final RetryPolicy RETRY = RetryPolicy.repeatable().withFirstDelay(Duration.ofSeconds(2));

    private final Http http;
    private final PackageIndex index;
    private final IndexClient look;
    private final Console console;

    /**
     * An uploader to one index.
     *
     * @param http sends the requests
     * @param index where files go
     * @param look asks the index what it has
     * @param console told about details
     */
    public UploadClient(Http http, PackageIndex index, IndexClient look, Console console) {
        this.http = http;
        this.index = index;
        this.look = look;
        this.console = console;
    }

    /**
     * How long an upload may take at most, for each attempt.
     *
     * @param size the file's length in bytes
     * @return five minutes, or what a line of 64 KiB a second needs
     */
    public static Duration timeLimit(long size) {
        Duration slow = Duration.ofSeconds(size / SLOWEST_BYTES_PER_SECOND);
        return slow.compareTo(SHORTEST) > 0 ? slow : SHORTEST;
    }

    /**
     * Uploads a file. It is hashed once more while it is sent; when it changed, its end is held back. Whatever the answer is,
     * the index is asked what it has: a success may have stored nothing, and an error may have stored everything.
     *
     * @param file the file
     * @param credentials what the index asks for
     * @return how it ended
     * @throws ai.invoke.release.problem.ProjectException when the file changed while it was sent
     * @throws EnvironmentException when it cannot be read
     */
    public UploadOutcome upload(UploadFile file, PypiCredentials credentials) {
        return upload(file, List.of(), credentials);
    }

    /**
     * Uploads a file with its attestations.
     *
     * @param file the file
     * @param attestations what goes with it, perhaps none
     * @param credentials what the index asks for
     * @return how it ended
     * @throws ai.invoke.release.problem.ProjectException when the file changed while it was sent
     * @throws EnvironmentException when it cannot be read
     */
    public UploadOutcome upload(UploadFile file, List<Attestation> attestations, PypiCredentials credentials) {
        Request request = Request.post(index.upload(), form(file, attestations))
                .withAuthorization(credentials.authorization())
                .withHeader("Accept", ACCEPT)
                .withRedirects(RedirectPolicy.SAME_ORIGIN)
                .withRetry(RETRY)
                .withTimeouts(timeLimit(file.size()), SILENCE)
                .withProgress(file.name())
                .withStatusSufficing();
        AtomicBoolean mayHaveActed = new AtomicBoolean();
        Exchange exchange = http.send(request, last -> {
            boolean perhaps = mayHaveActed(last);
            mayHaveActed.compareAndSet(false, perhaps);
            return !perhaps || seen(file).isEmpty();
        });
        if (exchange instanceof NoAnswer none && !mayHaveActed(none) && !mayHaveActed.get()) {
            return new UploadOutcome.Unsent(none.reason());
        }
        Optional<IndexFile> seen = seen(file);
        if (seen.isPresent()) {
            UploadFile.Likeness likeness = file.compare(seen.get().hashes());
            if (likeness == UploadFile.Likeness.SAME) {
                boolean accepted = exchange instanceof Answer answer && answer.successful();
                return new UploadOutcome.Stored(
                        !accepted,
                        accepted ? ServerMessage.remark((Answer) exchange) : Optional.empty(),
                        seen.get().hashes().strongest().orElseThrow());
            }
            if (likeness == UploadFile.Likeness.OTHER && exchange instanceof Answer answer && answer.successful()) {
                // It said yes and shows something else, perhaps because its caches lag behind.
                return new UploadOutcome.Taken(answer.status(), ServerMessage.remark(answer));
            }
            if (likeness == UploadFile.Likeness.OTHER) {
                return conflict(file, seen.get(), exchange);
            }
        }
        if (exchange instanceof Answer answer) {
            return answer.successful()
                    ? unseen(answer)
                    : RetryPolicy.isTransient(answer.status()) && answer.status() != 429
                            ? new UploadOutcome.Unclear(
                                    answer.status(), "it answered " + answer.status() + " " + ServerMessage.of(answer))
                            : refusal(answer, file.size());
        }
        return new UploadOutcome.Unclear(0, ((NoAnswer) exchange).reason());
    }

    /** The answer to a form without its file that proves most: everything before the file is as it should be. */
    private static final String NO_FILE = "upload payload does not have a file";

    /**
     * Sends the form without the file.
     *
     * @param file the file
     * @param credentials what the index asks for
     * @return what is wrong; empty when credentials and metadata are taken
     * @throws EnvironmentException when no clear answer came
     */
    Optional<Problem> rehearse(UploadFile file, PypiCredentials credentials) {
        Exchange exchange = http.send(Request.post(index.upload(), Multipart.of(fields(file)))
                .withAuthorization(credentials.authorization())
                .withHeader("Accept", ACCEPT)
                .withRedirects(RedirectPolicy.SAME_ORIGIN)
                .withRetry(RETRY)
                .withStatusSufficing());
        if (exchange instanceof Answer answer) {
            if (answer.status() == 400 && ServerMessage.all(answer).contains(NO_FILE)) {
                return Optional.empty();
            }
            if (answer.status() >= 400
                    && answer.status() < 500
                    && refusal(answer, file.size()) instanceof UploadOutcome.Refused refused) {
                return Optional.of(Problem.of(index.title() + " would refuse " + file.name() + " (" + refused.status()
                                + "): " + refused.words())
                        .next(refused.advice()));
            }
        }
        String what = exchange instanceof Answer answer
                ? "it answered " + answer.status() + " " + ServerMessage.of(answer)
                : ((NoAnswer) exchange).reason();
        throw new EnvironmentException(
                Problem.of("the rehearsal of the upload to " + index.title() + " says nothing: " + what)
                        .next("run the same command again, or leave out invokeai.rehearseUpload"));
    }

    private Multipart form(UploadFile file, List<Attestation> attestations) {
        List<Multipart.Part> parts = fields(file);
        // PyPI refuses an empty list; no field means no attestations.
        if (!attestations.isEmpty()) {
            parts.add(new Multipart.TextPart(
                    "attestations", new AttestedFile(file.name(), file.sha256(), attestations).formField()));
        }
        FileBody content = new FileBody(
                file.distribution().path(), "application/octet-stream", file.size(), Optional.of(file.sha256()));
        parts.add(new Multipart.FilePart("content", file.name(), content));
        return Multipart.of(parts);
    }

    private List<Multipart.Part> fields(UploadFile file) {
        List<Multipart.Part> parts = new ArrayList<>();
        for (UploadForm.Part part : UploadForm.of(file.distribution()).parts()) {
            parts.add(new Multipart.TextPart(part.name(), part.value()));
        }
        if (!index.isPublic()) {
            // Nexus checks it and shows nothing else; Artifactory warns when it is missing.
            file.md5().ifPresent(md5 -> parts.add(new Multipart.TextPart("md5_digest", md5)));
        }
        return parts;
    }

    private static boolean mayHaveActed(Exchange exchange) {
        return exchange instanceof NoAnswer none
                ? none.delivery() == NoAnswer.Delivery.MAYBE_PROCESSED
                : RetryPolicy.isTransient(((Answer) exchange).status());
    }

    /** The file as the index shows it; empty when it does not, or cannot be asked. */
    private Optional<IndexFile> seen(UploadFile file) {
        try {
            return look.file(file.project(), file.version(), file.name()).map(shown -> look.proven(shown, file.size()));
        } catch (EnvironmentException e) {
            console.detail("looking for " + file.name() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    /** The index said yes, but does not show the file: its body tells whether it meant it. */
    private UploadOutcome unseen(Answer answer) {
        boolean page = ServerMessage.isPageForPeople(answer);
        if (answer.status() == 203 || (page && ServerMessage.asksToLogIn(answer))) {
            return refused(
                    UploadOutcome.Reason.FORBIDDEN,
                    answer,
                    "it answered with a sign-in page, so it did not take the file" + beside(answer),
                    Advice.forbidden(index, ""));
        }
        if (page) {
            return refused(
                    UploadOutcome.Reason.WRONG_ADDRESS,
                    answer,
                    "it answered with a page for people, so it did not take the file: " + ServerMessage.of(answer),
                    "check the upload address " + index.upload());
        }
        if (ServerMessage.reportsError(answer)) {
            return refused(
                    UploadOutcome.Reason.INVALID,
                    answer,
                    ServerMessage.of(answer),
                    Advice.invalid(index, ServerMessage.all(answer)));
        }
        return new UploadOutcome.Taken(answer.status(), ServerMessage.remark(answer));
    }

    /** Words that say more than the status; a sign-in page often has none. */
    private static String beside(Answer answer) {
        String words = ServerMessage.of(answer);
        return words.isEmpty() || words.equals(answer.reason()) ? "" : ": " + words;
    }

    private static UploadOutcome conflict(UploadFile file, IndexFile present, Exchange exchange) {
        String words = exchange instanceof Answer answer
                ? answer.successful() ? "it answered " + answer.status() : ServerMessage.of(answer)
                : ((NoAnswer) exchange).reason();
        IndexFile.Hashes hashes = present.hashes();
        return new UploadOutcome.Refused(
                UploadOutcome.Reason.FILE_EXISTS,
                exchange instanceof Answer answer ? answer.status() : 0,
                words + "; it has " + hashes.strongest().orElseThrow() + ", the file here " + file.counterpart(hashes),
                Advice.BUMP);
    }

    private UploadOutcome refusal(Answer answer, long size) {
        String words = ServerMessage.of(answer);
        String all = ServerMessage.all(answer);
        int status = answer.status();
        if (status >= 300 && status < 400) {
            return redirect(answer);
        }
        if (Advice.exists(all) && status != 429) {
            return refused(UploadOutcome.Reason.FILE_EXISTS, answer, words, Advice.BUMP);
        }
        return switch (status) {
            case 404, 405, 410 -> refused(UploadOutcome.Reason.WRONG_ADDRESS, answer, words, address());
            case 401, 403 ->
                Advice.notNow(all)
                        ? refused(UploadOutcome.Reason.NOT_NOW, answer, words, Advice.notNow(index))
                        : refused(UploadOutcome.Reason.FORBIDDEN, answer, words, Advice.forbidden(index, all));
            case 409 ->
                all.contains("conflicts with an existing project")
                        ? refused(UploadOutcome.Reason.NOT_NOW, answer, words, Advice.invalid(index, all))
                        : refused(UploadOutcome.Reason.FILE_EXISTS, answer, words, Advice.BUMP);
            case 413 ->
                refused(
                        UploadOutcome.Reason.TOO_LARGE,
                        answer,
                        limit(answer, words, size),
                        Advice.tooLarge(index, size));
            case 429 ->
                refused(
                        UploadOutcome.Reason.NOT_NOW,
                        answer,
                        words + limits(answer),
                        "wait and run the same command again; limits of " + index.title() + " may last hours");
            case 400, 422 ->
                Advice.tooLarge(all)
                        ? refused(UploadOutcome.Reason.TOO_LARGE, answer, words, Advice.tooLarge(index, size))
                        : refused(UploadOutcome.Reason.INVALID, answer, words, Advice.invalid(index, all));
            default -> refused(UploadOutcome.Reason.INVALID, answer, words, Advice.other(index));
        };
    }

    private UploadOutcome redirect(Answer answer) {
        String target = answer.header("Location").map(answer::readable).orElse("nowhere");
        boolean followed = answer.status() == 307 || answer.status() == 308;
        boolean own = answer.header("Location")
                .filter(location -> isOwn(answer.uri(), location))
                .isPresent();
        if (ServerMessage.isSignIn(target)) {
            return refused(
                    UploadOutcome.Reason.FORBIDDEN,
                    answer,
                    "it redirects to " + target + ", where people sign in, so it did not take the credentials",
                    Advice.forbidden(index, ""));
        }
        return refused(
                UploadOutcome.Reason.WRONG_ADDRESS,
                answer,
                followed && own
                        ? "it redirects again and again, at last to " + target
                        : own
                                ? "it redirects to " + target + ", which would drop the file"
                                : "it redirects to " + target + ", where no credentials are sent",
                "configure the address that takes uploads itself; here it is " + index.upload());
    }

    private static boolean isOwn(URI from, String location) {
        try {
            return Origin.of(from.resolve(new URI(location.strip()))).equals(Origin.of(from));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private String address() {
        String check = "check the upload address " + index.upload();
        if (index.isPublic()) {
            return check + "; for PyPI it is " + PackageIndex.PYPI.upload();
        }
        return index.upload().getPath().contains("/simple")
                ? check + ": most indexes only show files there, and take them one folder higher"
                : check;
    }

    private static String limit(Answer answer, String words, long size) {
        String who = answer.header("Server")
                .map(server -> answer.readable(server) + " at " + answer.uri().getHost())
                .orElse(String.valueOf(answer.uri().getHost()));
        return words + "; the limit is one of the server or of a proxy before it (" + who + "), the file has "
                + (size >> 10) + " KiB";
    }

    private static UploadOutcome refused(UploadOutcome.Reason reason, Answer answer, String words, String advice) {
        return new UploadOutcome.Refused(reason, answer.status(), words, advice);
    }

    private static String limits(Answer answer) {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("Retry-After", "RateLimit", "RateLimit-Policy")) {
            answer.header(name)
                    .ifPresent(
                            value -> text.append("; ").append(name).append(": ").append(answer.readable(value)));
        }
        return text.toString();
    }
}
