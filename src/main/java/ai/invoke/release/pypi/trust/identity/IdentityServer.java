package ai.invoke.release.pypi.trust.identity;

import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Exchange;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.NoAnswer;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Asks a server for an identity. Nothing of an answer is ever shown: it holds the token. */
record IdentityServer(String title) {

    private static final long MAX_ANSWER = 256 * 1024;
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]++(?:\\.[A-Za-z0-9_-]++){2}");
    // GitHub's own toolkit tries ten times: the endpoint is flaky.
    private static final int ATTEMPTS = 6;

    String ask(Http http, Request request, Function<String, String> read) {
        Exchange exchange = http.send(request.withRetry(RetryPolicy.repeatable().withAttempts(ATTEMPTS))
                .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(20))
                .withMaxAnswer(MAX_ANSWER));
        if (exchange instanceof NoAnswer none) {
            throw failed(none.toString());
        }
        Answer answer = (Answer) exchange;
        String token = answer.successful() ? read.apply(answer.text()) : "";
        if (token.isEmpty()) {
            throw failed("it answered " + answer.status() + (answer.successful() ? " without a token" : ""));
        }
        return token;
    }

    EnvironmentException failed(String why) {
        return new EnvironmentException(Problem.of(title + " gave no identity for trusted publishing: " + why)
                .next("run the job again"));
    }

    /** The text when it has the form of a token, else nothing. */
    static String token(String text) {
        return TOKEN.matcher(text.strip()).matches() ? text.strip() : "";
    }
}
