package ai.invoke.release.goal.plan;

import ai.invoke.release.notes.NotesInputs;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.plan.ReleaseInputs;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code collect} has fetched, as notes and lists of contributors use it. Without it the local history has to do. */
public final class CollectedInputs {

    private static final long INTRODUCTION_LIMIT = 64L * 1024;

    private final ReleaseInputs inputs;

    private CollectedInputs(ReleaseInputs inputs) {
        this.inputs = inputs;
    }

    /**
     * Reads what was fetched.
     *
     * @param directory the release directory
     * @return what was fetched, which may be nothing
     */
    public static CollectedInputs in(ReleaseDirectory directory) {
        return new CollectedInputs(ReleaseInputs.read(directory.inputs()));
    }

    /**
     * The organisation's members.
     *
     * @return logins
     */
    public List<String> members() {
        return inputs.members();
    }

    /**
     * What notes may use.
     *
     * @return accounts, labels and generated notes; no introduction
     */
    public NotesInputs notes() {
        Map<Integer, List<String>> labels = new HashMap<>();
        inputs.pullRequests().stream()
                .filter(pull -> !pull.labels().isEmpty())
                .forEach(pull -> labels.put(pull.number(), pull.labels()));
        return new NotesInputs(inputs.accounts(), labels, Optional.empty(), inputs.generatedNotes());
    }

    /**
     * The same with an introduction.
     *
     * @param file the file it stands in; empty for none
     * @param carry whether to take that of the release before where there is no file
     * @return accounts, labels, generated notes and introduction
     */
    public NotesInputs notes(Optional<Path> file, boolean carry) {
        Optional<String> text = file.map(CollectedInputs::read)
                .or(() -> carry ? inputs.lastRelease().map(last -> beginning(last.body())) : Optional.empty());
        return text.filter(known -> !known.isBlank())
                .map(notes()::withIntroduction)
                .orElseGet(this::notes);
    }

    /** What stands before the first heading, where an introduction is. */
    private static String beginning(String body) {
        String text = "\n" + body.replace("\r\n", "\n");
        int heading = text.indexOf("\n#");
        return (heading < 0 ? "" : text.substring(0, heading)).strip();
    }

    private static String read(Path file) {
        Location where = Location.of(file.toString());
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > INTRODUCTION_LIMIT) {
                throw new ProjectException(Problem.of("the introduction of the notes is not there, or longer than "
                                + INTRODUCTION_LIMIT + " bytes")
                        .at(where)
                        .next("correct invokeai.introductionFile"));
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (CharacterCodingException e) {
            throw new ProjectException(
                    Problem.of("the introduction is not UTF-8 text").at(where).next("save it as UTF-8"), e);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read: " + e).at(where), e);
        }
    }
}
