package ai.invoke.release.git.remote;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.LetterCase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Repository;

/**
 * The settings that decide who tags, whether and how a tag is signed, and how ssh is started. The git program is asked
 * first, as JGit passes over {@code includeIf}, with which many people keep the identities of work and leisure apart.
 */
final class GitSettings {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Map<String, String> values;
    private final Optional<Config> config;

    private GitSettings(Map<String, String> values, Optional<Config> config) {
        this.values = values;
        this.config = config;
    }

    /** Reads them for one repository. */
    static GitSettings of(Repository repository, ProcessRunner runner) {
        return runner.ask(
                        "git config --list",
                        Command.of(repository.getWorkTree().toPath(), "git", "config", "--null", "--list")
                                .withUsualTimeout(LIMIT))
                .filter(Outcome::succeeded)
                .map(exited -> new GitSettings(parse(exited.output()), Optional.empty()))
                .orElseGet(() -> new GitSettings(Map.of(), Optional.of(repository.getConfig())));
    }

    private static Map<String, String> parse(String output) {
        Map<String, String> values = new HashMap<>();
        for (String entry : output.split("\0", -1)) {
            String plain = entry.startsWith("\n") ? entry.substring(1) : entry;
            int end = plain.indexOf('\n');
            // A key without a value is a switch that is on.
            values.put(end < 0 ? plain : plain.substring(0, end), end < 0 ? "true" : plain.substring(end + 1));
        }
        return values;
    }

    /** The last value of a setting, which is the one that counts; empty values do not. */
    Optional<String> text(String key) {
        Optional<String> value = config.isPresent()
                ? fromJgit(config.get(), key)
                : Optional.ofNullable(values.get(LetterCase.lower(key)));
        return value.filter(text -> !text.isEmpty());
    }

    private static Optional<String> fromJgit(Config config, String key) {
        int first = key.indexOf('.');
        int last = key.lastIndexOf('.');
        return Optional.ofNullable(config.getString(
                key.substring(0, first),
                first == last ? null : key.substring(first + 1, last),
                key.substring(last + 1)));
    }

    /** A switch; off when it is not set. */
    boolean on(String key) {
        return text(key)
                .map(LetterCase::lower)
                .filter(value -> value.equals("true")
                        || value.equals("yes")
                        || value.equals("on")
                        || value.matches("0*[1-9][0-9]*"))
                .isPresent();
    }
}
