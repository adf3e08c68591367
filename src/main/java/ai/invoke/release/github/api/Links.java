package ai.invoke.release.github.api;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code Link} header (RFC 8288) as far as paging needs it. */
final class Links {

    private static final Pattern LINK =
            Pattern.compile("<([^<>]*+)>((?:\\s*+;\\s*+[A-Za-z*]++\\s*+=\\s*+(?:\"[^\"]*+\"|[^\",;\\s]++))*+)");
    private static final Pattern RELATION = Pattern.compile("(?i);\\s*+rel\\s*+=\\s*+(?:\"([^\"]*+)\"|([^\",;\\s]++))");

    private Links() {}

    /** The page after this one; empty on the last page, where GitHub leaves {@code rel="next"} or the whole header out. */
    static Optional<URI> next(URI page, Optional<String> header) {
        if (header.isEmpty()) {
            return Optional.empty();
        }
        Matcher link = LINK.matcher(header.get());
        while (link.find()) {
            if (isNext(link.group(2))) {
                try {
                    return Optional.of(page.resolve(new URI(link.group(1).strip())));
                } catch (URISyntaxException e) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isNext(String parameters) {
        return RELATION.matcher(parameters)
                .results()
                .map(relation -> relation.group(1) == null ? relation.group(2) : relation.group(1))
                .flatMap(words -> Stream.of(words.split("\\s+", -1)))
                .anyMatch("next"::equalsIgnoreCase);
    }
}
