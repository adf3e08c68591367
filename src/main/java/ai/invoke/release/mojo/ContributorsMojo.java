package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.file.AtomicFile;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.goal.plan.CollectedInputs;
import ai.invoke.release.goal.plan.ContributorReport;
import ai.invoke.release.goal.plan.Contributors;
import ai.invoke.release.goal.plan.RepositoryChoice;
import ai.invoke.release.notes.ContributorRules;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Lists the people from outside of the project who wrote the commits between two refs: authors and co-authors, joined by
 * {@code .mailmap}, proven login, mail address and full name, without bots. Works offline on the local clone.
 *
 * @since 1.0.0
 */
@Mojo(name = "contributors", threadSafe = true, requiresProject = false, aggregator = true)
public final class ContributorsMojo extends AbstractReleaseMojo {

    /**
     * The older ref. By default the release before {@code invokeai.to}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.from")
    private @Nullable String from;

    /**
     * The newer ref: a tag, a branch or a commit.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.to", defaultValue = "HEAD")
    private String to = "HEAD";

    /**
     * The project's own people, who are not listed: logins, names, mail addresses, or {@code @domain.org}.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<String> internalContributors = List.of();

    /**
     * The same for the command line: separated by commas, added to the list of the POM.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.internal")
    private @Nullable String internal;

    /**
     * Further programs that are not listed: names, logins or mail addresses, {@code *} standing for anything.
     *
     * @since 1.0.0
     */
    @Parameter
    private List<String> botContributors = List.of();

    /**
     * How the people are listed: {@code text}, {@code markdown} or {@code json}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.format", defaultValue = "text")
    private String format = "text";

    /**
     * A file to write the list to, besides the console.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.output")
    private @Nullable File output;

    /**
     * The GitHub repository as {@code owner/name}, for links. By default the one of the CI job, else of the remote {@code origin}.
     *
     * @since 1.0.0
     */
    @Parameter(property = "invokeai.githubRepository")
    private @Nullable String githubRepository;

    /** For Maven. */
    public ContributorsMojo() {}

    @Override
    protected void run(Console console) {
        List<String> own = new ArrayList<>(internalContributors);
        if (internal != null) {
            own.addAll(List.of(internal.split(",", -1)));
        }
        Optional<GitHubRepository> repository = RepositoryChoice.of(
                Optional.ofNullable(githubRepository), Optional.empty(), System.getenv(), projectDirectory());
        CollectedInputs inputs = CollectedInputs.in(new ReleaseDirectory(releaseDirectory()));
        own.addAll(inputs.members());
        Contributors.Result result = new Contributors()
                .run(new Contributors.Request(
                        projectDirectory(),
                        Optional.ofNullable(from),
                        to,
                        versionRequest(false).tagPrefix(),
                        new ContributorRules(
                                own,
                                botContributors,
                                repository
                                        .map(GitHubRepository::noreplyDomain)
                                        .orElse(ContributorRules.GITHUB_NOREPLY)),
                        inputs.notes().accounts()));
        List<String> lines = new ContributorReport(
                        result, repository.map(known -> known.page().toString()))
                .lines(format());
        lines.forEach(console::info);
        if (output != null) {
            AtomicFile.write(
                    output.toPath().toAbsolutePath(),
                    (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            console.info("written to " + output);
        }
    }

    private ContributorReport.Format format() {
        return Arrays.stream(ContributorReport.Format.values())
                .filter(known -> known.name().equalsIgnoreCase(format.strip()))
                .findFirst()
                .orElseThrow(() -> new ProjectException(Problem.of("'" + format + "' is no format for contributors")
                        .next("use -Dinvokeai.format=text, markdown or json")));
    }
}
