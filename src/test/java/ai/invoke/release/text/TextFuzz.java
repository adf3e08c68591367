package ai.invoke.release.text;

import ai.invoke.release.fuzz.FuzzTarget;
import java.util.List;

/** Text of others on its way to people. */
public final class TextFuzz {

    private static final String SECRET = "correct horse battery";

    private TextFuzz() {}

    public static List<FuzzTarget> targets() {
        List<List<String>> tokens = List.of(
                List.of("", "eyJ-", ""),
                List.of("", "eyJaaaa.", ""),
                List.of("", "-eyJaaaa-", ".aaaa"),
                List.of("", "authorization:", ""),
                List.of("", "authorization:\n", ""),
                List.of("authorization:", " ", ""),
                List.of("authorization:", "\n", ""),
                List.of("", "://", ""),
                List.of("", "://a:b", ""),
                List.of("://", "a", ""),
                List.of("", "basic ", ""),
                List.of("", "pypi-", ""),
                List.of("", "ghp_", ""),
                List.of("", "\u0130", ""),
                List.of("", "\u03A3", ""));
        return List.of(
                FuzzTarget.ofText("redactor", TextFuzz::redact, tokens),
                FuzzTarget.ofText(
                        "printable",
                        text -> {
                            for (String shown : List.of(
                                    Printable.of(text),
                                    Printable.prose(text),
                                    Printable.output(Printable.withoutComments(text)),
                                    Printable.of(text, 9))) {
                                if (shown.chars().anyMatch(c -> c == 0x1B || c == 0 || c == 0x9B || c == 0x202E)) {
                                    throw new AssertionError("control characters are left");
                                }
                            }
                        },
                        List.of(
                                List.of("", "\u001b[", ""),
                                List.of("", "<!--", ""),
                                List.of("\u001b]", "a", ""),
                                List.of("", "\n", ""),
                                List.of("", " ", ""),
                                List.of("", "\r", ""),
                                List.of("", "\u0300", ""),
                                List.of("", "\u001b", ""))));
    }

    private static void redact(String text) {
        Redactor redactor = new Redactor(List.of(SECRET));
        String shown = redactor.redact(text + SECRET + text);
        if (shown.contains(SECRET)) {
            throw new AssertionError("the secret is still there");
        }
        String again = redactor.redact(shown);
        if (Redactor.holdsToken(again) && !Redactor.holdsToken(redactor.redact(again))) {
            throw new AssertionError("a token was left for the second time");
        }
    }
}
