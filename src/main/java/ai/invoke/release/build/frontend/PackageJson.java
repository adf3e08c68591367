package ai.invoke.release.build.frontend;

import ai.invoke.release.file.BoundedFile;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;

/** Reads a {@code package.json}. */
final class PackageJson {

    private PackageJson() {}

    /**
     * Reads the file.
     *
     * @param file the {@code package.json}
     * @return what it says
     * @throws ProjectException when it is not JSON, and names the line, or larger than 1 MiB
     */
    static JsonNode read(Path file) {
        return read(file, BoundedFile.BY_HAND);
    }

    /** Reads a file of npm's of at most so many bytes. */
    static JsonNode read(Path file, int most) {
        try {
            return JsonTree.read(BoundedFile.bytes(file, most));
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : Math.max(0, e.getLocation().getLineNr());
            throw new ProjectException(
                    Problem.of("not valid JSON: " + e.getOriginalMessage())
                            .at(new Location(file.toString(), line))
                            .next("fix it and run again"),
                    e);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }
}
