package ai.invoke.release.http;

import ai.invoke.release.text.Printable;
import ai.invoke.release.text.Redactor;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's whole answer, whatever its status. */
public final class Answer implements Exchange {

    private static final Pattern CHARSET =
            Pattern.compile("(?i);\\s*+charset\\s*+=\\s*+\"?+([A-Za-z0-9][A-Za-z0-9._:+-]{0,39}+)");
    private static final int EXCERPT = 2000;

    private final URI uri;
    private final int status;
    private final String reason;
    private final List<HeaderField> headers;
    private final byte[] body;
    private final Optional<SavedFile> saved;
    private final Redactor redactor;

    Answer(
            URI uri,
            int status,
            String reason,
            List<HeaderField> headers,
            byte[] body,
            Optional<SavedFile> saved,
            Redactor redactor) {
        this.uri = uri;
        this.status = status;
        this.reason = reason;
        this.headers = List.copyOf(headers);
        this.body = body;
        this.saved = saved;
        this.redactor = redactor;
    }

    /**
     * Who answered, after redirects.
     *
     * @return the address of the last request
     */
    public URI uri() {
        return uri;
    }

    /**
     * The status code.
     *
     * @return 200 to 599
     */
    public int status() {
        return status;
    }

    /**
     * The reason phrase, without secrets. Never rely on it: HTTP/2 front ends drop it.
     *
     * @return the phrase, perhaps empty
     */
    public String reason() {
        return redactor.redact(reason);
    }

    /**
     * Whether the status is 200 to 299.
     *
     * @return whether the request succeeded as far as HTTP knows
     */
    public boolean successful() {
        return status >= 200 && status < 300;
    }

    /**
     * The first value of a header.
     *
     * @param name in any case
     * @return its value
     */
    public Optional<String> header(String name) {
        return headers.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .findFirst();
    }

    /**
     * The headers of the answer.
     *
     * @return in the order of the answer
     */
    public List<HeaderField> headers() {
        return headers;
    }

    /**
     * The body as it came. May hold secrets (a minted token does): for people use {@link #excerpt()}.
     *
     * @return the bytes; whole for statuses below 400, else perhaps cut at the request's limit; empty when saved to a file
     */
    public byte[] body() {
        return body.clone();
    }

    /**
     * The body as UTF-8 text, unreadable bytes replaced. May hold secrets.
     *
     * @return the text
     */
    public String text() {
        String text = new String(body, charset());
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** What the server says it wrote in; of what Java does not know, UTF-8, in which the signs of ASCII at least are right. */
    private Charset charset() {
        Matcher named = CHARSET.matcher(header("Content-Type").orElse(""));
        try {
            return named.find() ? Charset.forName(named.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    /**
     * The body for a message: no secrets, no control characters, one paragraph, cut to 2,000 characters.
     *
     * @return the text, perhaps empty
     */
    public String excerpt() {
        return readable(text());
    }

    /**
     * Makes a part of this answer fit for a message, as {@link #excerpt()} does for the whole.
     *
     * @param part any text out of the answer
     * @return the text without secrets and control characters, cut to 2,000 characters
     */
    public String readable(String part) {
        // Cut first, generously, as most of it may be blank: an answer may have megabytes.
        return Printable.prose(redactor.redact(part, 8 * EXCERPT), EXCERPT);
    }

    /**
     * The file that a download left.
     *
     * @return present when the request asked for one and the status is a success
     */
    public Optional<SavedFile> saved() {
        return saved;
    }

    /** Status and address without secrets; the body may hold some. */
    @Override
    public String toString() {
        return redactor.redact(uri.toString()) + " answered " + status + (reason.isEmpty() ? "" : " " + reason());
    }
}
