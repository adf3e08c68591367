package ai.invoke.release.http;

import ai.invoke.release.text.Redactor;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Answers that no server gave. */
public final class AnswerFixture {

    private AnswerFixture() {}

    /** An answer of an index or of GitHub. */
    public static Answer of(int status, String type, byte[] body) {
        return new Answer(
                URI.create("https://index.test/simple/demo/"),
                status,
                "Reason",
                List.of(new HeaderField("Content-Type", type)),
                body,
                Optional.empty(),
                Redactor.byShape());
    }

    /** An answer with one more header. */
    public static Answer withHeader(String name, String value) {
        return new Answer(
                URI.create("https://index.test/simple/demo/"),
                503,
                value,
                List.of(new HeaderField(name, value)),
                new byte[0],
                Optional.empty(),
                Redactor.byShape());
    }
}
