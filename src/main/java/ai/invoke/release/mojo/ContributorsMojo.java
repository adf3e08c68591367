package ai.invoke.release.mojo;

import ai.invoke.release.console.Console;
import ai.invoke.release.goal.plan.Contributors;
import ai.invoke.release.notes.ContributorRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Lists the people from outside of the project who wrote the commits between two refs: authors and co-authors, joined by
 * {@code .mailmap}, proven login, mail address and full name, without bots. Works offline on the local clone.
 */
@Mojo(name = "contributors", threadSafe = true, requiresProject = false, aggregator = true)
public final class ContributorsMojo extends AbstractReleaseMojo {

    /** The older ref. By default the release before {@code invokeai.to}. */
    @Parameter(property = "invokeai.from")
    private @Nullable String from;

    /** The newer ref: a tag, a branch or a commit. */
    @Parameter(property = "invokeai.to", defaultValue = "HEAD")
    private String to = "HEAD";

    /** The project's own people, who are not listed: logins, names, mail addresses, or {@code @domain.org}. */
    @Parameter
    private List<String> internalContributors = List.of();

    /** The same for the command line: separated by commas, added to the list of the POM. */
    @Parameter(property = "invokeai.internal")
    private @Nullable String internal;

    /** Further programs that are not listed: names, logins or mail addresses, {@code *} standing for anything. */
    @Parameter
    private List<String> botContributors = List.of();

    /** For Maven. */
    public ContributorsMojo() {}

    @Override
    protected void run(Console console) {
        List<String> own = new ArrayList<>(internalContributors);
        if (internal != null) {
            own.addAll(List.of(internal.split(",", -1)));
        }
        Contributors.Result result = new Contributors()
                .run(new Contributors.Request(
                        projectDirectory(),
                        Optional.ofNullable(from),
                        to,
                        versionRequest(false).tagPrefix(),
                        new ContributorRules(own, botContributors, ContributorRules.GITHUB_NOREPLY)));
        result.lines().forEach(console::info);
    }
}
