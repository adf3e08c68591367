package ai.invoke.release.pypi.trust;

import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.text.LetterCase;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The file in which other tools of this field keep passwords in clear text (packaging.python.org, "The .pypirc file"). A
 * section is only good for the index whose upload address it names.
 */
final class Pypirc {

    private static final long MAX_BYTES = 1024 * 1024;

    private Pypirc() {}

    /**
     * Looks for the credentials of an index.
     *
     * @param index where files will go
     * @param environment the process's environment; says where the file lies
     * @return what the file holds for the index
     * @throws ProjectException when there is a file that cannot be read; shows nothing of its text
     */
    static Optional<PypiCredentials> find(PackageIndex index, Map<String, String> environment) {
        Optional<Path> file = place(environment);
        if (file.isEmpty() || !Files.isRegularFile(file.get())) {
            return Optional.empty();
        }
        Map<String, Map<String, String>> sections = sections(file.get());
        for (Map.Entry<String, Map<String, String>> section : sections.entrySet()) {
            Map<String, String> values = section.getValue();
            String password = values.getOrDefault("password", "");
            if (!password.isEmpty() && isFor(index, section.getKey(), values)) {
                return Optional.of(new PypiCredentials(
                        values.getOrDefault("username", PypiCredentials.TOKEN_USER),
                        password,
                        "section [" + section.getKey() + "] of " + file.get()));
            }
        }
        return Optional.empty();
    }

    private static Optional<Path> place(Map<String, String> environment) {
        String own = environment.getOrDefault("TWINE_CONFIG_FILE", "").strip();
        String home = environment
                .getOrDefault("HOME", environment.getOrDefault("USERPROFILE", ""))
                .strip();
        return own.isEmpty()
                ? Optional.of(home).filter(text -> !text.isEmpty()).map(text -> Path.of(text, ".pypirc"))
                : Optional.of(Path.of(own));
    }

    private static boolean isFor(PackageIndex index, String section, Map<String, String> values) {
        String repository = values.getOrDefault("repository", "");
        if (repository.isEmpty()) {
            return List.of(PackageIndex.PYPI, PackageIndex.TESTPYPI).stream()
                    .anyMatch(known ->
                            known.name().equals(section) && known.upload().equals(index.upload()));
        }
        try {
            return slash(URI.create(repository)).equals(slash(index.upload()));
        } catch (IllegalArgumentException e) {
            // No address, so it is not that of the index.
            return false;
        }
    }

    private static URI slash(URI uri) {
        return uri.toString().endsWith("/") ? uri : URI.create(uri + "/");
    }

    /** As Python's configparser reads it: sections, and names with = or : before the value. */
    private static Map<String, Map<String, String>> sections(Path file) {
        Map<String, Map<String, String>> sections = new LinkedHashMap<>();
        Map<String, String> current = new HashMap<>();
        for (String line : lines(file)) {
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
                continue;
            }
            if (text.startsWith("[") && text.endsWith("]")) {
                current = sections.computeIfAbsent(
                        text.substring(1, text.length() - 1).strip(), key -> new HashMap<>());
                continue;
            }
            int end = separator(text);
            if (end > 0 && !Character.isWhitespace(line.charAt(0))) {
                current.putIfAbsent(
                        LetterCase.lower(text.substring(0, end).strip()),
                        text.substring(end + 1).strip());
            }
        }
        return sections;
    }

    private static int separator(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '=' || text.charAt(i) == ':') {
                return i;
            }
        }
        return -1;
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw unreadable(file, "it is larger than 1 MiB");
            }
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw unreadable(file, e.getClass().getSimpleName());
        }
    }

    private static ProjectException unreadable(Path file, String why) {
        return new ProjectException(Problem.of("the file with passwords cannot be read: " + why)
                .at(Location.of(file.toString()))
                .next("set the credentials in settings.xml or in the environment, or fix the file"));
    }
}
