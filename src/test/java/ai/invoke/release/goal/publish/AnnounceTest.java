package ai.invoke.release.goal.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.plan.ReceiptFile;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.Growth;
import ai.invoke.sandbox.SandboxWebhooks;
import ai.invoke.sandbox.server.Fault;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class AnnounceTest {

    private static final String SECRET = "sEcReT-oF-tHe-HoOk";

    @TempDir
    Path temp;

    @Test
    void tellsEachChannelOnceAndInItsOwnLanguage() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp);
                SandboxWebhooks hooks = new SandboxWebhooks(stage.servers.log())) {
            DeployRequest request = stage.request(stage.tokens());
            Path template = Files.writeString(
                    temp.resolve("announce.json"), "{\"msg\": [\"New: ${title}\", \"${url}\"], \"n\": 1}");
            List<AnnounceChannel> channels = List.of(
                    channel("discord", AnnounceChannel.Type.DISCORD, hooks, Optional.of("42"), Optional.empty()),
                    channel("slack", AnnounceChannel.Type.SLACK, hooks, Optional.empty(), Optional.empty()),
                    channel("own", AnnounceChannel.Type.JSON, hooks, Optional.empty(), Optional.of(template)));
            assertThatThrownBy(() -> new Announce().run(request, channels))
                    .isInstanceOf(ProjectException.class)
                    .hasMessageContaining("is not finished");
            assertThat(hooks.messages()).isEmpty();
            String page = stage.deploy().release().orElseThrow().links().page().toString();
            assertThat(new Announce().run(request, channels)).containsExactly("discord", "slack", "own");
            assertThat(hooks.messages())
                    .extracting(SandboxWebhooks.Message::channel)
                    .containsExactly("discord", "slack", "own");
            JsonNode discord = json(hooks, 0);
            assertThat(discord.path("content").asText()).isEqualTo("<@&42>");
            assertThat(discord.path("allowed_mentions").path("parse")).isEmpty();
            JsonNode embed = discord.path("embeds").get(0);
            assertThat(embed.path("title").asText()).isEqualTo("Demo v1.2.3");
            assertThat(embed.path("url").asText()).isEqualTo(page);
            assertThat(embed.path("description").asText()).isEqualTo("## What is new\n\nEverything.");
            assertThat(json(hooks, 1).path("text").asText()).startsWith("*<" + page + "|Demo v1.2.3>*");
            assertThat(json(hooks, 2).path("msg").get(0).asText()).isEqualTo("New: Demo v1.2.3");
            assertThat(ReceiptFile.read(stage.directory.receipt()).orElseThrow().announcements())
                    .containsExactly("discord", "slack", "own");
            assertThat(new Announce().run(request, channels)).isEmpty();
            assertThat(hooks.messages()).hasSize(3);
        }
    }

    @Test
    void aChannelThatFailsStopsNoOtherAndItsAddressIsNeverShown() throws Exception {
        try (DeployStage stage = DeployStage.approved(temp);
                SandboxWebhooks hooks = new SandboxWebhooks(stage.servers.log())) {
            stage.deploy();
            DeployRequest request = stage.request(stage.tokens());
            Path wrong = Files.writeString(temp.resolve("wrong.json"), "{\"a\": \"${nope}\"}");
            hooks.faults().play(Fault.parse("status=404 POST refused 1x9"));
            hooks.faults().play(Fault.parse("drop-after POST lost 1x9"));
            List<AnnounceChannel> channels = List.of(
                    new AnnounceChannel(
                            "missing",
                            AnnounceChannel.Type.SLACK,
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    new AnnounceChannel(
                            "plain",
                            AnnounceChannel.Type.SLACK,
                            Optional.of(URI.create("http://example.org/" + SECRET)),
                            Optional.empty(),
                            Optional.empty()),
                    channel("template", AnnounceChannel.Type.JSON, hooks, Optional.empty(), Optional.of(wrong)),
                    channel("refused", AnnounceChannel.Type.DISCORD, hooks, Optional.empty(), Optional.empty()),
                    channel("lost", AnnounceChannel.Type.DISCORD, hooks, Optional.empty(), Optional.empty()),
                    channel("good", AnnounceChannel.Type.DISCORD, hooks, Optional.empty(), Optional.empty()));
            assertThat(new Announce().run(request, channels)).containsExactly("lost", "good");
            assertThat(stage.console.all())
                    .contains(
                            "not announced at missing: its address is not known",
                            "INVOKEAI_WEBHOOK_MISSING",
                            "not announced at plain: its address does not begin with https://",
                            "${nope} is not known; known are project, version",
                            "not announced at refused: it answered 404",
                            "not announced at lost: no answer came, and the message may have arrived",
                            "announced: good")
                    .doesNotContain(SECRET, "/webhooks/");
            // What may have arrived is not sent a second time, what was refused is.
            hooks.faults().clear();
            assertThat(new Announce().run(request, channels)).containsExactly("refused");
            assertThat(channels.toString()).doesNotContain(SECRET, "webhooks");
        }
    }

    @Test
    void printsTheTextWithoutSendingIt() {
        try (DeployStage stage = DeployStage.planned(temp, false)) {
            assertThat(new Announce().print(stage.directory))
                    .startsWith(
                            "Demo v1.2.3",
                            "https://github.com/invoke-ai/Demo/releases/tag/v1.2.3",
                            "",
                            "## What is new")
                    .endsWith("PyPI: https://pypi.org/project/demo-app/1.2.3/");
            assertThat(stage.writes()).isZero();
        }
    }

    @Test
    void takesOnlyTheBeginningOfLongNotes() {
        assertThat(Announcement.beginning("<!-- a\nb -->\nOne\n" + "x".repeat(700)))
                .isEqualTo("One\n…");
        assertThat(Announcement.beginning("y".repeat(700))).hasSize(602).endsWith("\n…");
        assertThat(Announcement.beginning("")).isEmpty();
    }

    @Test
    void readsNotesInOnePass() {
        Growth.isLinear("notes", List.of("", "<!--", ""), input -> {
            Announcement.beginning(new String(input, StandardCharsets.UTF_8));
            return Optional.empty();
        });
    }

    private static AnnounceChannel channel(
            String name,
            AnnounceChannel.Type type,
            SandboxWebhooks hooks,
            Optional<String> role,
            Optional<Path> template) {
        return new AnnounceChannel(name, type, Optional.of(hooks.address(name)), role, template);
    }

    private static JsonNode json(SandboxWebhooks hooks, int number) throws Exception {
        return new ObjectMapper().readTree(hooks.messages().get(number).body());
    }
}
