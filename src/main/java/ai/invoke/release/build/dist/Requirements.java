package ai.invoke.release.build.dist;

import ai.invoke.release.console.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What an isolated build was made with. pip takes the newest that the project allows, which tomorrow or on another machine may
 * be another one; then it is the difference between two builds of one commit.
 */
final class Requirements {

    private final DistBuilder.Request request;
    private final Console console;

    Requirements(DistBuilder.Request request, Console console) {
        this.request = request;
        this.console = console;
    }

    /**
     * Keeps them as a constraints file, and says which they are when nothing pins them.
     *
     * @param work the folder of the build
     * @return what is different from the last build here, for a message; empty when nothing is
     * @throws IOException when they cannot be read or kept
     */
    String tell(Path work) throws IOException {
        Path file = request.places().requirements();
        List<String> before = Files.isRegularFile(file)
                ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                        .lines()
                        .toList()
                : List.of();
        List<String> now = PypaBuild.requirements(work).stream()
                .map(BuildRequirement::toString)
                .toList();
        if (now.isEmpty()) {
            Files.deleteIfExists(file);
            return "";
        }
        Files.write(file, now, StandardCharsets.UTF_8);
        if (request.backend().constraints().isEmpty()) {
            console.info("built with " + String.join(", ", now) + ", which nothing pins; the same everywhere with"
                    + " -Dinvokeai.constraints and a copy of " + file);
        }
        List<String> gone = new ArrayList<>(before);
        gone.removeAll(now);
        List<String> fresh = new ArrayList<>(now);
        fresh.removeAll(before);
        return gone.isEmpty()
                ? ""
                : "; built with " + String.join(", ", fresh) + " in place of " + String.join(", ", gone);
    }
}
