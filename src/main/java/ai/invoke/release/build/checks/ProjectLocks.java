package ai.invoke.release.build.checks;

import ai.invoke.release.build.python.ToolPin;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.toml.TomlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The files in which a project locks packages with the digests of their files: lock files and requirements with hashes. */
final class ProjectLocks {

    private static final List<String> LOCKS = List.of("uv.lock", "poetry.lock", "pdm.lock", "pylock.toml");

    private static final Pattern DIGEST = Pattern.compile("(?:sha256:)?+(?<digest>[0-9a-f]{64})");
    private static final Pattern REQUIREMENT = Pattern.compile(
            "\\s*+(?<name>[A-Za-z0-9][A-Za-z0-9._-]*+)(?:\\[[^\\]]*+])?+\\s*+==\\s*+(?<version>[A-Za-z0-9.!+_-]++)(?<rest>.*+)");
    private static final Pattern HASH = Pattern.compile("--hash[=\\s]\\s*+sha256:(?<digest>[0-9a-f]{64})");
    private static final Pattern COMMENT = Pattern.compile("(?:^|\\s)#.*+");

    private ProjectLocks() {}

    /**
     * Looks for a tool.
     *
     * @param files of the project
     * @param pin the tool and its version
     * @return what the first file says that has digests for it
     */
    static Optional<ToolPin.Lock> of(ProjectFiles files, PinnedTool pin) {
        String tool = ToolPin.Lock.key(pin.name(), pin.version());
        for (String name : LOCKS) {
            Map<String, List<String>> digests = locked(files.lock(name));
            if (digests.containsKey(tool)) {
                return Optional.of(new ToolPin.Lock(name, digests));
            }
        }
        for (String name : files.requirements()) {
            Map<String, List<String>> digests = required(files.lines(name));
            if (digests.containsKey(tool)) {
                return Optional.of(new ToolPin.Lock(name, digests));
            }
        }
        return Optional.empty();
    }

    private static Map<String, List<String>> locked(TomlDocument lock) {
        Map<String, List<String>> digests = new TreeMap<>();
        for (String packages : List.of("package", "packages")) {
            for (TomlDocument each : lock.tables(packages)) {
                String name = each.string("name").orElse("");
                List<TomlDocument> all = new ArrayList<>(each.tables("wheels"));
                all.addAll(each.tables("files"));
                // Poetry kept all of them in one place before 1.5.
                all.addAll(lock.tables("metadata", "files", name));
                for (TomlDocument file : all) {
                    String text = file.string("hash")
                            .or(() -> file.string("hashes", "sha256"))
                            .orElse("");
                    Matcher digest = DIGEST.matcher(LetterCase.lower(text));
                    if (digest.matches()) {
                        add(digests, name, each.string("version").orElse(""), digest.group("digest"));
                    }
                }
            }
        }
        return digests;
    }

    private static Map<String, List<String>> required(List<String> lines) {
        Map<String, List<String>> digests = new TreeMap<>();
        StringBuilder logical = new StringBuilder();
        for (String line : lines) {
            String text = COMMENT.matcher(line).replaceFirst("");
            boolean more = text.endsWith("\\");
            logical.append(more ? text.substring(0, text.length() - 1) : text).append(' ');
            if (!more) {
                requirement(logical.toString(), digests);
                logical.setLength(0);
            }
        }
        requirement(logical.toString(), digests);
        return digests;
    }

    private static void requirement(String text, Map<String, List<String>> digests) {
        Matcher requirement = REQUIREMENT.matcher(text);
        if (requirement.matches()) {
            Matcher hash = HASH.matcher(requirement.group("rest"));
            while (hash.find()) {
                add(digests, requirement.group("name"), requirement.group("version"), hash.group("digest"));
            }
        }
    }

    private static void add(Map<String, List<String>> digests, String name, String version, String digest) {
        List<String> known = digests.computeIfAbsent(ToolPin.Lock.key(name, version), none -> new ArrayList<>());
        if (!known.contains(digest)) {
            known.add(digest);
        }
    }
}
