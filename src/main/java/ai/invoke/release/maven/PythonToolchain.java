package ai.invoke.release.maven;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.toolchain.model.ToolchainModel;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * The Python of {@code toolchains.xml}: a {@code <toolchain>} of type {@code python} whose {@code <configuration>} names the
 * {@code <executable>}. Read from the session, for Maven knows no factory of that type.
 */
public final class PythonToolchain {

    private static final String TYPE = "python";

    private PythonToolchain() {}

    /**
     * Finds the Python of Maven's toolchains.
     *
     * @param session the Maven session
     * @return the executable of the first Python toolchain that names one
     */
    public static Optional<String> executable(MavenSession session) {
        Map<String, List<ToolchainModel>> all =
                session.getRequest() == null ? Map.of() : session.getRequest().getToolchains();
        return Stream.ofNullable(all)
                .flatMap(types -> types.getOrDefault(TYPE, List.of()).stream())
                .map(ToolchainModel::getConfiguration)
                .filter(Xpp3Dom.class::isInstance)
                .map(Xpp3Dom.class::cast)
                .flatMap(configuration -> Stream.ofNullable(configuration.getChild("executable")))
                .flatMap(executable -> Stream.ofNullable(executable.getValue()))
                .map(String::strip)
                .filter(executable -> !executable.isEmpty())
                .findFirst();
    }
}
