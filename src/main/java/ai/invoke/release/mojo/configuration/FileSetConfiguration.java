package ai.invoke.release.mojo.configuration;

import ai.invoke.release.installer.FileSet;
import ai.invoke.release.installer.LineEndings;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** {@code <fileSet>} of an {@code <installer>}. Fields are set by Maven. */
public final class FileSetConfiguration {

    private @Nullable File directory;
    private List<@Nullable String> includes = List.of();
    private List<@Nullable String> excludes = List.of();
    private String target = "";
    private @Nullable String mode;
    private boolean filtered;
    private boolean stripIn;
    private LineEndings lineEndings = LineEndings.AUTO;
    private boolean optional;

    /** For Maven. */
    public FileSetConfiguration() {}

    FileSet toFileSet(Path installerDirectory) {
        return new FileSet(
                directory == null ? installerDirectory : directory.toPath(),
                written(includes),
                written(excludes),
                InstallerConfiguration.dollars(target),
                bits(),
                filtered,
                stripIn,
                lineEndings,
                optional);
    }

    private static List<String> written(List<@Nullable String> patterns) {
        return EmptyElements.asText(patterns).stream()
                .filter(pattern -> !pattern.isBlank())
                .toList();
    }

    private OptionalInt bits() {
        if (mode == null) {
            return OptionalInt.empty();
        }
        if (!mode.matches("0?[0-7]{3}")) {
            throw new ProjectException(Problem.of("the mode " + mode + " of a file set is not octal")
                    .next("write it like <mode>0755</mode>"));
        }
        return OptionalInt.of(Integer.parseInt(mode, 8));
    }
}
