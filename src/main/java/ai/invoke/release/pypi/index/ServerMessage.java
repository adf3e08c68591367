package ai.invoke.release.pypi.index;

import ai.invoke.release.http.Answer;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What an index says in an answer, wherever it says so: in JSON of any shape, in the reason phrase, on an HTML page, in plain
 * text. Repository managers and proxies differ in all of this; {@link #of} gives the sentence for people, {@link #all} every
 * word, by which advice is chosen.
 */
public final class ServerMessage {

    private static final Pattern STATUS =
            Pattern.compile("^(?i:error:?+\\s*+)?+(?i:http(?:/[0-9.]++)?+ *+)?+([1-5]\\d\\d)\\b[\\s:–-]*+");
    private static final Pattern SIGNATURE =
            Pattern.compile("(?i)(nginx|openresty|apache|cloudflare|varnish|caddy|iis|jetty)\\b.{0,60}");
    private static final int SENTENCE = 600;
    private static final int MOST_ADDRESS = 4096;

    /** A list of files may have megabytes; a page to sign in on is no longer than this. */
    private static final int LONGEST_SIGN_IN = 256 * 1024;

    /** How the place to sign in is called in addresses. */
    private static final String SIGN_IN_PLACE =
            "(?i:[/_.-](?:log[_-]?in|sign[_-]?in|sso|saml2?|oauth2?|oidc|authorize)(?:[/?#;&.\"'>]|$))";

    private static final Pattern SIGN_IN_ADDRESS = Pattern.compile(SIGN_IN_PLACE);

    /** In whatever language: a field for a password, a form of SAML that sends itself, and a page that moves on to such a place. */
    private static final Pattern SIGN_IN =
            Pattern.compile("(?i)<input\\b[^<>]{0,500}\\btype\\s*+=\\s*+[\"']?password\\b"
                    + "|<input\\b[^<>]{0,500}\\bname\\s*+=\\s*+[\"']?SAMLRequest\\b"
                    + "|<meta\\b[^<>]{0,100}\\bhttp-equiv\\s*+=\\s*+[\"']?refresh\\b[^<>]{0,200}" + SIGN_IN_PLACE);

    /** Members that say what is wrong, the plainest first. */
    private static final List<String> MEMBERS = List.of(
            "message",
            "detail",
            "error_description",
            "description",
            "errorMessage",
            "reason",
            "msg",
            "error",
            "errors",
            "code",
            "title");

    /** Says nothing beside the status. */
    private static final Set<String> GENERIC = Set.of(
            "",
            "ok",
            "non-authoritative information",
            "reset content",
            "partial content",
            "multi-status",
            "created",
            "created!",
            "accepted",
            "no content",
            "success",
            "successful",
            "true",
            "false",
            "none",
            "null",
            "error",
            "errors",
            "an error occurred",
            "bad request",
            "unauthorized",
            "payment required",
            "forbidden",
            "not found",
            "method not allowed",
            "not acceptable",
            "proxy authentication required",
            "request timeout",
            "request time-out",
            "conflict",
            "gone",
            "length required",
            "precondition failed",
            "request entity too large",
            "payload too large",
            "content too large",
            "unsupported media type",
            "unprocessable entity",
            "unprocessable content",
            "too early",
            "too many requests",
            "internal server error",
            "not implemented",
            "bad gateway",
            "service unavailable",
            "service temporarily unavailable",
            "gateway timeout",
            "gateway time-out",
            "moved permanently",
            "found",
            "see other",
            "temporary redirect",
            "permanent redirect",
            // What Pyramid puts before the reason (httpexceptions.py, "explanation").
            "the server could not comply with the request since it is either malformed or otherwise incorrect.",
            "access was denied to this resource.",
            "the resource could not be found.",
            "there was a conflict when trying to complete your request.",
            "this resource is no longer available. no forwarding address is given.",
            "the action could not be performed because there were too many requests by the client.",
            "the server is currently unavailable. please try again at a later time.");

    private ServerMessage() {}

    /**
     * The sentence that says what happened.
     *
     * @param answer any answer
     * @return the words without secrets, at most 600 characters; of an answer without any, the reason phrase
     */
    public static String of(Answer answer) {
        String body = answer.text().strip();
        Optional<JsonNode> json = json(body);
        Stream<String> candidates = json.isPresent()
                ? Stream.concat(json(json.get(), true).stream(), Stream.of(answer.reason()))
                : isMarkup(body)
                        ? Stream.concat(Stream.of(answer.reason()), html(HtmlText.of(body)))
                        : Stream.of(paragraph(body), answer.reason());
        return candidates
                .map(words -> sentence(answer, words))
                .filter(words -> !isGeneric(words))
                .findFirst()
                .orElseGet(() -> sentence(answer, answer.reason()));
    }

    /**
     * What an index says beside its consent. Pyramid makes a body for every success, and so do others; a remark is only what
     * somebody wrote.
     *
     * @param answer a success
     * @return the remark without secrets, when there is one
     */
    public static Optional<String> remark(Answer answer) {
        String body = answer.text().strip();
        Optional<JsonNode> json = json(body);
        Stream<String> candidates;
        if (json.isPresent()) {
            candidates = json(json.get(), false).stream();
        } else if (!isMarkup(body)) {
            candidates = Stream.of(paragraph(body));
        } else {
            HtmlText page = HtmlText.of(body);
            candidates = isPageForPeople(page) ? Stream.empty() : Stream.concat(html(page), Stream.of(page.title()));
        }
        return Stream.concat(candidates, Stream.of(answer.reason()))
                .map(words -> sentence(answer, words))
                .filter(words -> !isGeneric(words))
                .findFirst();
    }

    /**
     * Everything that an answer says, for choosing by words; never to be shown.
     *
     * @param answer any answer
     * @return reason phrase and all text of the body, in lower case, white space collapsed
     */
    public static String all(Answer answer) {
        String body = answer.text();
        StringBuilder words = new StringBuilder(answer.reason()).append('\n');
        Optional<JsonNode> json = json(body);
        if (json.isPresent()) {
            leaves(json.get(), words);
        } else if (isMarkup(body.strip())) {
            HtmlText page = HtmlText.of(body);
            words.append(page.title()).append('\n').append(String.join("\n", page.blocks()));
        } else {
            words.append(body);
        }
        return LetterCase.lower(words.toString()).replaceAll("\\s+", " ");
    }

    /**
     * Whether a success is a page made for people: the help page of an upload address, a sign-in page, an error page with the
     * wrong status. Pyramid's own success page, whose title begins with the status, is none.
     *
     * @param answer a success
     * @return true when the body is such a page
     */
    public static boolean isPageForPeople(Answer answer) {
        String body = answer.text().strip();
        return json(body).isEmpty() && isMarkup(body) && (isSignIn(answer) || isPageForPeople(HtmlText.of(body)));
    }

    /**
     * Whether an answer is a page to sign in on, by its markup and so in any language.
     *
     * @param answer any answer
     * @return true when it has a field for a password, or leads on to such a page by itself
     */
    public static boolean isSignIn(Answer answer) {
        byte[] body = answer.body();
        String head = new String(body, 0, Math.min(body.length, LONGEST_SIGN_IN), StandardCharsets.UTF_8).strip();
        return isMarkup(head) && SIGN_IN.matcher(head).find();
    }

    /**
     * Whether an address is, by its name, one to sign in at.
     *
     * @param location of a redirect
     * @return true when a part of it is called so
     */
    public static boolean isSignIn(String location) {
        return location.length() < MOST_ADDRESS
                && SIGN_IN_ADDRESS.matcher(location).find();
    }

    private static boolean isPageForPeople(HtmlText page) {
        return (!page.title().isEmpty() && !page.title().matches("2\\d\\d\\b.*") && !isGeneric(page.title()))
                || isErrorOrLogin(page);
    }

    private static boolean isErrorOrLogin(HtmlText page) {
        String text = LetterCase.lower(page.title() + " " + String.join(" ", page.blocks()));
        return page.title().matches("(?i)(error\\b.*|[345]\\d\\d\\b.*)")
                || Stream.of("sign in", "sign-in", "log in", "login", "password", "access denied")
                        .anyMatch(text::contains);
    }

    /**
     * Whether a page or a text asks to log in.
     *
     * @param answer any answer
     * @return true when its words are those of a sign-in page
     */
    public static boolean asksToLogIn(Answer answer) {
        String words = all(answer);
        return isSignIn(answer)
                || Stream.of("sign in", "sign-in", "log in", "login", "password")
                        .anyMatch(words::contains);
    }

    /**
     * Whether a success reports an error: JSON with a member {@code error} or {@code errors} that holds something, or one that denies the
     * success.
     *
     * @param answer a success
     * @return true when it does
     */
    public static boolean reportsError(Answer answer) {
        Optional<JsonNode> body = json(answer.text());
        return body.filter(ServerMessage::deniesSuccess).isPresent()
                || body.stream()
                        .flatMap(json -> Stream.of("error", "errors").map(json::path))
                        .anyMatch(member -> member.isContainerNode()
                                ? !member.isEmpty()
                                : member.isBoolean()
                                        ? member.booleanValue()
                                        : member.isNumber()
                                                ? member.asLong() != 0
                                                : !member.asText("").isBlank() && !member.isNull());
    }

    private static boolean deniesSuccess(JsonNode json) {
        return Stream.of("success", "ok").map(json::path).anyMatch(said -> said.isBoolean() && !said.booleanValue())
                || Set.of("error", "fail", "failed", "failure")
                        .contains(LetterCase.lower(json.path("status").asText("")));
    }

    private static boolean isMarkup(String body) {
        return body.startsWith("<") && body.indexOf('>') > 0;
    }

    private static Optional<JsonNode> json(String body) {
        String text = body.strip();
        if (!text.startsWith("{") && !text.startsWith("[")) {
            return Optional.empty();
        }
        try {
            return Optional.of(JsonTree.read(text)).filter(JsonNode::isContainerNode);
        } catch (JsonProcessingException e) {
            // It only looked like JSON; it is read as text.
            return Optional.empty();
        }
    }

    /** What the JSON says; of an error also the leaves whose names nobody knows, with their names. */
    private static List<String> json(JsonNode json, boolean anyLeaf) {
        List<String> candidates = new ArrayList<>();
        for (String member : MEMBERS) {
            texts(json.path(member)).forEach(text -> candidates.add(lastParagraph(text)));
        }
        if (json.isArray()) {
            json.forEach(one -> candidates.addAll(json(one, anyLeaf)));
        }
        if (anyLeaf && json.isObject()) {
            // Django REST framework answers with an object of the fields that are wrong.
            json.properties().stream()
                    .filter(field -> !MEMBERS.contains(field.getKey())
                            && field.getValue().isArray())
                    .forEach(field ->
                            texts(field.getValue()).forEach(text -> candidates.add(field.getKey() + ": " + text)));
        }
        return candidates;
    }

    private static List<String> texts(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.textValue());
        }
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(one -> texts.addAll(texts(one)));
        } else if (node.isObject()) {
            List<String> known = json(node, true);
            if (known.isEmpty()) {
                node.forEach(one -> texts.addAll(texts(one)));
            }
            texts.addAll(known);
        }
        return texts;
    }

    private static void leaves(JsonNode node, StringBuilder words) {
        if (node.isValueNode()) {
            words.append(node.asText("")).append('\n');
        }
        node.forEach(one -> leaves(one, words));
    }

    /** Nexus, bottle and Pyramid each have a place of their own for the reason; titles and headings often only have a name. */
    private static Stream<String> html(HtmlText page) {
        List<String> body = new ArrayList<>();
        for (String block : page.blocks()) {
            boolean name =
                    page.headings().contains(block) && !STATUS.matcher(block).lookingAt();
            String words = STATUS.matcher(block).replaceFirst("");
            if (!name && !isGeneric(words) && body.stream().noneMatch(said -> said.contains(words))) {
                body.add(words);
            }
        }
        return Stream.of(
                        page.preformatted().stream(),
                        Stream.of(String.join(" ", page.section())),
                        Stream.of(String.join("; ", body)),
                        page.headings().stream(),
                        Stream.of(page.title()))
                .flatMap(words -> words);
    }

    /** Warehouse writes boilerplate, blank lines and the detail into one member. */
    private static String lastParagraph(String text) {
        String stripped = text.replace("\r\n", "\n").strip();
        int blank = stripped.lastIndexOf("\n\n");
        return blank < 0 ? stripped : stripped.substring(blank).strip();
    }

    /** Of a text of several paragraphs that begins with a status or with Pyramid's explanation, the last one. */
    private static String paragraph(String text) {
        String stripped = text.replace("\r\n", "\n").strip();
        Matcher status = STATUS.matcher(stripped);
        int blank = stripped.lastIndexOf("\n\n");
        if (blank < 0) {
            return stripped;
        }
        String first = stripped.substring(0, stripped.indexOf("\n\n"));
        return status.lookingAt() || isGeneric(first)
                ? stripped.substring(blank).strip()
                : stripped;
    }

    private static boolean isGeneric(String words) {
        String text = STATUS.matcher(words.replaceAll("\\s+", " ").strip()).replaceFirst("");
        return GENERIC.contains(LetterCase.lower(text).replaceFirst("^error:? ", ""))
                || SIGNATURE.matcher(text).matches();
    }

    private static String sentence(Answer answer, String words) {
        String clean = answer.readable(words);
        Matcher status = STATUS.matcher(clean);
        if (status.lookingAt() && status.group(1).equals(String.valueOf(answer.status()))) {
            clean = clean.substring(status.end());
        }
        return clean.length() <= SENTENCE ? clean : clean.substring(0, SENTENCE) + "…";
    }
}
