package ai.invoke.release.maven;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.Printable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenExecutionRequest;
import org.apache.maven.execution.MavenSession;

/**
 * The variables that {@code settings.xml} takes from the environment, as in {@code <password>${env.UPLOAD}</password>}. Read
 * from the files, because Maven has replaced them in the settings of the session.
 */
public final class SettingsVariables {

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{env\\.(?<name>[^}:\\s]+)");

    /** Settings are some kilobytes. */
    private static final int LIMIT = 4 * 1024 * 1024;

    private SettingsVariables() {}

    /**
     * Those of a Maven run.
     *
     * @param session the Maven session
     * @return names, as they are written in the user's, the installation's and the project's settings
     * @throws EnvironmentException when one of the files cannot be read
     */
    public static SortedSet<String> names(MavenSession session) {
        MavenExecutionRequest request = session.getRequest();
        SortedSet<String> names = new TreeSet<>();
        if (request == null) {
            return names;
        }
        // Of a project only Maven 4 reads settings.
        Stream<File> project = Stream.ofNullable(request.getMultiModuleProjectDirectory())
                .map(folder ->
                        folder.toPath().resolve(".mvn").resolve("settings.xml").toFile());
        Stream.concat(
                        Stream.of(request.getUserSettingsFile(), request.getGlobalSettingsFile())
                                .flatMap(Stream::ofNullable),
                        project)
                .map(File::toPath)
                .filter(Files::isRegularFile)
                .forEach(file -> names.addAll(in(read(file))));
        return names;
    }

    /**
     * Those in a text.
     *
     * @param xml the content of a {@code settings.xml}
     * @return names, without those in comments
     */
    static SortedSet<String> in(String xml) {
        return VARIABLE.matcher(Printable.withoutComments(xml))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LIMIT);
            return new String(bytes, charset(bytes));
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read which variables the settings use: " + e)
                            .at(Location.of(file.toString()))
                            .next("make the file readable, then run again"),
                    e);
        }
    }

    /** By its byte order mark; what else there may be, the names are ASCII. */
    private static Charset charset(byte[] bytes) {
        int first = bytes.length < 2 ? 0 : ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
        return first == 0xfeff || first == 0xfffe ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8;
    }
}
