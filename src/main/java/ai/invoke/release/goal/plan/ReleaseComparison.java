package ai.invoke.release.goal.plan;

import ai.invoke.release.notes.PreviousTag;
import ai.invoke.release.plan.Artifact;
import ai.invoke.release.plan.ReleaseInputs;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.text.Printable;
import ai.invoke.release.version.PyVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** In what the files of a release differ from those of the release before: a wheel of half the size has lost its frontend. */
final class ReleaseComparison {

    private ReleaseComparison() {}

    /** One line a file; without the release before one that says how to get it. */
    static List<String> lines(
            Optional<ReleaseInputs.LastRelease> before,
            List<Artifact> files,
            String normalized,
            String displayed,
            String tagPrefix) {
        if (before.isEmpty()) {
            return List.of("no comparison: run mvn invokeai-release:collect");
        }
        ReleaseInputs.LastRelease last = before.get();
        String version = new PreviousTag(tagPrefix)
                .version(last.tag())
                .map(PyVersion::normalized)
                .orElse(last.tag());
        String spelt = last.tag().startsWith(tagPrefix) ? last.tag().substring(tagPrefix.length()) : last.tag();
        Map<String, ReleaseInputs.ReleasedFile> old = new LinkedHashMap<>();
        last.files().forEach(file -> old.put(key(file.name(), version, spelt), file));
        List<String> lines = new ArrayList<>();
        lines.add("compared with " + Printable.of(last.tag()));
        for (Artifact file : files) {
            ReleaseInputs.ReleasedFile was = old.remove(key(file.fileName(), normalized, displayed));
            lines.add(
                    was == null
                            ? file.fileName() + " is new"
                            : file.fileName() + ": " + Bytes.text(was.size()) + " -> " + Bytes.text(file.size()) + " ("
                                    + percent(was.size(), file.size()) + ")");
        }
        old.values().stream()
                .filter(file -> !file.name().endsWith(".json"))
                .forEach(file -> lines.add(Printable.of(file.name()) + " is gone"));
        return List.copyOf(lines);
    }

    private static String key(String name, String normalized, String displayed) {
        return name.replace(normalized, "*").replace(displayed, "*");
    }

    private static String percent(long before, long now) {
        if (before <= 0) {
            return "was empty";
        }
        long change = Math.round((now - before) * 100.0 / before);
        return (change > 0 ? "+" : "") + change + " %";
    }
}
