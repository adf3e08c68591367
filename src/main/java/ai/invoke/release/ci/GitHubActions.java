package ai.invoke.release.ci;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The environment of a GitHub Actions job.
 *
 * @param environment the variables, see "Variables reference" and "Workflow commands" of GitHub's documentation
 */
public record GitHubActions(Map<String, String> environment) implements CiEnvironment {

    /** What GitHub takes for one step; it drops a longer summary as a whole. */
    private static final int LONGEST_SUMMARY = 1 << 20;

    private static final String TAGS = "refs/tags/";

    /** Takes unmodifiable copies of the variables. */
    public GitHubActions {
        environment = Map.copyOf(environment);
    }

    @Override
    public String name() {
        return "GitHub Actions";
    }

    @Override
    public CiRef ref() {
        String ref = environment.getOrDefault("GITHUB_REF", "");
        String type = environment.getOrDefault("GITHUB_REF_TYPE", "");
        if (ref.startsWith(TAGS) && !type.equals("branch")) {
            return new CiRef.Tag(ref.substring(TAGS.length()));
        }
        if (ref.isEmpty()) {
            return new CiRef.Unknown();
        }
        String event = environment.getOrDefault("GITHUB_EVENT_NAME", "");
        return new CiRef.NotATag(described(ref), advice(event));
    }

    private static String described(String ref) {
        if (ref.startsWith("refs/heads/")) {
            return "the branch " + ref.substring("refs/heads/".length());
        }
        return ref.startsWith("refs/pull/") ? "the pull request " + ref.substring("refs/pull/".length()) : ref;
    }

    private static String advice(String event) {
        return event.equals("workflow_dispatch")
                ? "start the workflow again and choose the tag under \"Use workflow from\""
                        + " (gh workflow run <workflow> --ref <tag>), or give -Dinvokeai.ref=<tag>"
                : "let the workflow run on tags (on: push: tags: ['v*']), or give -Dinvokeai.ref=<tag>";
    }

    @Override
    public Optional<String> commit() {
        return Optional.ofNullable(environment.get("GITHUB_SHA"));
    }

    @Override
    public Optional<String> actor() {
        return Optional.ofNullable(environment.get("GITHUB_TRIGGERING_ACTOR"))
                .or(() -> Optional.ofNullable(environment.get("GITHUB_ACTOR")));
    }

    @Override
    public void outputs(Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(output(name, value, () -> "ghadelimiter_" + UUID.randomUUID())));
        append("GITHUB_OUTPUT", text.toString());
    }

    /** One value in the form that no value can break out of, as long as nobody guesses the delimiter. */
    static String output(String name, String value, Supplier<String> delimiters) {
        String delimiter = delimiters.get();
        while (value.contains(delimiter) || name.contains(delimiter)) {
            delimiter = delimiters.get();
        }
        return name + "<<" + delimiter + "\n" + value + "\n" + delimiter + "\n";
    }

    @Override
    public void summary(String markdown) {
        if (markdown.getBytes(StandardCharsets.UTF_8).length <= LONGEST_SUMMARY) {
            append("GITHUB_STEP_SUMMARY", markdown.endsWith("\n") ? markdown : markdown + "\n");
        } else {
            append("GITHUB_STEP_SUMMARY", "The summary of this step is longer than GitHub accepts; see the log.\n");
        }
    }

    private void append(String variable, String text) {
        String file = environment.getOrDefault(variable, "");
        if (file.isEmpty()) {
            return;
        }
        try {
            // Never created here: the runner makes it, and only reads the one that it made.
            Files.writeString(Path.of(file), text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        } catch (IOException | InvalidPathException e) {
            throw new EnvironmentException(
                    Problem.of("cannot append to the file " + file + " that " + variable + " names: " + e.getMessage())
                            .next("in a container action mount the runner's temporary folder; elsewhere unset "
                                    + variable),
                    e);
        }
    }

    @Override
    public Annotations annotations(PrintStream out) {
        return new GitHubAnnotations(out);
    }

    /** Without the values, some of which are secrets. */
    @Override
    public String toString() {
        return name();
    }
}
