package ai.invoke.release.process;

import ai.invoke.release.platform.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A command to run. Immutable; the {@code with…} methods give changed copies. What it runs sees none of this process's
 * credentials unless {@link #withCredentials()} asks for them.
 *
 * @param arguments the program and its arguments; no shell takes part
 * @param directory the working directory
 * @param environment variables set over the inherited ones
 * @param cleared variables that the child must not inherit, unless the user passes them on by name
 * @param credentials whether the child inherits the credentials, too
 * @param limit after which the whole process tree is killed
 * @param input text for standard input; empty means that standard input is closed at once
 * @param log a file that receives everything the command prints, line by line, replaced at the start
 */
public record Command(
        List<String> arguments,
        Path directory,
        Map<String, String> environment,
        Set<String> cleared,
        boolean credentials,
        TimeLimit limit,
        Optional<String> input,
        Optional<Path> log) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

    /** Takes unmodifiable copies. */
    public Command {
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("a command needs a program");
        }
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        cleared = Set.copyOf(cleared);
    }

    /**
     * A command with the inherited environment without its credentials, no input, no log and a time limit of 30 minutes.
     *
     * @param directory the working directory
     * @param arguments the program and its arguments
     * @return the command
     */
    public static Command of(Path directory, List<String> arguments) {
        return new Command(
                arguments,
                directory,
                Map.of(),
                Set.of(),
                false,
                TimeLimit.usual(DEFAULT_TIMEOUT),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * The same as {@link #of(Path, List)}.
     *
     * @param directory the working directory
     * @param arguments the program and its arguments
     * @return the command
     */
    public static Command of(Path directory, String... arguments) {
        return of(directory, List.of(arguments));
    }

    /**
     * The arguments for a command as a user writes it, with pipes, variables and all.
     *
     * @param line for the platform's shell
     * @return the shell and its arguments
     */
    public static List<String> shell(String line) {
        return Platform.current().shell(line);
    }

    /**
     * A copy with one more variable.
     *
     * @param name the variable
     * @param value its value
     * @return the copy
     */
    public Command withEnvironment(String name, String value) {
        Map<String, String> more = new HashMap<>(environment);
        more.put(name, value);
        return new Command(arguments, directory, more, cleared, credentials, limit, input, log);
    }

    /**
     * A copy with more variables.
     *
     * @param variables names and values
     * @return the copy
     */
    public Command withEnvironment(Map<String, String> variables) {
        Map<String, String> more = new HashMap<>(environment);
        more.putAll(variables);
        return new Command(arguments, directory, more, cleared, credentials, limit, input, log);
    }

    /**
     * A copy that hides variables of this process from the child.
     *
     * @param names the variables
     * @return the copy
     */
    public Command without(Set<String> names) {
        Set<String> more = new HashSet<>(cleared);
        more.addAll(names);
        return new Command(arguments, directory, environment, more, credentials, limit, input, log);
    }

    /**
     * A copy that inherits the credentials, too: only for programs of the user's that are there to use them, such as git's
     * credential helpers, ssh and what signs, and never for one that runs code of the project or of a dependency.
     *
     * @return the copy
     */
    public Command withCredentials() {
        return new Command(arguments, directory, environment, cleared, true, limit, input, log);
    }

    /**
     * A copy with a time limit that has a parameter of its own, which {@link Outcome.TimedOut#longer()} names.
     *
     * @param time positive
     * @param property in seconds, for instance {@code invokeai.buildTimeout}
     * @return the copy
     */
    public Command withTimeout(Duration time, String property) {
        return withLimit(TimeLimit.of(time, property));
    }

    /**
     * A copy with a time limit.
     *
     * @param other the limit
     * @return the copy
     */
    public Command withLimit(TimeLimit other) {
        return new Command(arguments, directory, environment, cleared, credentials, other, input, log);
    }

    /**
     * A copy with a time limit that has no parameter of its own: it grows with the {@link Patience} of the runner, and what
     * {@link Outcome.TimedOut#longer()} names is that.
     *
     * @param time positive
     * @return the copy
     */
    public Command withUsualTimeout(Duration time) {
        return withLimit(TimeLimit.usual(time));
    }

    /**
     * A copy with text for standard input.
     *
     * @param text sent as UTF-8
     * @return the copy
     */
    public Command withInput(String text) {
        return new Command(arguments, directory, environment, cleared, credentials, limit, Optional.of(text), log);
    }

    /**
     * A copy whose output is also kept in a file.
     *
     * @param file the log; its folder is made when missing
     * @return the copy
     */
    public Command withLog(Path file) {
        return new Command(arguments, directory, environment, cleared, credentials, limit, input, Optional.of(file));
    }

    /**
     * The command as a person would type it, for messages. Never put a secret on a command line in the first place.
     *
     * @return the arguments, quoted where needed
     */
    public String display() {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) {
            if (text.length() > 0) {
                text.append(' ');
            }
            boolean plain =
                    !argument.isEmpty() && argument.chars().noneMatch(c -> " \t\n\"'$\\;&|<>*?".indexOf(c) >= 0);
            text.append(plain ? argument : "'" + argument.replace("'", "'\\''") + "'");
        }
        return text.toString();
    }
}
