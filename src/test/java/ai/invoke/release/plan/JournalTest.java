package ai.invoke.release.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final Fingerprint PLAN = new Fingerprint("a".repeat(64));
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    private Journal journal(Fingerprint plan) {
        return new Journal(folder.resolve("journal.jsonl"), plan, CLOCK, entry -> {});
    }

    @Test
    void anEntryIsALine() throws Exception {
        List<JournalEntry> heard = new ArrayList<>();
        Journal journal = new Journal(folder.resolve("journal.jsonl"), PLAN, CLOCK, heard::add);
        journal.add("publish-pypi", "file-stored", Map.of("name", "x.whl", "note", "line\nbreak"));
        assertThat(Files.readString(folder.resolve("journal.jsonl")))
                .isEqualTo(
                        "{\"at\":\"2026-11-22T10:00:00Z\",\"details\":{\"name\":\"x.whl\",\"note\":\"line\\nbreak\"},"
                                + "\"event\":\"file-stored\",\"plan\":\"aaaaaaaaaaaa\",\"schemaVersion\":1,"
                                + "\"step\":\"publish-pypi\"}\n");
        assertThat(journal.entries()).isEqualTo(heard).hasSize(1);
    }

    @Test
    void onlyTheOwnPlansEntriesCount() {
        journal(PLAN).add("a", "done", Map.of());
        journal(new Fingerprint("b".repeat(64))).add("b", "done", Map.of());
        assertThat(journal(PLAN).entries()).extracting(JournalEntry::step).containsExactly("a");
        assertThat(Journal.read(folder.resolve("journal.jsonl"))).hasSize(2);
    }

    @Test
    void aLineThatACrashCutOffIsSkippedAndDoesNotSpoilTheNext() throws Exception {
        Journal journal = journal(PLAN);
        journal.add("a", "done", Map.of());
        Files.writeString(folder.resolve("journal.jsonl"), "{\"at\":\"2026-1", StandardOpenOption.APPEND);
        journal.add("b", "done", Map.of());
        assertThat(journal.entries()).extracting(JournalEntry::step).containsExactly("a", "b");
    }

    @Test
    void noFileIsNoEntry() {
        assertThat(journal(PLAN).entries()).isEmpty();
    }
}
