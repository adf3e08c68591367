package ai.invoke.release.github.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.console.Console;
import ai.invoke.release.console.Progress;
import ai.invoke.release.github.api.AssetFile;
import ai.invoke.release.github.api.FakeGitHub;
import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.GitHubToken;
import ai.invoke.release.github.api.Immutability;
import ai.invoke.release.github.api.MakeLatest;
import ai.invoke.release.github.api.TagRef;
import ai.invoke.release.http.HttpSettings;
import ai.invoke.release.http.Timing;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubReleaseTest {

    private static final String PLAN = "ab".repeat(32);
    private static final String OTHER_PLAN = "cd".repeat(32);
    private static final List<String> NAMES =
            List.of("demo-1.0-py3-none-any.whl", "demo-1.0.tar.gz", "InvokeAI-installer-v1.0.zip");

    @TempDir
    Path temp;

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());
    private final List<String> journal = new ArrayList<>();
    private final Timing timing = new Timing(Clock.systemUTC(), duration -> {}, () -> 0);
    private FakeGitHub github;
    private ReleaseSpec spec;

    @BeforeEach
    void start() throws Exception {
        github = new FakeGitHub();
        List<AssetFile> assets = new ArrayList<>();
        for (String name : NAMES) {
            byte[] content = content(name);
            assets.add(new AssetFile(
                    Files.write(temp.resolve(name), content), name, content.length, FakeGitHub.sha256(content)));
        }
        spec = spec("v1.0", "1.0", false, Optional.empty(), assets);
    }

    @AfterEach
    void stop() {
        github.close();
        String all = String.join("\n", said) + String.join("\n", journal);
        assertThat(all).doesNotContain(FakeGitHub.TOKEN).doesNotContain("untagged-");
    }

    @Test
    void draftsAndPublishesAndDoesNothingTwice() {
        DraftUpload.Result.Drafted drafted = (DraftUpload.Result.Drafted) draft();
        assertThat(drafted.uploaded()).containsExactlyElementsOf(NAMES);
        assertThat(journal).startsWith("created").endsWith("proven");
        assertThat(drafted.assets()).extracting(a -> a.sha256().orElseThrow()).hasSize(3);
        ObjectNode release = onlyRelease();
        assertThat(release.path("draft").asBoolean()).isTrue();
        assertThat(release.path("body").asText())
                .isEqualTo("The notes\n\n<!-- invokeai-release-plan: " + PLAN + " -->\n");
        assertThat(release.has("target_commitish")).isFalse();
        assertThat(release.has("make_latest")).isFalse();

        assertThat(((DraftUpload.Result.Drafted) draft()).kept()).containsExactlyElementsOf(NAMES);

        ReleasePublication.Result.Published published = (ReleasePublication.Result.Published) publish();
        assertThat(published.latest()).isEqualTo(MakeLatest.TRUE);
        assertThat(published.release().links().page().toString()).endsWith("/releases/tag/v1.0");
        assertThat(onlyRelease().path("make_latest").asText()).isEqualTo("true");

        assertThat(publish()).isInstanceOf(ReleasePublication.Result.AlreadyPublic.class);
        assertThat(draft()).isInstanceOf(DraftUpload.Result.AlreadyPublic.class);
        assertConverged();
        assertThat(github.uploads.values()).allMatch(n -> n == 1);
        assertThat(github.count("PATCH .*")).isEqualTo(1);
    }

    @Test
    void convergesWhenKilledAfterEachJournalEntry() throws Exception {
        for (int kill = 1; kill <= 5; kill++) {
            stop();
            journal.clear();
            start();
            int at = kill;
            ReleaseJournal dying = (step, event, details) -> {
                journal.add(event);
                if (journal.size() == at) {
                    throw new IllegalStateException("killed");
                }
            };
            assertThatThrownBy(() -> {
                        new DraftUpload(HttpSettings.direct(), timing, console()).run(spec, dying);
                        new ReleasePublication(HttpSettings.direct(), timing, console()).run(spec, dying);
                    })
                    .as("after entry " + kill)
                    .hasMessage("killed");
            draft();
            publish();
            assertConverged();
            assertThat(github.uploads.values()).as("after entry " + kill).allMatch(n -> n == 1);
        }
    }

    @Test
    void convergesWhateverRequestGoesWrong() throws Exception {
        String[] requests = {
            "POST .*/releases",
            "GET .*/releases\\?.*",
            "POST .*/assets\\?.*",
            "GET .*/assets\\?.*",
            "PATCH .*",
            "GET .*/releases/\\d+",
            "GET .*/releases/tags/.*",
            "GET .*/git/.*"
        };
        Random random = new Random(11);
        for (int round = 0; round < 30; round++) {
            stop();
            start();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                String request = requests[random.nextInt(requests.length)];
                switch (random.nextInt(5)) {
                    case 0 -> github.loseAnswer(request);
                    case 1 -> github.drop(request);
                    case 2 -> github.starter("POST .*/assets\\?.*");
                    case 3 -> github.answer(request, 502, "<html>");
                    default ->
                        github.answer(request, 403, "{\"message\":\"secondary rate limit\"}", "Retry-After", "1");
                }
            }
            boolean done = false;
            for (int run = 0; run < 8 && !done; run++) {
                try {
                    draft();
                    publish();
                    done = true;
                } catch (EnvironmentException e) {
                    said.add(e.getMessage());
                }
            }
            assertThat(done).as("round " + round).isTrue();
            assertConverged();
        }
    }

    @Test
    void looksForALostDraftBeforeItMakesAnother() {
        github.loseAnswer("POST .*/releases");
        draft();
        assertThat(github.count("POST .*/releases")).isEqualTo(1);
        assertThat(journal).startsWith("created");
    }

    @Test
    void replacesBrokenAndDifferentAssetsAndKeepsGoodOnes() {
        long id = ownDraft(PLAN);
        github.addAsset(id, NAMES.get(0), content(NAMES.get(0)));
        github.addAsset(id, NAMES.get(1), "other".getBytes(StandardCharsets.UTF_8));
        github.starter("POST .*/assets\\?name=InvokeAI.*");
        DraftUpload.Result.Drafted drafted = (DraftUpload.Result.Drafted) draft();
        assertThat(drafted.id()).isEqualTo(id);
        assertThat(drafted.kept()).containsExactly(NAMES.get(0));
        assertThat(github.uploads).containsEntry(NAMES.get(1), 1).doesNotContainKey(NAMES.get(0));
        publish();
        assertConverged();
    }

    /** Of the same length: only the digest tells, also the one of a download where GitHub does not say it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAssetWithOtherBytesOfTheSameLengthIsReplaced(boolean digests) {
        github.digests = digests;
        long id = ownDraft(PLAN);
        byte[] other = content(NAMES.get(0));
        other[0]++;
        github.addAsset(id, NAMES.get(0), other);
        draft();
        assertThat(github.uploads).containsEntry(NAMES.get(0), 1);
        publish();
        assertConverged();
    }

    @Test
    void provesByDownloadWhereGitHubTellsNoDigest() {
        github.digests = false;
        draft();
        publish();
        assertConverged();
        assertThat(github.count("GET /storage/.*")).isGreaterThanOrEqualTo(3);
        assertThat(temp.resolve("tmp")).isEmptyDirectory();
    }

    @Test
    void bringsTheDraftOfAnOlderPlanToThisOne() {
        long id = ownDraft(OTHER_PLAN);
        assertThat(inspect().warnings()).anyMatch(w -> w.what().contains("older plan"));
        assertThatThrownBy(this::publish).hasMessageContaining("draft-github-release");
        draft();
        publish();
        assertThat(onlyRelease().path("id").asLong()).isEqualTo(id);
        assertConverged();
    }

    @Test
    void stopsForWhatOnlyAHumanCanDecide() {
        long first = ownDraft(PLAN);
        github.addAsset(first, "surprise.txt", content("x"));
        assertThatThrownBy(this::draft).isInstanceOf(ProjectException.class).hasMessageContaining("surprise.txt");
        github.releases.clear();
        long foreign =
                github.addRelease("v1.0", true, false, "by hand").path("id").asLong();
        stopped("somebody else", Long.toString(foreign));
        github.releases.clear();
        long other =
                github.addRelease("v1.0", false, false, "by hand").path("id").asLong();
        stopped("is public already and differs", "demo-1.0.tar.gz is missing", "raise the version");
        for (String name : NAMES) {
            github.addAsset(other, name, content(name));
        }
        assertThat(draft()).isInstanceOf(DraftUpload.Result.AlreadyPublic.class);
        assertThat(said).contains("it is not shown as latest", "- by hand", "+ The notes");
        github.addAsset(other, "more.txt", content("x"));
        stopped("more.txt is not in the plan");
    }

    @Test
    void wantsTheTagOnTheRemoteAtThePlannedCommit() {
        github.tagObjects.put("7a67", new String[] {"commit", "d".repeat(40)});
        stopped("names the commit ddd", FakeGitHub.COMMIT);
        github.tags.clear();
        stopped("the tag v1.0 is not at acme/demo", "git push origin refs/tags/v1.0");
        assertThat(github.releases).isEmpty();
    }

    @Test
    void refusesToPublishADraftThatChangedSince() {
        draft();
        long id = onlyRelease().path("id").asLong();
        long asset = github.assets.get(id).keySet().iterator().next();
        github.assets.get(id).remove(asset);
        assertThatThrownBy(this::publish)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("is missing")
                .hasMessageContaining("draft-github-release");
        assertThat(onlyRelease().path("draft").asBoolean()).isTrue();
    }

    @Test
    void neverSendsAFileThatIsNotThePlannedOne() throws Exception {
        byte[] changed = content(NAMES.get(0));
        changed[0]++;
        Files.write(temp.resolve(NAMES.get(0)), changed);
        assertThatThrownBy(this::draft)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(NAMES.get(0))
                .hasMessageContaining(FakeGitHub.sha256(changed))
                .hasMessageContaining(spec.assets().get(0).sha256());
        assertThat(github.uploads).doesNotContainKey(NAMES.get(0));
        Files.delete(temp.resolve(NAMES.get(1)));
        assertThatThrownBy(this::draft).hasMessageContaining(NAMES.get(1) + " is not there");
    }

    @Test
    void noticesANameThatGitHubChanges() {
        github.renamedUpload = "demo.1.0.whl";
        assertThatThrownBy(this::draft).isInstanceOf(ProjectException.class).hasMessageContaining("to demo.1.0.whl");
        assertThat(github.assets.get(onlyRelease().path("id").asLong())).isEmpty();
    }

    @Test
    void decidesLatestByVersionsAndNotByDates() {
        github.addRelease("v0.9", false, false, "");
        github.addRelease("v2.0rc1", false, true, "");
        github.addRelease("v2.0+a1", false, false, "");
        github.addRelease("nightly", false, false, "");
        github.addRelease("v3.0", true, false, "");
        assertThat(inspect().latest()).contains(MakeLatest.TRUE);
        github.addRelease("1.1", false, false, "");
        assertThat(inspect().latest()).contains(MakeLatest.FALSE);
        draft();
        assertThat(((ReleasePublication.Result.Published) publish()).latest()).isEqualTo(MakeLatest.FALSE);
    }

    @Test
    void marksPreReleasesAndOpensTheDiscussionOnlyWhenPublic() {
        github.tags.put("v1.1rc1", new String[] {"commit", FakeGitHub.COMMIT});
        spec = spec("v1.1rc1", "1.1rc1", true, Optional.of("Nope"), spec.assets());
        draft();
        assertThat(onlyRelease().has("discussion_category_name")).isFalse();
        publish();
        assertThat(onlyRelease().path("draft").asBoolean()).isFalse();
        assertThat(said)
                .anyMatch(line -> line.contains("becomes public without a discussion")
                        && line.contains("Discussion could not be created")
                        && line.contains("in the category Nope"));
        spec = spec("v1.1rc1", "1.1rc1", true, Optional.of("Announcements"), spec.assets());
        publish();
        assertThat(said).contains("it has no discussion in the category Announcements");
        assertThat(onlyRelease().path("discussion_category_name").asText()).isEqualTo("Announcements");
        assertThat(onlyRelease().path("prerelease").asBoolean()).isTrue();
        assertThat(onlyRelease().path("make_latest").asText()).isEqualTo("false");
    }

    @Test
    void waitsUntilThePublicReleaseIsFoundByItsTag() {
        draft();
        String tag = "GET .*/releases/tags/.*";
        // The first question is whether it is public already.
        github.answer(tag, 404, "{\"message\":\"Not Found\"}")
                .answer(tag, 404, "{\"message\":\"Not Found\"}")
                .answer(tag, 404, "{\"message\":\"Not Found\"}");
        assertThat(publish()).isInstanceOf(ReleasePublication.Result.Published.class);
        assertThat(github.count(tag)).isGreaterThanOrEqualTo(5);
    }

    @Test
    void aLostAnswerToPublishingIsLookedUp() {
        draft();
        github.loseAnswer("PATCH .*");
        publish();
        assertThat(github.count("PATCH .*")).isEqualTo(1);
        assertConverged();
    }

    @Test
    void inspectsWithoutChangingAnythingAndListsAllProblems() throws Exception {
        ReleaseInspection.Result fine = inspect();
        assertThat(fine.problems()).isEmpty();
        assertThat(fine.state()).containsInstanceOf(ReleaseState.Absent.class);
        assertThat(fine.immutability()).isEqualTo(Immutability.ON);
        draft();
        assertThat(inspect().state().orElseThrow())
                .isInstanceOfSatisfying(
                        ReleaseState.OwnDrafts.class,
                        own -> assertThat(own.onlyOne()).isTrue());
        publish();
        assertThat(inspect().state()).containsInstanceOf(ReleaseState.PublicSame.class);

        github.releases.clear();
        github.push = false;
        github.tags.clear();
        github.addRelease("v1.0", false, false, "");
        Files.delete(temp.resolve(NAMES.get(2)));
        long before = github.count("(POST|PATCH|DELETE) .*");
        ReleaseInspection.Result bad = inspect();
        assertThat(bad.problems()).extracting(Problem::what).hasSize(4);
        assertThat(bad.problems().toString())
                .contains("is not there", "may not write", "is not at acme/demo", "is public already");
        github.answer("GET /repos/acme/demo", 401, "{\"message\":\"Bad credentials\"}");
        assertThat(inspect().problems().toString()).contains("Bad credentials");
        github.answer("GET /repos/acme/demo", 404, "{\"message\":\"Not Found\"}");
        assertThat(inspect().problems().toString()).contains("404");
        assertThat(github.count("(POST|PATCH|DELETE) .*")).isEqualTo(before);
    }

    @Test
    void aTagThatCouldNotBeAskedForIsNotCalledMissing() {
        github.answer("GET .*/git/ref/tags/.*", 422, "{\"message\":\"trouble\"}");
        assertThat(inspect().problems().toString()).contains("read the tag").doesNotContain("git push");
    }

    @Test
    void namesEveryReasonForAMissingToken() {
        spec = new ReleaseSpec(
                spec.repository(),
                GitHubCredentials.resolve("github", Optional.empty(), Map.of()),
                spec.source(),
                new ReleaseSpec.Text(spec.text().title(), "x".repeat(125_000), Optional.empty()),
                PLAN,
                spec.assets(),
                spec.temporary());
        assertThatThrownBy(this::draft)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("GITHUB_TOKEN is not set")
                .hasMessageContaining("125000");
        assertThat(github.log()).isEmpty();
    }

    @Test
    void refusedUploadsStopAndCanBeGoneOnWith() {
        github.answer("POST .*/assets\\?.*", 403, "{\"message\":\"Resource not accessible by integration\"}");
        assertThatThrownBy(this::draft).isInstanceOf(ProjectException.class).hasMessageContaining("contents: write");
        github.answer(
                "POST .*/assets\\?.*",
                422,
                "{\"message\":\"Validation Failed\",\"errors\":[{\"resource\":\"ReleaseAsset\",\"code\":\"already_exists\"}]}");
        draft();
        publish();
        assertConverged();
    }

    @Test
    void takesTheTokenOfGitHubActionsAndRefusesAReadersToken() {
        github.push = false;
        github.installation = true;
        assertThat(inspect().problems()).isEmpty();
        github.permissions = false;
        assertThat(inspect().problems()).isEmpty();
        assertThat(inspect().warnings()).isEmpty();
        draft();
        github.installation = false;
        assertThat(inspect().problems()).isEmpty();
        assertThat(inspect().warnings().toString()).contains("does not tell whether the token may write");
        github.permissions = true;
        assertThat(inspect().problems().toString()).contains("the token from GITHUB_TOKEN may not write");
        assertThat(github.count("HEAD .*")).isEqualTo(6);
    }

    @Test
    void namesThePermissionThatTheDraftLacks() {
        github.answer(
                "POST .*/releases",
                403,
                "{\"message\":\"Resource not accessible by integration\"}",
                "X-Accepted-GitHub-Permissions",
                "contents=write; contents=write,workflows=write");
        assertThatThrownBy(this::draft)
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("add to the job in the workflow file: permissions: {contents: write}")
                .hasMessageContaining("needs the permissions contents=write; contents=write,workflows=write");
        github.answer(
                "POST .*/releases",
                403,
                "{\"message\":\"Although you appear to have the correct authorization"
                        + " credentials, the `acme` organization has an IP allow list enabled, and your IP address is not"
                        + " permitted to access this resource.\"}");
        assertThatThrownBy(this::draft).hasMessageContaining("IP allow list").hasMessageContaining("self-hosted");
    }

    @Test
    void looksForTheDiscussionBeforeAnythingIsSent() {
        spec = spec("v1.0", "1.0", false, Optional.of("Nope"), spec.assets());
        assertThat(inspect().problems().toString())
                .contains("no discussion category Nope at acme/demo", "there are: Announcements, General");
        github.answer("POST /graphql", 200, "{\"errors\":[{\"type\":\"FORBIDDEN\"}],\"data\":{\"repository\":null}}");
        ReleaseInspection.Result blind = inspect();
        assertThat(blind.problems()).isEmpty();
        assertThat(blind.warnings().toString()).contains("does not tell this token", "discussions: write");
        github.categories = List.of();
        assertThat(inspect().problems().toString()).contains("discussions are switched off at acme/demo");
    }

    @Test
    void knowsImmutableReleasesByTheSettingOrByAnEarlierOne() {
        github.answer("GET .*/immutable-releases", 403, "{\"message\":\"Resource not accessible by integration\"}");
        assertThat(inspect().immutability()).isEqualTo(Immutability.OFF_OR_UNKNOWN);
        github.addRelease("v0.9", false, false, "").put("immutable", true);
        github.releases.values().forEach(release -> release.put("immutable", true));
        github.answer("GET .*/immutable-releases", 403, "{\"message\":\"Resource not accessible by integration\"}");
        assertThat(inspect().immutability()).isEqualTo(Immutability.ON);
    }

    @Test
    void warnsOfAReleaseThatIsNotSealedAlthoughOthersAre() {
        github.addRelease("v0.9", false, false, "");
        github.releases.values().forEach(release -> release.put("immutable", true));
        draft();
        publish();
        assertThat(said)
                .anyMatch(line -> line.contains("are immutable, but GitHub shows that v1.0 is not")
                        && line.contains("its files and tag can be changed"));
    }

    @Test
    void knowsATagThatADeletedImmutableReleaseHasUsedUp() {
        github.answer(
                "GET .*/attestations/sha1:" + FakeGitHub.TAG_OBJECT + "\\?predicate_type=release",
                200,
                "{\"attestations\":[{\"bundle\":{}}]}");
        assertThat(inspect().problems().toString())
                .contains("an immutable release has used up the tag v1.0", "raise the version");
    }

    @Test
    void tellsTheNewNameOfARepositoryThatWasRenamed() {
        github.answer(
                "GET /repos/acme/demo",
                301,
                "{\"message\":\"Moved Permanently\"}",
                "Location",
                github.api() + "/repositories/7");
        github.answer("GET /repositories/7", 200, "{\"full_name\":\"acme/renamed\",\"permissions\":{\"push\":true}}");
        assertThat(inspect().problems().toString())
                .contains("acme/demo is now called acme/renamed", "set invokeai.githubRepository to acme/renamed");
    }

    @Test
    void wantsTheVeryTagObject() {
        github.tags.put("v1.0", new String[] {"tag", "beef"});
        github.tagObjects.put("beef", new String[] {"commit", FakeGitHub.COMMIT});
        stopped("is the object beef, the plan was made with 7a67", "git fetch --force origin");
        assertThat(github.releases).isEmpty();
    }

    /** A plan that was made with a lightweight tag is as strict: the annotated one at GitHub is another object. */
    @Test
    void aLightweightTagOfThePlanIsNotTheAnnotatedOneOfTheSameCommit() {
        spec = planned(FakeGitHub.COMMIT);
        stopped("is the object 7a67, the plan was made with a lightweight tag", "actions/checkout 6.0.2");
        spec = planned("");
        draft();
        assertThat(said)
                .as("a clone without the tag knows the commit only")
                .contains("GitHub draft 1000 made for v1.0");
        assertThat(said).noneMatch(line -> line.contains("is there already"));
    }

    private ReleaseSpec planned(String object) {
        return new ReleaseSpec(
                spec.repository(),
                spec.credentials(),
                new ReleaseSpec.Source(new TagRef("v1.0", object, FakeGitHub.COMMIT), "1.0", false),
                spec.text(),
                PLAN,
                spec.assets(),
                spec.temporary());
    }

    @Test
    void keepsTheDraftWithMostProvenFilesAndNamesTheOthers() {
        long first = ownDraft(PLAN);
        long better = ownDraft(PLAN);
        long old = ownDraft(OTHER_PLAN);
        github.addAsset(first, NAMES.get(1), "broken".getBytes(StandardCharsets.UTF_8));
        github.addAsset(better, NAMES.get(0), content(NAMES.get(0)));
        assertThat(inspect().warnings().toString()).contains("2 drafts of this plan", "the draft " + old);
        assertThatThrownBy(this::publish).hasMessageContaining("or one of another plan is left");
        assertThat(((DraftUpload.Result.Drafted) draft()).id()).isEqualTo(better);
        assertThat(said)
                .contains(
                        "GitHub draft " + first + " for v1.0 deleted: the draft " + better
                                + " for the same plan is kept",
                        "GitHub draft " + old + " for v1.0 deleted: it belonged to an older plan");
        publish();
        assertConverged();
    }

    @Test
    void replacesTheFilesOfAnOlderPlanAndShowsWhatAPersonChanged() {
        long id = ownDraft(OTHER_PLAN);
        github.addAsset(id, "demo-0.9.tar.gz", content("old"));
        draft();
        assertThat(said).contains("deleted  demo-0.9.tar.gz of the older plan");
        github.releases
                .get(id)
                .put("name", "My title")
                .put("body", "My own words\n\n<!-- invokeai-release-plan: " + PLAN + " -->\n");
        draft();
        assertThat(said).contains("its title is 'My title', planned is 'Demo v1.0'", "- My own words", "+ The notes");
        publish();
        assertConverged();
    }

    @Test
    void correctsWhatMayBeEditedAfterwards() {
        draft();
        publish();
        long id = onlyRelease().path("id").asLong();
        github.releases.get(id).put("body", "vandalised").put("make_latest", "false");
        ReleasePublication.Result again = publish();
        assertThat(again.release().body()).contains("The notes");
        assertThat(onlyRelease().path("make_latest").asText()).isEqualTo("true");
        assertThat(said)
                .contains("it differs from the plan and is corrected:", "- vandalised", "it is not shown as latest");
        assertThat(journal).endsWith("corrected", "found");
        github.releases.get(id).put("prerelease", true).put("immutable", true);
        stopped("is public already and differs: it is marked as a pre-release", "can never be changed");
    }

    @Test
    void uploadsUpToThreeAtATime() throws Exception {
        List<AssetFile> many = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            byte[] content = content("file-" + i);
            many.add(new AssetFile(
                    Files.write(temp.resolve("file-" + i), content),
                    "file-" + i,
                    content.length,
                    FakeGitHub.sha256(content)));
        }
        spec = spec("v1.0", "1.0", false, Optional.empty(), many);
        github.uploadDelay = 20;
        draft();
        assertThat(github.mostUploads.get()).isBetween(2, 3);
        assertThat(github.count("GET .*/assets\\?.*")).isLessThan(6);
    }

    private void stopped(String... texts) {
        for (Runnable goal : List.<Runnable>of(this::draft, this::publish)) {
            assertThatThrownBy(goal::run)
                    .isInstanceOf(ProjectException.class)
                    .satisfies(e -> assertThat(e.getMessage()).contains(texts));
        }
        assertThat(inspect().problems().toString()).contains(texts);
    }

    private void assertConverged() {
        ObjectNode release = onlyRelease();
        assertThat(release.path("draft").asBoolean()).isFalse();
        assertThat(github.assets.get(release.path("id").asLong()).values())
                .allMatch(asset -> asset.path("state").asText().equals("uploaded"))
                .extracting(asset -> asset.path("name").asText()
                        + FakeGitHub.sha256(github.contents.get(asset.path("id").asLong())))
                .containsExactlyInAnyOrderElementsOf(spec.assets().stream()
                        .map(file -> file.name() + file.sha256())
                        .toList());
    }

    private ObjectNode onlyRelease() {
        List<ObjectNode> found = github.releases.values().stream()
                .filter(r -> r.path("tag_name").asText().equals(spec.tag()))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private long ownDraft(String plan) {
        return github.addRelease("v1.0", true, false, "old\n\n<!-- invokeai-release-plan: " + plan + " -->\n")
                .path("id")
                .asLong();
    }

    private DraftUpload.Result draft() {
        return new DraftUpload(HttpSettings.direct(), timing, console()).run(spec, this::note);
    }

    private ReleasePublication.Result publish() {
        return new ReleasePublication(HttpSettings.direct(), timing, console()).run(spec, this::note);
    }

    private ReleaseInspection.Result inspect() {
        ReleaseInspection.Result result = new ReleaseInspection(HttpSettings.direct(), timing, console()).run(spec);
        result.problems().forEach(problem -> said.add(problem.toString()));
        return result;
    }

    private void note(String step, String event, Map<String, String> details) {
        journal.add(event);
        said.add(step + details);
    }

    private ReleaseSpec spec(
            String tag, String version, boolean prerelease, Optional<String> category, List<AssetFile> assets) {
        return new ReleaseSpec(
                github.repository(),
                new GitHubCredentials.Found(new GitHubToken(FakeGitHub.TOKEN, "GITHUB_TOKEN")),
                new ReleaseSpec.Source(
                        new TagRef(
                                tag, tag.equals("v1.0") ? FakeGitHub.TAG_OBJECT : FakeGitHub.COMMIT, FakeGitHub.COMMIT),
                        version,
                        prerelease),
                new ReleaseSpec.Text("Demo " + tag, "The notes\r\n", category),
                PLAN,
                assets,
                temp.resolve("tmp"));
    }

    private static byte[] content(String name) {
        return ("content of " + name + "\0\u00e4").getBytes(StandardCharsets.UTF_8);
    }

    private Console console() {
        return new Console() {
            @Override
            public void info(String line) {
                said.add(line);
            }

            @Override
            public void detail(String line) {
                said.add(line);
            }

            @Override
            public void warn(Problem problem) {
                said.add(problem.toString());
            }

            @Override
            public Progress progress(String label, long total) {
                return Console.silent().progress(label, total);
            }
        };
    }
}
