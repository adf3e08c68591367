package ai.invoke.release.dist.metadata.value;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A web address, judged twice: by RFC 3986, and by PyPI, which repairs a good deal before it looks (warehouse, {@code
 * utils/http.py}, with the package {@code rfc3986}).
 */
public final class HttpUrl {

    private static final Pattern PARTS = Pattern.compile(
            "(?:([a-zA-Z][a-zA-Z0-9+.-]*+):)?+(?://([^\\\\/?#]*+))?+([^?#]*+)(?:\\?([^#]*+))?+(?:#.*+)?+",
            Pattern.DOTALL);
    private static final String PERCENT = "%[0-9A-Fa-f]{2}";
    private static final String PLAIN = "A-Za-z0-9._~!$&'()*+,;=-";
    private static final Pattern AUTHORITY = Pattern.compile("(?:(?:[:" + PLAIN + "]|" + PERCENT + ")++@)?+"
            + "(\\[[^\\]]*+\\]|(?:[" + PLAIN + "]|" + PERCENT + ")*+):?+([0-9]{1,5})?+");
    private static final Pattern PATH = Pattern.compile("(?:[/:@" + PLAIN + "]|" + PERCENT + ")*+");
    private static final Pattern QUERY = Pattern.compile("(?:[/?:@" + PLAIN + "]|" + PERCENT + ")*+");
    private static final Pattern IPV4 = Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}");
    private static final Pattern ZONE = Pattern.compile("(?:[A-Za-z0-9._~-]|" + PERCENT + ")++");
    private static final Pattern IP_FUTURE = Pattern.compile("v[0-9A-Fa-f]++\\.[:" + PLAIN + "]++");
    private static final Pattern HEX = Pattern.compile("[0-9A-Fa-f]{1,4}");

    /** No browser takes longer ones; the patterns need some stack for every part. */
    private static final int LONGEST = 8000;

    private HttpUrl() {}

    /**
     * Whether PyPI takes a text for a URL: it wants http or https, and percent-encodes or drops most of what is wrong.
     *
     * @param text the value of a URL field
     * @return false for another scheme or none, a port beyond 65535, or brackets where none may be
     */
    public static boolean isTakenByPypi(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches() || !isWeb(parts)) {
            return false;
        }
        // Brackets are the one thing that is not percent-encoded; those in a segment that ".." takes back do not count.
        String rest = String.join("/", withoutDots(parts.group(3))) + Objects.requireNonNullElse(parts.group(4), "");
        if (rest.indexOf('[') >= 0 || rest.indexOf(']') >= 0) {
            return false;
        }
        if (text.length() > LONGEST) {
            return true;
        }
        Matcher authority = AUTHORITY.matcher(Objects.requireNonNullElse(parts.group(2), ""));
        // An authority that cannot be taken apart is left out.
        return !authority.matches() || !isHost(authority.group(1)) || isPort(authority.group(2));
    }

    /** The segments of a path after "remove_dot_segments" (RFC 3986, section 5.2.4). */
    private static Deque<String> withoutDots(String path) {
        Deque<String> kept = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        return kept;
    }

    /**
     * Whether a text is an absolute http or https URL by RFC 3986; characters outside ASCII must be percent-encoded.
     *
     * @param text the value of a URL field
     * @return true when every part is well formed
     */
    public static boolean isWellFormed(String text) {
        Matcher parts = PARTS.matcher(text);
        return text.length() <= LONGEST
                && parts.matches()
                && isWeb(parts)
                && Optional.ofNullable(parts.group(2)).map(HttpUrl::isAuthority).orElse(true)
                && PATH.matcher(parts.group(3)).matches()
                && Optional.ofNullable(parts.group(4))
                        .map(query -> QUERY.matcher(query).matches())
                        .orElse(true);
    }

    private static boolean isWeb(Matcher parts) {
        String scheme = parts.group(1);
        return scheme != null && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"));
    }

    private static boolean isPort(@Nullable String port) {
        return port == null || Integer.parseInt(port) <= 65535;
    }

    private static boolean isAuthority(String authority) {
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()) {
            return false;
        }
        return isHost(matcher.group(1)) && isPort(matcher.group(2));
    }

    private static boolean isHost(String host) {
        if (host.startsWith("[")) {
            String inner = host.substring(1, host.length() - 1);
            return isIpv6WithZone(inner) || IP_FUTURE.matcher(inner).matches();
        }
        return !IPV4.matcher(host).matches() || isIpv4(host);
    }

    private static boolean isIpv4(String host) {
        for (String part : host.split("\\.", -1)) {
            if (Integer.parseInt(part) > 255) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIpv6WithZone(String text) {
        int percent = text.indexOf("%25");
        return percent < 0
                ? isIpv6(text)
                : isIpv6(text.substring(0, percent))
                        && ZONE.matcher(text.substring(percent + 3)).matches();
    }

    private static boolean isIpv6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return words(text, true) == 8;
        }
        String head = text.substring(0, gap);
        String tail = text.substring(gap + 2);
        int before = head.isEmpty() ? 0 : words(head, false);
        int after = tail.isEmpty() ? 0 : words(tail, true);
        return before >= 0 && after >= 0 && before + after <= 7;
    }

    /** How many 16-bit words the text holds; -100 when it is malformed. */
    private static int words(String text, boolean mayEndInIpv4) {
        String[] parts = text.split(":", -1);
        int count = 0;
        for (int i = 0; i < parts.length; i++) {
            if (HEX.matcher(parts[i]).matches()) {
                count++;
            } else if (mayEndInIpv4
                    && i == parts.length - 1
                    && IPV4.matcher(parts[i]).matches()) {
                count += 2;
            } else {
                return -100;
            }
        }
        return count;
    }
}
