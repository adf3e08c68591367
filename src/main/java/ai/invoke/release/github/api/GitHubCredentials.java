package ai.invoke.release.github.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the token: {@code settings.xml} first, then the environment. */
public sealed interface GitHubCredentials {

    /** The variables of the environment, in the order in which they are asked; both are what GitHub's own tools read. */
    List<String> VARIABLES = List.of("GITHUB_TOKEN", "GH_TOKEN");

    /**
     * A token was found.
     *
     * @param token the token
     */
    record Found(GitHubToken token) implements GitHubCredentials {}

    /**
     * No token was found.
     *
     * @param reasons what was looked at and why it did not do, one line each
     */
    record Missing(List<String> reasons) implements GitHubCredentials {
        /** Takes an unmodifiable copy. */
        public Missing {
            reasons = List.copyOf(reasons);
        }
    }

    /**
     * The token of a {@code <server>} in {@code settings.xml}.
     *
     * @param id the server's id
     * @param password its decrypted password; empty when the server has none
     */
    record Server(String id, Optional<String> password) {

        /** The password stays hidden. */
        @Override
        public String toString() {
            return "Server[" + id + "]";
        }
    }

    /**
     * Looks for a token.
     *
     * @param serverId the id that was looked for in {@code settings.xml}
     * @param server what was found there
     * @param environment the process's environment
     * @return the first usable token, or why there is none
     */
    static GitHubCredentials resolve(String serverId, Optional<Server> server, Map<String, String> environment) {
        List<String> reasons = new ArrayList<>();
        Optional<GitHubToken> token = server.flatMap(Server::password)
                .flatMap(password -> usable(password, "the server '" + serverId + "' of settings.xml", reasons));
        if (token.isEmpty() && reasons.isEmpty()) {
            reasons.add(
                    server.isPresent()
                            ? "the server '" + serverId + "' of settings.xml has no password"
                            : "settings.xml has no server '" + serverId + "'");
        }
        for (String variable : VARIABLES) {
            if (token.isEmpty()) {
                String value = environment.getOrDefault(variable, "");
                if (value.isBlank()) {
                    reasons.add(environment.containsKey(variable) ? variable + " is empty" : variable + " is not set");
                } else {
                    token = usable(value, variable, reasons);
                }
            }
        }
        return token.<GitHubCredentials>map(Found::new).orElseGet(() -> new Missing(reasons));
    }

    private static Optional<GitHubToken> usable(String value, String source, List<String> reasons) {
        try {
            return Optional.of(new GitHubToken(value.strip(), source));
        } catch (IllegalArgumentException e) {
            reasons.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
