package ai.invoke.release.dist.metadata.value;

import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.metadata.RstMistakes;
import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.FuzzTarget.Claim;
import ai.invoke.release.pypi.upload.UploadForm;
import ai.invoke.release.version.SpecifierSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Core metadata and the values in it; each says exactly what Python's {@code packaging} says. */
public final class MetadataFuzz {

    private MetadataFuzz() {}

    private interface Reading {
        Object of(String text) throws SyntaxException;
    }

    public static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget(
                        "metadata",
                        MetadataFuzz::metadata,
                        List.of(
                                List.of("", "\n", ""),
                                List.of("", " ", ""),
                                List.of("A: ", "\n ", ""),
                                List.of("", ":", ""),
                                List.of("", "From x\n", ""),
                                List.of("", "A:\n", ""),
                                List.of("Keywords: ", ",", "\n"),
                                List.of("", "Project-URL: a,b\n", ""),
                                List.of("Description: a\n", "       |\n", ""))),
                value(
                        "requirement",
                        null,
                        text -> {
                            Requirement found = Requirement.parse(text);
                            List<Object> parts = new ArrayList<>();
                            parts.add(found.name());
                            parts.add(new TreeSet<>(found.extras()));
                            parts.add(found.url().orElse(null));
                            parts.add(new TreeSet<>(found.specifiers().clauses().stream()
                                    .map(SpecifierSet.Clause::toString)
                                    .toList()));
                            return parts;
                        },
                        List.of(
                                List.of("a[", "b,", "c]"),
                                List.of("a>=1", ",>=1", ""),
                                List.of("a @ ", "h", ""),
                                List.of("a", " ", ""),
                                List.of("a; ", "(", ""),
                                List.of("a; ", "os_name == 'x' and ", "os_name == 'x'"),
                                List.of("a; '", "x", "'"),
                                List.of("a==", "1.", "0"))),
                value(
                        "marker",
                        false,
                        text -> {
                            Marker.parse(text);
                            return true;
                        },
                        List.of(
                                List.of("", "(", ""),
                                List.of("", "os_name == 'x' or ", "os_name == 'x'"),
                                List.of("os_name", " ", "== 'x'"),
                                List.of("os_name == '", "x", "'"))),
                value(
                        "license",
                        null,
                        text -> LicenseExpression.parse(text).text(),
                        List.of(
                                List.of("", "(", ""),
                                List.of("", "MIT AND ", "MIT"),
                                List.of("MIT", " ", ""),
                                List.of("LicenseRef-", "a", ""),
                                List.of("LicenseRef-", "\u0130", ""),
                                List.of("", "MIT+", ""))),
                new FuzzTarget(
                        "content-type",
                        MetadataFuzz::contentType,
                        List.of(
                                List.of("text/plain", "; a=b", ""),
                                List.of("text/plain", ";", ""),
                                List.of("text/plain; charset=\"", "\\", "\""),
                                List.of("text/plain; ", "*", "=x"))),
                value("url", null, HttpUrl::isTakenByPypi, growths("https://", "a", ".", "%", "@", "[", ":", "/", "?")),
                value(
                        "addresses",
                        null,
                        EmailAddress::in,
                        List.of(
                                List.of("", "(", ""),
                                List.of("", "\"", ""),
                                List.of("", "<", ""),
                                List.of("", "a@b,", ""),
                                List.of("a", " ", "@b"),
                                List.of("", "a:b;", ""),
                                List.of("", "a:", ""),
                                List.of("", ":", ";"),
                                List.of("", "[", ""),
                                List.of("", "\\", ""))),
                FuzzTarget.ofText("address", EmailAddress::fault, growths("a@", "a", ".", "-", "@", "\"", "\u00e9")),
                FuzzTarget.ofText(
                        "rst",
                        RstMistakes::first,
                        List.of(
                                List.of("", "`", ""),
                                List.of("", "*", ""),
                                List.of("", "=\n", ""),
                                List.of("", ".. a::\n", ""),
                                List.of("", "a_ ", ""),
                                List.of("", "a\n=\n", ""),
                                List.of("", " ", ""),
                                List.of("", "::\n\n a\n", ""),
                                List.of("", "|", ""))));
    }

    private static List<List<String>> growths(String start, String... repeated) {
        return Arrays.stream(repeated).map(one -> List.of(start, one, "")).toList();
    }

    /** What a text is to the reader, or {@code refused}; Python must say the same. */
    private static FuzzTarget value(
            String kind, @org.jspecify.annotations.Nullable Object refused, Reading reading, List<List<String>> worst) {
        return new FuzzTarget(
                kind.replace('_', '-'),
                input -> {
                    String text = new String(input, StandardCharsets.UTF_8);
                    Object answer = refused;
                    try {
                        answer = reading.of(text);
                    } catch (SyntaxException documented) {
                        // Then Python must refuse it, too.
                    }
                    return Optional.of(new Claim(List.of(kind, text), answer));
                },
                worst);
    }

    private static Optional<Claim> metadata(byte[] input) {
        CoreMetadata metadata = CoreMetadata.parse(input);
        if (UploadForm.of(metadata).parts().isEmpty()) {
            throw new AssertionError("no form");
        }
        return Optional.of(
                new Claim(List.of("metadata", Base64.getEncoder().encodeToString(input)), PackagingView.of(metadata)));
    }

    /** What is taken, Python takes; what is refused, it refuses, but for RFC 2231, comments and other characters, which it reads. */
    private static Optional<Claim> contentType(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        boolean taken;
        try {
            taken = isTakenByTheNewest(text);
        } catch (SyntaxException documented) {
            taken = false;
        }
        boolean lenient =
                text.indexOf('*') >= 0 || text.indexOf('(') >= 0 || text.chars().anyMatch(c -> c < ' ' || c >= 0x7F);
        return taken || !lenient ? Optional.of(new Claim(List.of("content_type", text), taken)) : Optional.empty();
    }

    /** PyPI's packaging compares the case of the charset, which the newest one, the judge, does not. */
    private static boolean isTakenByTheNewest(String text) throws SyntaxException {
        ContentType read = ContentType.parse(text);
        Map<String, String> parameters = new HashMap<>(read.parameters());
        parameters.computeIfPresent(
                "charset", (name, charset) -> charset.toLowerCase(Locale.ROOT).equals("utf-8") ? "UTF-8" : charset);
        return new ContentType(read.type(), parameters).fault(text).isEmpty();
    }
}
