package ai.invoke.release.goal.publish;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.http.Answer;
import ai.invoke.release.http.Body;
import ai.invoke.release.http.Exchange;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.NoAnswer;
import ai.invoke.release.http.Request;
import ai.invoke.release.http.RetryAfter;
import ai.invoke.release.http.RetryPolicy;
import ai.invoke.release.http.RetryVerdict;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.plan.GitHubTarget;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.Receipt;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleasePlan;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells the community about a finished release, once: {@code announce}. The release is out already, so a channel that does not take
 * the message stops no other one and fails nothing.
 */
public final class Announce {

    private static final String STEP = "announce";
    private static final long TEMPLATE_LIMIT = 256L * 1024;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Only answers that say "not now" are tried again: a second message is worse than none. */
    private static final RetryPolicy RETRY = new RetryPolicy(
            3,
            (answer, now) -> answer.status() == 429 || answer.status() == 503
                    ? RetryAfter.of(answer, now)
                            .<RetryVerdict>map(RetryVerdict.After::new)
                            .orElseGet(RetryVerdict.BackOff::new)
                    : new RetryVerdict.Final(),
            false,
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1));

    /** For the Mojo. */
    public Announce() {}

    /**
     * What would be said.
     *
     * @param directory the release directory with a plan
     * @return lines to paste
     */
    public List<String> print(ReleaseDirectory directory) {
        ReleasePlan plan = PlanFile.read(directory.plan()).plan();
        return announcement(plan, directory, Optional.empty()).text().lines().toList();
    }

    /**
     * Announces.
     *
     * @param request the release
     * @param channels where
     * @return names of the channels that this run has told
     * @throws ProjectException when the release is not finished
     */
    public List<String> run(DeployRequest request, List<AnnounceChannel> channels) {
        if (channels.isEmpty()) {
            return List.of();
        }
        try (DeploySession session = DeploySession.open(request)) {
            Receipt receipt = session.lastReceipt().orElseGet(session::blankReceipt);
            if (receipt.finishedAt().isEmpty()) {
                throw new ProjectException(Problem.of("the release " + session.tag()
                                + " is not finished, so there is nothing to announce yet")
                        .at(Location.of(request.directory().receipt().toString()))
                        .next("mvn deploy"));
            }
            Announcement announcement = announcement(
                    session.plan(), request.directory(), receipt.github().map(Receipt.GitHubReceipt::url));
            List<String> told = new ArrayList<>();
            // The client names addresses in what it tells; these are secrets.
            try (Http http = new Http(request.http(), Console.silent(), request.timing())) {
                for (AnnounceChannel channel : channels) {
                    if (receipt.announcements().contains(channel.name())) {
                        request.console().info("announced already: " + channel.name());
                    } else if (tell(channel, announcement, http, request.console())) {
                        told.add(channel.name());
                        receipt = receipt.announced(channel.name());
                        session.save(receipt);
                        session.journal().add(STEP, "told", Map.of("channel", channel.name()));
                    }
                }
            }
            return List.copyOf(told);
        }
    }

    /** Whether the message may have arrived, so that it must not be sent again. */
    private static boolean tell(AnnounceChannel channel, Announcement announcement, Http http, Console console) {
        Optional<URI> webhook = channel.webhook();
        if (webhook.isEmpty()) {
            warn(
                    console,
                    channel,
                    "its address is not known",
                    "add a <server> with the id " + channel.name()
                            + " and the address as password to settings.xml, or set " + variable(channel.name()));
            return false;
        }
        if (!secure(webhook.get())) {
            warn(console, channel, "its address does not begin with https://", "correct it in settings.xml");
            return false;
        }
        JsonNode message;
        try {
            message = message(channel, announcement);
        } catch (IllegalArgumentException | IOException e) {
            warn(
                    console,
                    channel,
                    "its template " + channel.template().map(Path::toString).orElse("") + " cannot be used: "
                            + e.getMessage(),
                    "correct the template");
            return false;
        }
        Exchange exchange = http.send(Request.post(webhook.get(), Body.json(JsonTree.text(message)))
                .withRetry(RETRY)
                .withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(30))
                .withMaxAnswer(64 * 1024));
        if (exchange instanceof Answer answer) {
            if (answer.successful()) {
                console.info("announced: " + channel.name());
                return true;
            }
            warn(
                    console,
                    channel,
                    "it answered " + answer.status(),
                    answer.status() == 401 || answer.status() == 403 || answer.status() == 404
                            ? "make a new webhook and store its address"
                            : "post it by hand: mvn invokeai-release:announce -Dinvokeai.announce=print");
            return false;
        }
        if (exchange instanceof NoAnswer none && none.delivery() != NoAnswer.Delivery.MAYBE_PROCESSED) {
            warn(console, channel, "it could not be reached: " + none.reason(), "run the same command again");
            return false;
        }
        warn(
                console,
                channel,
                "no answer came, and the message may have arrived",
                "look there; to post it by hand: mvn invokeai-release:announce -Dinvokeai.announce=print");
        return true;
    }

    /** Says nothing of the address: whoever reads the log could post there. */
    private static void warn(Console console, AnnounceChannel channel, String what, String next) {
        console.warn(
                Problem.of("not announced at " + channel.name() + ": " + what).next(next));
    }

    private static boolean secure(URI uri) {
        String host = String.valueOf(uri.getHost());
        return "https".equalsIgnoreCase(uri.getScheme())
                || ("http".equalsIgnoreCase(uri.getScheme()) && LOOPBACK.contains(host));
    }

    /**
     * The variable that holds a channel's address where {@code settings.xml} does not.
     *
     * @param name the channel's name
     * @return for instance {@code INVOKEAI_WEBHOOK_DISCORD}
     */
    public static String variable(String name) {
        return "INVOKEAI_WEBHOOK_" + LetterCase.upper(name).replaceAll("[^A-Z0-9]", "_");
    }

    private static JsonNode message(AnnounceChannel channel, Announcement announcement) throws IOException {
        return switch (channel.type()) {
            case DISCORD -> announcement.discord(channel.role());
            case SLACK -> announcement.slack();
            case JSON -> {
                Optional<String> template = Optional.empty();
                if (channel.template().isPresent()) {
                    Path file = channel.template().get();
                    if (Files.size(file) > TEMPLATE_LIMIT) {
                        throw new IllegalArgumentException("it is longer than " + TEMPLATE_LIMIT + " bytes");
                    }
                    template = Optional.of(Files.readString(file, StandardCharsets.UTF_8));
                }
                yield announcement.json(template);
            }
        };
    }

    private static Announcement announcement(ReleasePlan plan, ReleaseDirectory directory, Optional<String> page) {
        Map<String, String> links = new LinkedHashMap<>();
        plan.index("pypi")
                .filter(index -> "pypi.org".equals(index.simpleUrl().getHost()))
                .ifPresent(index -> links.put(
                        "PyPI", "https://pypi.org/project/" + plan.project() + "/" + plan.normalizedVersion() + "/"));
        String tag = plan.tag().orElse(plan.version());
        String url = page.or(() -> plan.github()
                        .map(github -> github.web() + "/" + github.repository() + "/releases/tag/"
                                + URLEncoder.encode(tag, StandardCharsets.UTF_8).replace("+", "%20")))
                .or(() -> links.values().stream().findFirst())
                .orElse("");
        return new Announcement(
                plan.project(),
                plan.version(),
                tag,
                plan.github().map(GitHubTarget::title).orElse(plan.project() + " " + plan.version()),
                url,
                plan.github()
                        .map(github -> Announcement.beginning(notes(directory, github)))
                        .orElse(""),
                links);
    }

    private static String notes(ReleaseDirectory directory, GitHubTarget github) {
        Path file = directory.notes();
        try {
            byte[] bytes = Files.readAllBytes(file);
            if (!Sha256.of(bytes).equals(github.notesSha256())) {
                throw new ProjectException(Problem.of("these are not the release notes that were planned")
                        .at(Location.of(file.toString()))
                        .next("mvn verify   (makes a new plan)"));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read the release notes: " + e).at(Location.of(file.toString())), e);
        }
    }
}
