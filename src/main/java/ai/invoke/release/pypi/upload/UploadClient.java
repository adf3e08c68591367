package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Exchange;
import ai.invoke.release.http.FileBody;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.Multipart;
import ai.invoke.release.http.NoAnswer;
import ai.invoke.release.http.RedirectPolicy;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.http.RetryRule;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.pypi.attestation.Attestation;
import ai.invoke.release.pypi.attestation.AttestedFile;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.index.ServerMessage;
import ai.invoke.release.pypi.trust.PypiCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Uploads one file through the legacy upload API (warehouse, {@code docs/user/api/upload.md}). PyPI keeps what it gets for
 * ever, so no answer is taken for more than it says; when one is lost, the index is asked before the file is sent again.
 */
public final class UploadClient {

    private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;
    private static final Duration SHORTEST = Duration.ofMinutes(5);
    // PyPI's own workers may think for 240 seconds before they are stopped.
    private static final Duration SILENCE = Duration.ofMinutes(5);

    private static final RetryPolicy RETRY = new RetryPolicy(
            4,
            RetryRule.statuses(RetryPolicy.TRANSIENT, Set.of(429)),
            true,
            Duration.ofSeconds(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(120));

    private final Http http;
    private final PackageIndex index;
    private final IndexClient look;
    private final Console console;

    /**
     * An uploader to one index.
     *
     * @param http sends the requests
     * @param index where files go
     * @param console told about details
     */
    public UploadClient(Http http, PackageIndex index, Console console) {
        this.http = http;
        this.index = index;
        this.look = new IndexClient(http, index);
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
     * Uploads a file. It is hashed once more while it is sent; when it changed, its end is held back.
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
                .withHeader("Accept", "application/json;q=0.9, text/plain;q=0.8, text/html;q=0.7")
                .withRedirects(RedirectPolicy.SAME_ORIGIN)
                .withRetry(RETRY)
                .withTimeouts(timeLimit(file.size()), SILENCE)
                .withProgress(file.name());
        Exchange exchange =
                http.send(request, last -> mayHaveActed(last) ? shown(file).isEmpty() : true);
        if (exchange instanceof Answer answer && !mayHaveActed(answer)) {
            return outcome(file, answer);
        }
        String what = exchange instanceof Answer answer
                ? "it answered " + answer.status() + " " + ServerMessage.of(answer)
                : ((NoAnswer) exchange).reason();
        return shown(file)
                .map(present -> compared(file, present, what))
                .orElseGet(() -> new UploadOutcome.Unclear(
                        what,
                        "run the same command again: " + index.title()
                                + " keeps one copy of equal files, so nothing is doubled"));
    }

    private Multipart form(UploadFile file, List<Attestation> attestations) {
        List<Multipart.Part> parts = new ArrayList<>();
        for (UploadForm.Part part : UploadForm.of(file.distribution()).parts()) {
            parts.add(new Multipart.TextPart(part.name(), part.value()));
        }
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

    private static boolean mayHaveActed(Exchange exchange) {
        return !(exchange instanceof Answer answer) || RetryPolicy.TRANSIENT.contains(answer.status());
    }

    /** The file as the index shows it; empty when it does not, or does not say. */
    private Optional<IndexFile> shown(UploadFile file) {
        try {
            return look.project(file.project()).file(file.name());
        } catch (EnvironmentException e) {
            console.detail("looking for " + file.name() + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private UploadOutcome outcome(UploadFile file, Answer answer) {
        if (answer.successful()) {
            return success(answer);
        }
        if (answer.status() == 400 || answer.status() == 403 || answer.status() == 409) {
            // Indexes say "exists already" in many ways, and some of them for equal bytes, too: only the digest tells.
            Optional<IndexFile> present = shown(file);
            if (present.isPresent() && present.get().sha256().isPresent()) {
                return compared(file, present.get(), ServerMessage.of(answer));
            }
        }
        return refusal(answer);
    }

    private UploadOutcome success(Answer answer) {
        if (ServerMessage.isHtml(answer)) {
            return new UploadOutcome.Refused(
                    UploadOutcome.Reason.WRONG_ADDRESS,
                    answer.status(),
                    "it answered with a web page, so it did not accept the file: " + ServerMessage.of(answer),
                    "check the upload address " + index.upload());
        }
        String remark = answer.excerpt();
        return new UploadOutcome.Stored(false, remark.isEmpty() ? Optional.empty() : Optional.of(remark));
    }

    private UploadOutcome compared(UploadFile file, IndexFile present, String words) {
        if (present.sha256().equals(Optional.of(file.sha256()))) {
            return new UploadOutcome.Stored(true, Optional.empty());
        }
        return new UploadOutcome.Refused(
                UploadOutcome.Reason.FILE_EXISTS,
                0,
                words + "; it has sha256 " + present.sha256().orElse("(not told)") + ", the file here " + file.sha256(),
                Advice.BUMP);
    }

    private UploadOutcome refusal(Answer answer) {
        String words = ServerMessage.of(answer);
        int status = answer.status();
        if (status >= 300 && status < 400) {
            String target = answer.header("Location").map(answer::readable).orElse("nowhere");
            return refused(
                    UploadOutcome.Reason.WRONG_ADDRESS,
                    status,
                    "it redirects to " + target + ", where no credentials are sent",
                    "configure the address that accepts uploads itself");
        }
        return switch (status) {
            case 404, 405, 410 ->
                refused(
                        UploadOutcome.Reason.WRONG_ADDRESS,
                        status,
                        words,
                        "check the upload address " + index.upload() + "; for PyPI it is "
                                + PackageIndex.PYPI.upload());
            case 401, 403 -> refused(UploadOutcome.Reason.FORBIDDEN, status, words, Advice.forbidden(index, words));
            case 409 -> refused(UploadOutcome.Reason.FILE_EXISTS, status, words, Advice.BUMP);
            case 429 ->
                refused(
                        UploadOutcome.Reason.LIMIT,
                        status,
                        words + limits(answer),
                        "wait and run the same command again; limits of " + index.title() + " last hours");
            default ->
                refused(
                        Advice.exists(words) ? UploadOutcome.Reason.FILE_EXISTS : UploadOutcome.Reason.INVALID,
                        status,
                        words,
                        Advice.invalid(words));
        };
    }

    private static UploadOutcome refused(UploadOutcome.Reason reason, int status, String words, String advice) {
        return new UploadOutcome.Refused(reason, status, words, advice);
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
