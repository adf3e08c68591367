package ai.invoke.release.http;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.LetterCase;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way out of a company's network. Only https goes through it, in a tunnel; what stays on this machine never does.
 *
 * @param host the proxy's host
 * @param port the proxy's port, 1 to 65535
 * @param login what the proxy itself asks for
 * @param bypass hosts that are reached directly; {@code *} stands for any text
 */
public record ProxySettings(String host, int port, Optional<Login> login, List<String> bypass) {

    /** Checks the range and copies the list. */
    public ProxySettings {
        if (host.isBlank() || port < 1 || port > 65535) {
            throw new IllegalArgumentException("not a proxy: " + host + ":" + port);
        }
        bypass = List.copyOf(bypass);
    }

    /**
     * A user of the proxy.
     *
     * @param user the name
     * @param password the secret
     */
    public record Login(String user, String password) {

        /** The name only. */
        @Override
        public String toString() {
            return "Login[user=" + user + ", password=***]";
        }
    }

    /**
     * The form in {@code settings.xml} and in Java's {@code http.nonProxyHosts}: patterns separated by {@code |}.
     *
     * @param nonProxyHosts for instance {@code localhost|*.example.org}; perhaps empty
     * @return the patterns for {@link #bypass}; a comma is taken for a separator, too, as Maven does
     */
    public static List<String> nonProxyHosts(String nonProxyHosts) {
        return Pattern.compile("[|,]")
                .splitAsStream(nonProxyHosts)
                .map(String::strip)
                .filter(pattern -> !pattern.isEmpty())
                .toList();
    }

    /**
     * The form that pip, curl and others read: {@code HTTPS_PROXY} (else {@code ALL_PROXY}) and {@code NO_PROXY}, each in
     * upper or lower case, lower case first.
     *
     * @param environment the process's environment
     * @return the proxy, or empty when none is set
     * @throws EnvironmentException when the variable does not hold the URL of an http proxy; does not show its value
     */
    public static Optional<ProxySettings> fromEnvironment(Map<String, String> environment) {
        for (String name : List.of("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")) {
            String value = environment.getOrDefault(name, "").strip();
            if (!value.isEmpty()) {
                List<String> bypass =
                        noProxy(environment.getOrDefault("no_proxy", environment.getOrDefault("NO_PROXY", "")));
                return Optional.of(parse(name, value, bypass));
            }
        }
        return Optional.empty();
    }

    private static ProxySettings parse(String name, String value, List<String> bypass) {
        try {
            URI uri = new URI(value.contains("://") ? value : "http://" + value);
            String host = uri.getHost();
            if (host == null || !"http".equalsIgnoreCase(uri.getScheme())) {
                throw notAProxy(name);
            }
            int port = uri.getPort() == -1 ? 80 : uri.getPort();
            return new ProxySettings(withoutBrackets(host), port, login(uri), bypass);
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw notAProxy(name);
        }
    }

    // The cause stays out: its message repeats the value, which may hold a password.
    private static EnvironmentException notAProxy(String name) {
        return new EnvironmentException(
                Problem.of("the environment variable " + name + " is not the address of an http proxy")
                        .next("set it to http://host:port or http://user:password@host:port, or unset it"));
    }

    private static Optional<Login> login(URI uri) {
        String user = uri.getRawUserInfo();
        if (user == null || user.isEmpty()) {
            return Optional.empty();
        }
        int colon = user.indexOf(':');
        return Optional.of(
                colon < 0
                        ? new Login(decode(user), "")
                        : new Login(decode(user.substring(0, colon)), decode(user.substring(colon + 1))));
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    // An entry of NO_PROXY stands for the host and everything below it, with or without a leading dot.
    private static List<String> noProxy(String value) {
        List<String> patterns = new ArrayList<>();
        for (String entry : value.split(",", -1)) {
            String host = entry.strip().replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", "");
            if (host.equals("*")) {
                patterns.add("*");
            } else if (!host.isEmpty()) {
                patterns.add(host);
                patterns.add("*." + host);
            }
        }
        return patterns;
    }

    /**
     * Whether a host is reached directly.
     *
     * @param target a host name or address
     * @return true for hosts that {@link #bypass} names, and always for this machine and for the metadata server of Google Cloud
     */
    public boolean bypasses(String target) {
        String name = LetterCase.lower(withoutBrackets(target));
        return Loopback.is(name)
                || MetadataServer.is(name)
                || bypass.stream().anyMatch(pattern -> matches(pattern, name));
    }

    private static boolean matches(String pattern, String name) {
        String expression = Stream.of(LetterCase.lower(pattern).split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*"));
        return Pattern.matches(expression, name);
    }

    private static String withoutBrackets(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }
}
