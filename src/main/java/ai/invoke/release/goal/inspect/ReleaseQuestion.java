package ai.invoke.release.goal.inspect;

import ai.invoke.release.console.Console;
import ai.invoke.release.github.GitHubRepository;
import ai.invoke.release.goal.plan.PlanTargets;
import ai.invoke.release.goal.plan.RepositoryChoice;
import ai.invoke.release.goal.publish.Targets;
import ai.invoke.release.goal.tag.CheckVersion;
import ai.invoke.release.plan.PlanFile;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.TagName;
import ai.invoke.release.version.source.VersionSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Which release is meant. The plan of the release directory answers most; without one the tag says the version, {@code pyproject.toml}
 * the name and the remote the repository, and each can be given.
 *
 * @param version how tag and version are found
 * @param project the project's name, as the user gave it
 * @param targets where the release goes when no plan tells
 */
public record ReleaseQuestion(CheckVersion.Request version, Optional<String> project, PlanTargets targets) {

    /**
     * Finds the release.
     *
     * @param directory the release directory, which need not exist
     * @param addresses where the planned places really are
     * @return what is known about it
     * @throws ProjectException when nothing says which one it is, or the plan cannot be read
     */
    public Subject find(ReleaseDirectory directory, Targets addresses) {
        Optional<PlanFile> kept =
                Files.exists(directory.plan()) ? Optional.of(PlanFile.read(directory.plan())) : Optional.empty();
        Optional<TagName> asked = version.ref().map(ref -> TagName.of(ref, version.tagPrefix()));
        Optional<PlanFile> plan =
                kept.filter(file -> asked.isEmpty() || file.plan().tag().equals(asked.map(TagName::name)));
        if (plan.isPresent()) {
            return planned(plan.get(), addresses);
        }
        if (asked.isPresent()) {
            TagName tag = asked.get();
            PyVersion meant = tag.version()
                    .orElseThrow(() -> new ProjectException(tag.problem()
                            .orElse(Problem.of("the tag " + tag.name() + " says no version")
                                    .next("give the tag of a release: -Dinvokeai.ref=<tag>"))));
            return subject(name(Optional.empty()), meant, Optional.of(tag.name()), addresses);
        }
        CheckVersion.Result found = new CheckVersion(Console.silent()).run(version);
        return subject(name(found.projectName()), found.version(), found.tag().map(TagName::name), addresses);
    }

    private static Subject planned(PlanFile file, Targets addresses) {
        return new Subject(
                file.plan().project(),
                PyVersion.parse(file.plan().normalizedVersion()),
                file.plan().tag(),
                Optional.of(file),
                file.plan().indexes(),
                file.plan().github().isPresent(),
                file.plan().github().map(addresses::repository));
    }

    private Subject subject(String name, PyVersion meant, Optional<String> tag, Targets addresses) {
        Optional<GitHubRepository> repository = targets.github()
                ? RepositoryChoice.of(
                                targets.githubRepository(),
                                targets.githubApi(),
                                version.environment(),
                                version.projectDirectory())
                        .map(found -> addresses.githubApi().map(found::withApi).orElse(found))
                : Optional.empty();
        return new Subject(name, meant, tag, Optional.empty(), targets.indexes(), targets.github(), repository);
    }

    private String name(Optional<String> declared) {
        Path folder = version.projectDirectory();
        return project.or(() -> declared)
                .or(() -> new VersionSource(folder).projectName())
                .orElseThrow(() -> new ProjectException(Problem.of(
                                "nothing says which project this is: " + folder + " has no pyproject.toml with a name")
                        .next("add -Dinvokeai.project=<name at PyPI>")));
    }
}
