package ai.invoke.release.pypi.upload;

import ai.invoke.release.console.Console;
import ai.invoke.release.digest.RunningDigest;
import ai.invoke.release.dist.content.ContentLimits;
import ai.invoke.release.dist.content.Distribution;
import ai.invoke.release.dist.tar.GzipInput;
import ai.invoke.release.dist.tar.TarMember;
import ai.invoke.release.dist.tar.TarReader;
import ai.invoke.release.dist.zip.ZipArchive;
import ai.invoke.release.dist.zip.ZipLimits;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Says which members of a file differ from those of the one that an index has under its name. */
final class MemberDifferences {

    /** Larger files are not fetched only to explain a refusal. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private static final int SHOWN = 5;

    private final IndexClient look;
    private final Console console;

    MemberDifferences(IndexClient look, Console console) {
        this.look = look;
        this.console = console;
    }

    /** The plan with one more sentence for each file of which the index has other bytes. */
    IndexPlan explain(IndexPlan plan) {
        List<Problem> stops = new ArrayList<>(plan.stops());
        for (IndexDecision decision : plan.decisions()) {
            if (decision instanceof IndexDecision.Conflict conflict) {
                differences(conflict).ifPresent(stops::add);
            }
        }
        return new IndexPlan(plan.decisions(), stops, plan.warnings());
    }

    private Optional<Problem> differences(IndexDecision.Conflict conflict) {
        long size = conflict.present().size().orElse(0L);
        if (size > MOST_BYTES || conflict.file().size() > MOST_BYTES) {
            return Optional.empty();
        }
        try {
            Path folder = Files.createTempDirectory("index-file-");
            Path theirs = folder.resolve("theirs");
            try {
                look.download(conflict.present(), theirs, MOST_BYTES);
                return Optional.of(compared(conflict.file(), theirs));
            } finally {
                Files.deleteIfExists(theirs);
                Files.delete(folder);
            }
        } catch (IOException | EnvironmentException e) {
            console.detail("comparing " + conflict.file().name() + " with the index's: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Problem compared(UploadFile ours, Path theirs) throws IOException {
        boolean wheel = ours.distribution().kind() == Distribution.Kind.WHEEL;
        Map<String, String> here = wheel
                ? zip(ours.distribution().path())
                : tar(ours.distribution().path());
        Map<String, String> there = wheel ? zip(theirs) : tar(theirs);
        TreeSet<String> names = new TreeSet<>(here.keySet());
        names.addAll(there.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            if (!there.containsKey(name)) {
                lines.add(name + " (only here)");
            } else if (!here.containsKey(name)) {
                lines.add(name + " (only there)");
            } else if (!String.valueOf(here.get(name)).equals(there.get(name))) {
                lines.add(name);
            }
        }
        String what = lines.isEmpty()
                ? "the members of " + ours.name() + " are the same, only the archives around them differ"
                : lines.size() + (lines.size() == 1 ? " member of " : " members of ") + ours.name() + " differ"
                        + (lines.size() == 1 ? "s: " : ": ")
                        + String.join(", ", lines.subList(0, Math.min(SHOWN, lines.size())))
                        + (lines.size() > SHOWN ? ", …" : "");
        return Problem.of(Printable.prose(what, 600))
                .next("raise the version; where the same bytes were meant, find out why the two builds differ");
    }

    private static Map<String, String> zip(Path file) throws IOException {
        Map<String, String> members = new TreeMap<>();
        try (ZipArchive zip = ZipArchive.open(file, ZipLimits.standard())) {
            zip.members().forEach(member -> members.put(member.path(), member.crc() + " " + member.size()));
        }
        return members;
    }

    private static Map<String, String> tar(Path file) throws IOException {
        Map<String, String> members = new TreeMap<>();
        ContentLimits limits = ContentLimits.standard();
        byte[] chunk = new byte[64 * 1024];
        try (GzipInput gzip = new GzipInput(Files.newInputStream(file), limits.tarBudget(Files.size(file)))) {
            TarReader tar = new TarReader(gzip);
            for (Optional<TarMember> member = tar.next();
                    member.isPresent() && members.size() < limits.entries();
                    member = tar.next()) {
                RunningDigest digest = RunningDigest.sha256();
                for (int n = tar.read(chunk, 0, chunk.length); n >= 0; n = tar.read(chunk, 0, chunk.length)) {
                    digest.update(chunk, 0, n);
                }
                members.put(
                        member.get().path(), digest.finishHex() + member.get().link());
            }
        }
        return members;
    }
}
