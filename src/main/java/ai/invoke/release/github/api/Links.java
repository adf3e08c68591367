package ai.invoke.release.github.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code Link} header (RFC 8288) as far as paging needs it. */
final class Links {

    private static final Pattern LINK =
            Pattern.compile("<([^>]*)>((?:\\s*;\\s*[A-Za-z*]+\\s*=\\s*(?:\"[^\"]*\"|[^\",;\\s]+))*)");
    private static final Pattern NEXT =
            Pattern.compile("(?i);\\s*rel\\s*=\\s*(?:\"(?:[^\"]*\\s)?next(?:\\s[^\"]*)?\"|next(?![^,;\\s]))");

    private Links() {}

    /** The page after this one; empty on the last page, where GitHub leaves {@code rel="next"} or the whole header out. */
    static Optional<URI> next(URI page, Optional<String> header) {
        if (header.isEmpty()) {
            return Optional.empty();
        }
        Matcher link = LINK.matcher(header.get());
        while (link.find()) {
            if (NEXT.matcher(link.group(2)).find()) {
                try {
                    return Optional.of(page.resolve(new URI(link.group(1).strip())));
                } catch (URISyntaxException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }
}
