package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.inspect.Inspection;
import ai.invoke.release.goal.inspect.InspectionReport;
import ai.invoke.release.goal.inspect.ReleaseQuestion;
import ai.invoke.release.goal.plan.PlanTargets;
import ai.invoke.release.mojo.configuration.IndexConfiguration;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/** What {@code status} and {@code audit} share: which release is meant, and the form of the answer. */
abstract class AbstractInspectMojo extends AbstractDeployMojo {

    /**
     * The project's name at the indexes. By default the one of the plan, else of {@code pyproject.toml}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.project")
    private @Nullable String distProject;

    /**
     * Whether the release goes to PyPI, when no plan tells.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi", defaultValue = "true")
    private boolean pypi;

    /**
     * Whether the release goes to TestPyPI, when no plan tells.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.testpypi", defaultValue = "false")
    private boolean testpypi;

    /**
     * The upload API of the index called {@code pypi}, when no plan tells.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi.uploadUrl", defaultValue = "https://upload.pypi.org/legacy/")
    private @Nullable URI pypiUploadUrl;

    /**
     * The simple index that belongs to it.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.pypi.simpleUrl", defaultValue = "https://pypi.org/simple/")
    private @Nullable URI pypiSimpleUrl;

    /**
     * Further indexes, when no plan tells; as for {@code plan}.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<IndexConfiguration> indexes = List.of();

    /**
     * Whether there is a GitHub release, when no plan tells.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.github", defaultValue = "true")
    private boolean github;

    /**
     * The GitHub repository as {@code owner/name}. By default the one of the plan, of the CI job, or of the remote {@code origin}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.githubRepository")
    private @Nullable String githubRepository;

    /**
     * Base of GitHub's REST API, for a server of your own. By default it is derived from the repository's address.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.githubApi")
    private @Nullable URI githubApi;

    /**
     * How the answer is shown: {@code text} or {@code json}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.format", defaultValue = "text")
    private String format = "text";

    /**
     * A file to write the answer to, besides the console.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.output")
    private @Nullable File output;

    AbstractInspectMojo(SettingsDecrypter decrypter) {
        super(decrypter);
    }

    final ReleaseQuestion question() {
        return new ReleaseQuestion(
                versionRequest(false),
                Optional.ofNullable(distProject).filter(name -> !name.isBlank()),
                new PlanTargets(
                        pypi,
                        testpypi,
                        Optional.ofNullable(pypiUploadUrl),
                        Optional.ofNullable(pypiSimpleUrl),
                        Optional.empty(),
                        Optional.empty(),
                        github,
                        Optional.ofNullable(githubRepository),
                        Optional.ofNullable(githubApi),
                        indexes.stream().map(IndexConfiguration::toChoice).toList()));
    }

    final void show(Inspection inspection, Console console) {
        InspectionReport.Format form = InspectionReport.Format.of(format);
        InspectionReport report = new InspectionReport(inspection);
        report.lines(form, console.styles()).forEach(console::info);
        if (output != null) {
            Path file = output.toPath().toAbsolutePath();
            report.write(file, form);
            console.info("written to " + output);
        }
    }
}
