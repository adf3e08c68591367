package ai.invoke.release.pypi.trust;

import ai.invoke.release.http.Authorization;

/**
 * What an index asks for. Shows its origin, never its value.
 *
 * @param user {@code __token__} when the password is a token
 * @param password the secret, without surrounding white space
 * @param origin where it came from, for people, for instance {@code environment variable PYPI_TOKEN}
 */
public record PypiCredentials(String user, String password, String origin) {

    /** The user name that PyPI wants beside a token. */
    public static final String TOKEN_USER = "__token__";

    /** Strips white space: a line break after a pasted token is the most common damage. */
    public PypiCredentials {
        password = password.strip();
    }

    /**
     * Creates the credentials of an API token.
     *
     * @param token the secret
     * @param origin where it came from
     * @return the credentials
     */
    public static PypiCredentials token(String token, String origin) {
        return new PypiCredentials(TOKEN_USER, token, origin);
    }

    /**
     * Whether the password is a token.
     *
     * @return true when the user is {@code __token__}
     */
    public boolean isToken() {
        return user.equals(TOKEN_USER);
    }

    /**
     * The form in which an upload carries it.
     *
     * @return basic authentication
     */
    public Authorization authorization() {
        return new Authorization.Basic(user, password);
    }

    /** User and origin only. */
    @Override
    public String toString() {
        return "PypiCredentials[user=" + user + ", password=***, origin=" + origin + "]";
    }
}
