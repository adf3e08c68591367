package ai.invoke.release.build.frontend;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The yarn that a project brings itself: {@code yarnPath} of a modern one, {@code yarn-path} of a classic one. */
final class YarnRelease {

    private static final Pattern MODERN = Pattern.compile("yarnPath\\s*+:\\s*+[\"']?+(?<path>[^\"'#]++)[\"']?+\\s*+");
    private static final Pattern CLASSIC = Pattern.compile("yarn-path\\s++[\"']?+(?<path>[^\"'#]++)[\"']?+\\s*+");

    private YarnRelease() {}

    /**
     * Looks for it in the settings of one folder.
     *
     * @param folder with {@code .yarnrc.yml} or {@code .yarnrc}
     * @return a file that Node.js runs
     * @throws ProjectException when the settings name a file that is not there
     */
    static Optional<Path> of(Path folder) {
        return of(folder.resolve(".yarnrc.yml"), MODERN).or(() -> of(folder.resolve(".yarnrc"), CLASSIC));
    }

    private static Optional<Path> of(Path settings, Pattern pattern) {
        if (!Files.isRegularFile(settings)) {
            return Optional.empty();
        }
        try {
            int number = 0;
            for (String line : new String(Files.readAllBytes(settings), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                number++;
                Matcher matcher = pattern.matcher(line);
                if (matcher.matches()) {
                    Path release = settings.resolveSibling(matcher.group("path").strip());
                    if (!Files.isRegularFile(release)) {
                        throw new ProjectException(Problem.of("there is no " + release)
                                .at(new Location(settings.toString(), number))
                                .next("commit the release of yarn, or name its version in package.json:"
                                        + " \"packageManager\""));
                    }
                    return Optional.of(release.normalize());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + settings + ": " + e), e);
        }
    }
}
