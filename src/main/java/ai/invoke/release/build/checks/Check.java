package ai.invoke.release.build.checks;

import ai.invoke.release.process.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One gate that a release has to pass: a command that ends with exit code 0.
 *
 * @param id names it in the table and its log; letters, digits, {@code .}, {@code _}, {@code -}
 * @param command what runs, where, with which variables, and after which time its whole process tree is killed
 * @param continueOnFailure whether its failure is only a warning
 * @param junit a JUnit XML file that it writes
 * @param unavailable why it cannot run here although the project has it configured; it is then not run, with a warning
 * @param tool what it runs, where that is known
 */
public record Check(
        String id,
        Command command,
        boolean continueOnFailure,
        Optional<Path> junit,
        Optional<String> unavailable,
        Optional<Tool> tool) {

    /**
     * A program that a check runs.
     *
     * @param name for instance {@code ruff}
     * @param version its version, where it is known
     */
    public record Tool(String name, Optional<String> version) {}

    /**
     * The same where it cannot run.
     *
     * @param why what is missing
     * @return a check that is not run, with a warning
     */
    public Check unavailable(String why) {
        return new Check(id, command, continueOnFailure, junit, Optional.of(why), tool);
    }

    /**
     * The same with what it runs.
     *
     * @param program the tool
     * @return a copy
     */
    public Check with(Tool program) {
        return new Check(id, command, continueOnFailure, junit, unavailable, Optional.of(program));
    }

    /**
     * The same with another program.
     *
     * @param program takes the place of the first word of the command
     * @return a copy
     */
    Check startedBy(Path program) {
        List<String> words = new ArrayList<>(command.arguments());
        words.set(0, program.toString());
        Command other = new Command(
                words,
                command.directory(),
                command.environment(),
                command.cleared(),
                command.credentials(),
                command.limit(),
                command.input(),
                command.log());
        return new Check(id, other, continueOnFailure, junit, unavailable, tool);
    }

    /**
     * A check that a user has named: what it needs is there, or it fails.
     *
     * @param id names it in the table and its log
     * @param command what runs
     * @param continueOnFailure whether its failure is only a warning
     * @param junit a JUnit XML file that it writes
     */
    public Check(String id, Command command, boolean continueOnFailure, Optional<Path> junit) {
        this(id, command, continueOnFailure, junit, Optional.empty(), Optional.empty());
    }
}
