package ai.invoke.release.build.python;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The pypa/build that a private environment gets, and all that it needs: exact versions with the digests of their files, as
 * pip's hash-checking mode wants them.
 *
 * @param requirements a pip requirements file
 * @param version of build
 */
public record PinnedBuild(String requirements, String version) {

    private static final Pattern BUILD = Pattern.compile("(?m)^build\\s*+==\\s*+(?<version>[^\\s;\\\\]++)");
    private static final Pattern PIP = Pattern.compile("(?m)^pip\\s*+==");

    /**
     * The one that this plugin was tested with.
     *
     * @return from the plugin's jar
     */
    public static PinnedBuild shipped() {
        String text = PythonScript.read("build-tool.txt");
        return of(text).orElseThrow(() -> new IllegalStateException("build-tool.txt does not name build"));
    }

    /**
     * One of the user's.
     *
     * @param file a requirements file with hashes
     * @return its content
     * @throws ProjectException when it does not exist or names no version of build
     */
    public static PinnedBuild read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ProjectException(Problem.of("the requirements file " + file + " does not exist")
                    .next("-Dinvokeai.buildTool names a pip requirements file with hashes: build==<version>"
                            + " --hash=sha256:<digest>, and so on for what it needs"));
        }
        try {
            return of(Files.readString(file, StandardCharsets.UTF_8))
                    .orElseThrow(() -> new ProjectException(Problem.of(file + " pins no version of build")
                            .next("add a line: build==<version> --hash=sha256:<digest>")));
        } catch (CharacterCodingException e) {
            throw new ProjectException(Problem.of(file + " is not UTF-8").next("save it as UTF-8"), e);
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read " + file + ": " + e), e);
        }
    }

    private static Optional<PinnedBuild> of(String text) {
        Matcher build = BUILD.matcher(text);
        return build.find() ? Optional.of(new PinnedBuild(text, build.group("version"))) : Optional.empty();
    }

    /**
     * The same with a pip, for an environment that Python makes without one.
     *
     * @return a requirements file
     */
    String withPip() {
        return PIP.matcher(requirements).find()
                ? requirements
                : requirements + System.lineSeparator() + PythonScript.read("pip.txt");
    }
}
