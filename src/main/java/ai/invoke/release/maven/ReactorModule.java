package ai.invoke.release.maven;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.model.Plugin;
import org.apache.maven.project.MavenProject;
import org.codehaus.plexus.util.xml.Xpp3Dom;

/**
 * One module of a build, as this plugin sees it from outside: what its POM configures, read without running a goal in it.
 *
 * @param project Maven's project
 * @param session the build, whose command line may set what the POM leaves open
 */
public record ReactorModule(MavenProject project, MavenSession session) {

    private static final String PLUGIN = "ai.invoke.release:invokeai-release-maven-plugin";
    private static final String PACKAGING = "invokeai-release";

    /**
     * All modules that this build works on.
     *
     * @param session the build
     * @return in the order in which they are built
     */
    public static Stream<ReactorModule> all(MavenSession session) {
        return session.getProjects().stream().map(project -> new ReactorModule(project, session));
    }

    /**
     * A parameter's value, found as Maven finds it: what the POM configures, else the property of the command line, of the POM or of the
     * system.
     *
     * @param name the parameter
     * @param property its property
     * @return the value, without blanks around it; empty when nobody has set it
     */
    public Optional<String> value(String name, String property) {
        return configured(name)
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .or(() -> property(property));
    }

    /**
     * A property's value, from the command line, the POM with its active profiles, or the system.
     *
     * @param name the property
     * @return the value, without blanks around it; empty when nobody has set it
     */
    public Optional<String> property(String name) {
        return Stream.of(session.getUserProperties(), project.getProperties(), session.getSystemProperties())
                .flatMap(properties -> Stream.ofNullable(properties.getProperty(name)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .findFirst();
    }

    /**
     * The Python project of this module.
     *
     * @return its folder, absolute and normalised
     */
    public Path projectDirectory() {
        return folder("projectDirectory", "invokeai.projectDirectory")
                .orElseGet(() -> base().toAbsolutePath().normalize());
    }

    /**
     * Where the goals leave what they make in this module.
     *
     * @return absolute and normalised
     */
    public Path releaseDirectory() {
        return folder("releaseDirectory", "invokeai.releaseDirectory")
                .orElseGet(() -> Path.of(project.getBuild().getDirectory(), "release")
                        .toAbsolutePath()
                        .normalize());
    }

    /**
     * Whether there is a Python application in this module.
     *
     * @return true for the packaging, and where a Python project has its files
     */
    public boolean holdsRelease() {
        return project.getPackaging().equals(PACKAGING) || isPythonProject(projectDirectory());
    }

    /**
     * Whether {@code mvn deploy} publishes a release from this module.
     *
     * @return true for the packaging, and where the POM binds a goal of the deploy half to the phase {@code deploy}
     */
    public boolean deploysRelease() {
        if (value("skip", "invokeai.skip").filter(Boolean::parseBoolean).isPresent()) {
            return false;
        }
        return project.getPackaging().equals(PACKAGING)
                || plugin().stream()
                        .flatMap(plugin -> plugin.getExecutions().stream())
                        .flatMap(execution -> execution.getGoals().stream())
                        .anyMatch(goal -> goal.startsWith("publish-") || goal.equals("draft-github-release"));
    }

    /**
     * Whether a folder has the files of a Python project.
     *
     * @param folder the folder
     * @return true when there is one that a build backend reads
     */
    public static boolean isPythonProject(Path folder) {
        return Stream.of("pyproject.toml", "setup.py", "setup.cfg")
                .anyMatch(name -> Files.exists(folder.resolve(name)));
    }

    /**
     * Whether Maven finds this plugin by its prefix where a project is the one that Maven was started for.
     *
     * @param project the project
     * @return true when it uses or manages the plugin
     */
    static boolean knowsPlugin(MavenProject project) {
        return project.getPlugin(PLUGIN) != null
                || Optional.ofNullable(project.getPluginManagement())
                        .filter(managed -> managed.getPluginsAsMap().containsKey(PLUGIN))
                        .isPresent();
    }

    private Path base() {
        File folder = project.getBasedir();
        return folder == null ? Path.of("") : folder.toPath();
    }

    private Optional<Path> folder(String name, String property) {
        return value(name, property)
                .map(text -> base().resolve(text).toAbsolutePath().normalize());
    }

    private Optional<Plugin> plugin() {
        return Optional.ofNullable(project.getPlugin(PLUGIN));
    }

    private Optional<String> configured(String name) {
        return plugin().stream()
                .flatMap(plugin -> Stream.concat(
                        Stream.ofNullable(plugin.getConfiguration()),
                        plugin.getExecutions().stream()
                                .flatMap(execution -> Stream.ofNullable(execution.getConfiguration()))))
                .filter(Xpp3Dom.class::isInstance)
                .map(Xpp3Dom.class::cast)
                .flatMap(configuration -> Stream.ofNullable(configuration.getChild(name)))
                .flatMap(child -> Stream.ofNullable(child.getValue()))
                .findFirst();
    }
}
