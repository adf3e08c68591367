package ai.invoke.release.build.checks;

import ai.invoke.release.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One gate that a release has to pass: a command that ends with exit code 0.
 *
 * @param id names it in the table and its log; letters, digits, {@code .}, {@code _}, {@code -}
 * @param arguments the program and its arguments
 * @param directory where it runs
 * @param environment variables for it
 * @param timeout after which its whole process tree is killed
 * @param continueOnFailure whether its failure is only a warning
 * @param junit a JUnit XML file that it writes
 * @param unavailable why it cannot run here although the project has it configured; it is then not run, with a warning
 * @param witnesses files and folders outside of the sources by which one sees that its tool is another one than before
 */
public record Check(
        String id,
        List<String> arguments,
        Path directory,
        Map<String, String> environment,
        Duration timeout,
        boolean continueOnFailure,
        Optional<Path> junit,
        Optional<String> unavailable,
        Set<Path> witnesses) {

    /** Takes unmodifiable copies. */
    public Check {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
        witnesses = Set.copyOf(witnesses);
    }

    /**
     * A check that a user has named: what it needs is there, or it fails.
     *
     * @param id names it in the table and its log
     * @param arguments the program and its arguments
     * @param directory where it runs
     * @param environment variables for it
     * @param timeout after which its whole process tree is killed
     * @param continueOnFailure whether its failure is only a warning
     * @param junit a JUnit XML file that it writes
     */
    public Check(
            String id,
            List<String> arguments,
            Path directory,
            Map<String, String> environment,
            Duration timeout,
            boolean continueOnFailure,
            Optional<Path> junit) {
        this(id, arguments, directory, environment, timeout, continueOnFailure, junit, Optional.empty(), Set.of());
    }

    /**
     * A copy that knows by what one sees that its tool is another one.
     *
     * @param files outside of the sources
     * @return the copy
     */
    Check withWitnesses(Set<Path> files) {
        return new Check(id, arguments, directory, environment, timeout, continueOnFailure, junit, unavailable, files);
    }

    /**
     * The arguments for a command as a user writes it in a POM.
     *
     * @param command for the platform's shell
     * @return the arguments
     */
    public static List<String> shell(String command) {
        return Command.shell(command);
    }
}
