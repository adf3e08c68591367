package ai.invoke.release.http;

import ai.invoke.release.text.LetterCase;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Names of this machine. Only names that cannot mean another one count; nothing is asked of a name server. */
final class Loopback {

    private static final Pattern IPV4 = Pattern.compile("127(\\.(25[0-5]|2[0-4]\\d|1?\\d?\\d)){3}");

    private Loopback() {}

    /** 127.0.0.0/8, ::1, localhost and everything below it (RFC 6761, section 6.3). */
    static boolean is(String host) {
        String name = LetterCase.lower(host);
        return IPV4.matcher(name).matches() || name.equals("::1") || name.equals("[::1]") || isLocalhost(name);
    }

    private static boolean isLocalhost(String name) {
        return name.equals("localhost") || name.endsWith(".localhost");
    }

    /** The addresses of a name that {@link #is} accepts, whatever a name server would say. */
    static InetAddress[] addresses(String host) throws UnknownHostException {
        if (isLocalhost(LetterCase.lower(host))) {
            return new InetAddress[] {
                InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}),
                InetAddress.getByAddress(host, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1})
            };
        }
        return InetAddress.getAllByName(host);
    }
}
