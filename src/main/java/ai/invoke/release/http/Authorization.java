package ai.invoke.release.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Proves to a server who asks. Never shows itself in text, and never follows a redirect to another origin. */
public sealed interface Authorization {

    /**
     * The value of the {@code Authorization} header.
     *
     * @return a secret
     */
    String headerValue();

    /**
     * Everything that must not be seen by a person.
     *
     * @return the secret in each form in which it might come back in a server's answer
     */
    List<String> secrets();

    /**
     * A user name and a password (RFC 7617).
     *
     * @param user the user name, without a colon
     * @param password the secret
     */
    record Basic(String user, String password) implements Authorization {

        /** Refuses a user name that cannot be told apart from the password. */
        public Basic {
            if (user.indexOf(':') >= 0) {
                throw new IllegalArgumentException("a user name for basic authentication holds no colon");
            }
        }

        @Override
        public String headerValue() {
            return "Basic " + encoded();
        }

        @Override
        public List<String> secrets() {
            return List.of(password, encoded());
        }

        private String encoded() {
            return Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String toString() {
            return "Basic[user=" + user + ", password=***]";
        }
    }

    /**
     * A token on its own (RFC 6750).
     *
     * @param token the secret
     */
    record Bearer(String token) implements Authorization {

        /** Refuses what would smuggle a header into the request. */
        public Bearer {
            if (token.isEmpty() || token.chars().anyMatch(c -> c <= 0x20 || c >= 0x7f)) {
                throw new IllegalArgumentException("a bearer token is made of visible ASCII characters");
            }
        }

        @Override
        public String headerValue() {
            return "Bearer " + token;
        }

        @Override
        public List<String> secrets() {
            return List.of(token);
        }

        @Override
        public String toString() {
            return "Bearer[token=***]";
        }
    }
}
