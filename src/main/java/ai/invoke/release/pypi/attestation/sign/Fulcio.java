package ai.invoke.release.pypi.attestation.sign;

import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Body;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.json.CanonicalJson;
import ai.invoke.release.json.JsonFields;
import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.attestation.certificate.FulcioCertificate;
import ai.invoke.release.pypi.attestation.crypto.Octets;
import ai.invoke.release.pypi.attestation.crypto.Signatures;
import ai.invoke.release.text.Redactor;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The authority that certifies for ten minutes that a key belongs to whom an identity token names (Fulcio, API v2). */
final class Fulcio {

    private static final long MAX_ANSWER = 256 * 1024;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");
    /** Who vouches for people and service accounts; Fulcio certifies those by their e-mail address (sigstore-python, {@code oidc.py}). */
    private static final Set<String> BY_EMAIL = Set.of(
            "https://accounts.google.com", "https://oauth2.sigstore.dev/auth", "https://oauth2.sigstage.dev/auth");

    private final Http http;
    private final URI address;

    Fulcio(Http http, URI address) {
        this.http = http;
        this.address = address;
    }

    /**
     * Makes a key and has it certified.
     *
     * @param token an identity token for the audience {@code sigstore}; a secret
     */
    SigningKey certify(String token) {
        KeyPair keys = SigningKey.generate();
        ObjectNode request = CanonicalJson.object();
        request.putObject("credentials").put("oidcIdentityToken", token);
        ObjectNode key = request.putObject("publicKeyRequest");
        key.putObject("publicKey")
                .put("algorithm", "ECDSA")
                .put(
                        "content",
                        FulcioCertificate.pem("PUBLIC KEY", keys.getPublic().getEncoded()));
        key.put(
                "proofOfPossession",
                Signatures.sign(keys.getPrivate(), subject(token).getBytes(StandardCharsets.UTF_8))
                        .base64());
        // A second certificate for the same token harms nobody, so that a lost answer is no reason to give up.
        Answer answer = http.send(Request.post(
                                URI.create(address + "/api/v2/signingCert"), Body.json(CanonicalJson.line(request)))
                        .withHeader("Accept", "application/json")
                        .withRetry(RetryPolicy.repeatable())
                        .withTimeouts(Duration.ofSeconds(60), Duration.ofSeconds(30))
                        .withMaxAnswer(MAX_ANSWER))
                .orThrow();
        if (!answer.successful()) {
            throw failed(
                    "it answered " + answer.status() + " " + new Redactor(List.of(token)).redact(answer.excerpt()));
        }
        FulcioCertificate certificate = certificate(answer);
        if (!certificate.key().equals(keys.getPublic())) {
            throw failed("its certificate is for another key");
        }
        return new SigningKey(keys, certificate);
    }

    /** What the key has to sign to prove that the requester owns it. */
    private static String subject(String token) {
        try {
            String[] parts = token.split("\\.", -1);
            JsonFields claims = CanonicalJson.read(Base64.getUrlDecoder().decode(parts.length == 3 ? parts[1] : ""));
            return claims.text(BY_EMAIL.contains(claims.text("iss")) ? "email" : "sub");
        } catch (IllegalArgumentException | MalformedJsonException e) {
            // Nothing of the token may be shown, and the parser's message holds some of it.
            throw new EnvironmentException(Problem.of("the identity for signing is no JSON web token with a subject")
                    .next("see how the CI makes it: its audience must be sigstore"));
        }
    }

    private FulcioCertificate certificate(Answer answer) {
        try {
            JsonFields fields = CanonicalJson.read(answer.body());
            if (fields.optionalObject("signedCertificateDetachedSct").isPresent()) {
                throw failed("it logs its certificates apart from them, which PyPI does not take");
            }
            List<String> chain = fields.object("signedCertificateEmbeddedSct")
                    .object("chain")
                    .textList("certificates");
            Matcher pem = PEM.matcher(chain.isEmpty() ? "" : chain.get(0));
            if (!pem.find()) {
                throw failed("its answer holds no certificate");
            }
            return FulcioCertificate.read(Octets.of(Base64.getMimeDecoder().decode(pem.group(1))));
        } catch (MalformedJsonException e) {
            // A server may send back what it got, and the parser's message would show some of it.
            throw failed("its answer is not the JSON that Fulcio answers with");
        } catch (IllegalArgumentException e) {
            throw failed("its certificate cannot be read: " + e.getMessage());
        }
    }

    private EnvironmentException failed(String why) {
        return new EnvironmentException(Problem.of("no certificate for signing from " + address + ": " + why)
                .next("run the same command again, or publish without attestations: -Dinvokeai.attestations=none"));
    }
}
