package ai.invoke.release.pypi.attestation.sign;

import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Body;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.attestation.bundle.LogBody;
import ai.invoke.release.pypi.attestation.certificate.FulcioCertificate;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.log.TransparencyLogEntry;
import ai.invoke.release.pypi.attestation.statement.Dsse;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The public log of signatures (Rekor, API v1). What it takes stays there for ever, for everybody to read. */
final class Rekor {

    private static final String ENTRIES = "/api/v1/log/entries";
    private static final Pattern ENTRY = Pattern.compile(ENTRIES + "/([0-9a-f]{64,80})$");
    private static final long MAX_ANSWER = 1024 * 1024;
    private static final int CONFLICT = 409;

    private final Http http;
    private final URI address;

    Rekor(Http http, URI address) {
        this.http = http;
        this.address = address;
    }

    /** Logs a signature over a statement; the same one again gives the entry that is there. */
    TransparencyLogEntry log(Octets statement, Octets signature, FulcioCertificate certificate) {
        ObjectNode entry = CanonicalJson.object();
        entry.put("apiVersion", LogBody.VERSION);
        entry.put("kind", LogBody.KIND);
        ObjectNode content = entry.putObject("spec").putObject("proposedContent");
        content.put("envelope", CanonicalJson.line(Dsse.envelope(statement, signature)));
        content.putArray("verifiers").add(Octets.of(certificate.pem()).base64());
        Answer answer = http.send(
                        limited(Request.post(URI.create(address + ENTRIES), Body.json(CanonicalJson.line(entry)))))
                .orThrow();
        if (answer.status() == CONFLICT) {
            // An earlier attempt arrived although its answer did not.
            answer = http.send(limited(Request.get(existing(answer)))).orThrow();
        }
        if (!answer.successful()) {
            throw failed("it answered " + answer.status() + " " + answer.excerpt());
        }
        try {
            return TransparencyLogEntry.ofRekor(answer.body());
        } catch (MalformedJsonException e) {
            throw failed("its answer cannot be read: " + e.getMessage());
        }
    }

    private static Request limited(Request request) {
        return request.withHeader("Accept", "application/json")
                .withRetry(RetryPolicy.repeatable())
                .withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(30))
                .withMaxAnswer(MAX_ANSWER);
    }

    /** Only the entry's name is taken from the answer: it must be at the same log. */
    private URI existing(Answer conflict) {
        Matcher entry = ENTRY.matcher(conflict.header("Location").orElse(""));
        if (!entry.find()) {
            throw failed("it has the entry already and does not say where");
        }
        return URI.create(address + ENTRIES + "/" + entry.group(1));
    }

    private EnvironmentException failed(String why) {
        return new EnvironmentException(Problem.of("the signature was not logged at " + address + ": " + why)
                .next("run the same command again, or publish without attestations: -Dinvokeai.attestations=none"));
    }
}
