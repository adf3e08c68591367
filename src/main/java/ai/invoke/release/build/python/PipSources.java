package ai.invoke.release.build.python;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.LetterCase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where pip may take packages from: as the user has configured it, only from a folder of wheels, or only from what needs
 * no network.
 *
 * @param offline whether only local sources may be used: folders, {@code file:} addresses and this machine
 * @param wheelhouse a folder of wheels that is then the only source
 */
public record PipSources(boolean offline, Optional<Path> wheelhouse) {

    /** One line of {@code pip config list}: {@code global.index-url='https://…'}. */
    private static final Pattern SETTING =
            Pattern.compile("(?<section>[^.]+)\\.(?<name>[a-z-]+)=(['\"])(?<value>.*)\\3");

    /** Later ones win, as in pip. */
    private static final List<String> SECTIONS = List.of("global", "install", ":env:");

    /**
     * The variables for pip.
     *
     * @param runner starts pip
     * @param python an interpreter with pip, asked for its configuration when offline
     * @param directory where to start it
     * @return to be set for every pip, also those that a build front end starts
     */
    public Map<String, String> environment(ProcessRunner runner, Path python, Path directory) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("PIP_DISABLE_PIP_VERSION_CHECK", "1");
        variables.put("PIP_NO_INPUT", "1");
        if (wheelhouse.isPresent()) {
            variables.put("PIP_NO_INDEX", "1");
            // pip splits this variable at white space; an encoded address has none.
            variables.put("PIP_FIND_LINKS", wheelhouse.get().toUri().toString());
        } else if (offline) {
            variables.putAll(localOnly(configuration(runner, python, directory), directory));
        }
        return variables;
    }

    private static Map<String, String> configuration(ProcessRunner runner, Path python, Path directory) {
        return runner.ask(
                        python + " -m pip config list",
                        Command.of(directory, python.toString(), "-I", "-m", "pip", "config", "list")
                                .without(PythonEnvironment.cleared(runner.environment()))
                                .withUsualTimeout(Duration.ofSeconds(60)))
                .filter(Outcome::succeeded)
                .map(exited -> settings(exited.output()))
                .orElseGet(Map::of);
    }

    static Map<String, String> settings(String listing) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String section : SECTIONS) {
            listing.lines().map(SETTING::matcher).filter(Matcher::matches).forEach(setting -> {
                if (setting.group("section").equals(section)) {
                    found.put(setting.group("name"), setting.group("value").replace("\\n", " "));
                }
            });
        }
        return found;
    }

    /**
     * Variables that put the local part of some settings in the place of all of them. None may be empty: pip takes that for
     * not set and goes on to its configuration files.
     *
     * @param settings from {@link #settings}
     * @param nothing a folder in which pip finds no package
     */
    static Map<String, String> localOnly(Map<String, String> settings, Path nothing) {
        Map<String, String> variables = new LinkedHashMap<>();
        List<String> links = new ArrayList<>(local(settings.getOrDefault("find-links", "")));
        if (links.isEmpty()) {
            links.add(nothing.toUri().toString());
        }
        variables.put("PIP_FIND_LINKS", String.join(" ", links));
        List<String> indexes = new ArrayList<>(local(settings.getOrDefault("index-url", "")));
        indexes.addAll(local(settings.getOrDefault("extra-index-url", "")));
        if (indexes.isEmpty()) {
            variables.put("PIP_NO_INDEX", "1");
        } else {
            variables.put("PIP_INDEX_URL", indexes.get(0));
            variables.put(
                    "PIP_EXTRA_INDEX_URL",
                    String.join(" ", indexes.subList(indexes.size() > 1 ? 1 : 0, indexes.size())));
        }
        return variables;
    }

    private static List<String> local(String addresses) {
        return addresses
                .lines()
                .flatMap(line -> List.of(line.strip().split("\\s+")).stream())
                .filter(address -> !address.isEmpty() && isLocal(address))
                .toList();
    }

    private static boolean isLocal(String address) {
        if (!address.contains("://")) {
            return true;
        }
        try {
            URI uri = URI.create(address);
            String host = uri.getHost() == null ? "" : LetterCase.lower(uri.getHost());
            return uri.getScheme().equalsIgnoreCase("file")
                    || host.equals("localhost")
                    || host.equals("127.0.0.1")
                    || host.equals("[::1]");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
