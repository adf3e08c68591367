package ai.invoke.release.http;

import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom to trust, and how to prove who asks.
 *
 * @param caBundle a PEM file with certificates to trust instead of Java's own, as {@code curl --cacert} takes it
 * @param clientCertificate a PEM file with a private key (PKCS #8, not encrypted) and its certificates, the key's own first,
 *     as requests and twine take it
 */
public record TlsSettings(Optional<Path> caBundle, Optional<Path> clientCertificate) {

    /** What tools of this field read, in this order: twine's own variable, OpenSSL's, that of requests, and pip's. */
    private static final List<String> CA_VARIABLES =
            List.of("TWINE_CERT", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_CERT");

    private static final long MAX_BYTES = 16L * 1024 * 1024;
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----([A-Za-z0-9+/=\\s]*+)-----END");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

    /**
     * Java's own certificates, and no proof.
     *
     * @return the settings
     */
    public static TlsSettings standard() {
        return new TlsSettings(Optional.empty(), Optional.empty());
    }

    /**
     * Parameters first, then the variables that pip, twine and requests read.
     *
     * @param caBundle the parameter
     * @param clientCertificate the parameter
     * @param environment the process's environment
     * @return the settings
     */
    public static TlsSettings of(
            Optional<Path> caBundle, Optional<Path> clientCertificate, Map<String, String> environment) {
        return new TlsSettings(
                caBundle.or(() -> variable(CA_VARIABLES, environment)),
                clientCertificate.or(() -> variable(List.of("TWINE_CLIENT_CERT", "SSL_CLIENT_CERT"), environment)));
    }

    private static Optional<Path> variable(List<String> names, Map<String, String> environment) {
        return names.stream()
                .map(name -> environment.getOrDefault(name, "").strip())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .map(Path::of);
    }

    /**
     * What a connection needs.
     *
     * @return empty when Java's own settings hold
     * @throws ProjectException when a file does not hold what it should
     */
    Optional<SSLContext> context() {
        if (caBundle.isEmpty() && clientCertificate.isEmpty()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trusted(), new SecureRandom());
            return Optional.of(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java has no TLS: " + e.getMessage(), e);
        }
    }

    private KeyManager[] keys() throws GeneralSecurityException, IOException {
        if (clientCertificate.isEmpty()) {
            return new KeyManager[0];
        }
        Path pem = clientCertificate.get();
        String next = "name a PEM file with a private key and its certificate";
        PrivateKey key = privateKey(pem, next);
        Certificate[] chain = certificates(pem, next).toArray(Certificate[]::new);
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        char[] password = {};
        store.setKeyEntry("client", key, password, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    private TrustManager[] trusted() throws GeneralSecurityException, IOException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (caBundle.isEmpty()) {
            factory.init((KeyStore) null);
            return factory.getTrustManagers();
        }
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : certificates(caBundle.get(), "name a PEM file with the certificates to trust")) {
            store.setCertificateEntry("ca-" + number++, certificate);
        }
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static List<? extends Certificate> certificates(Path pem, String next) {
        try {
            // Anything but certificates is passed over: bundles have comments, and a client's file has its key.
            StringBuilder blocks = new StringBuilder();
            Matcher block = Pattern.compile("-----BEGIN CERTIFICATE-----[^-]*+-----END CERTIFICATE-----")
                    .matcher(text(pem, next));
            while (block.find()) {
                blocks.append(block.group()).append('\n');
            }
            if (blocks.isEmpty()) {
                throw problem(pem, "the file holds no certificate", next);
            }
            return List.copyOf(CertificateFactory.getInstance("X.509")
                    .generateCertificates(
                            new ByteArrayInputStream(blocks.toString().getBytes(StandardCharsets.US_ASCII))));
        } catch (CertificateException e) {
            throw problem(pem, "cannot read certificates: " + e.getMessage(), next);
        }
    }

    private static PrivateKey privateKey(Path pem, String next) throws GeneralSecurityException {
        Matcher found = KEY.matcher(text(pem, next));
        if (!found.find()) {
            throw problem(pem, "the file holds no private key", next);
        }
        if (!found.group(1).isEmpty()) {
            throw problem(
                    pem,
                    "the private key is in the form " + found.group(1).strip() + ", not in plain PKCS #8",
                    "openssl pkcs8 -topk8 -nocrypt -in <key file>   (writes the form that is read)");
        }
        byte[] der = Base64.getMimeDecoder().decode(found.group(2));
        List<String> tried = new ArrayList<>();
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
            } catch (InvalidKeySpecException e) {
                // A key of another kind; the next one is tried.
                tried.add(algorithm);
            }
        }
        throw problem(pem, "the private key is none of " + String.join(", ", tried), next);
    }

    private static String text(Path pem, String next) {
        try {
            if (Files.size(pem) > MAX_BYTES) {
                throw problem(pem, "the file is larger than 16 MiB", next);
            }
            return Files.readString(pem, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw problem(pem, "cannot read certificates: " + e, next);
        }
    }

    private static ProjectException problem(Path pem, String what, String next) {
        return new ProjectException(
                Problem.of(what).at(Location.of(pem.toString())).next(next));
    }
}
