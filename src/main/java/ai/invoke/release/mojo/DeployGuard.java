package ai.invoke.release.mojo;

import ai.invoke.release.ci.CiEnvironment;
import ai.invoke.release.console.Console;
import ai.invoke.release.goal.plan.PolicyChoice;
import ai.invoke.release.goal.publish.ApprovalDemand;
import ai.invoke.release.goal.publish.ReleaseGate;
import ai.invoke.release.maven.ModuleCommands;
import ai.invoke.release.maven.ReactorModule;
import ai.invoke.release.maven.StandardOutput;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.problem.ReleaseException;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.maven.AbstractMavenLifecycleParticipant;
import org.apache.maven.MavenExecutionException;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.jspecify.annotations.Nullable;

/**
 * Looks before the first module of a build that deploys several. Maven deploys module after module, and what one has sent cannot be taken
 * back when the gate of a later one refuses. So without a plan of this commit and its approvals such a build does not begin. A build of
 * one module makes its plan first and stops at its own gate.
 *
 * <p>Maven finds this class by {@code META-INF/plexus/components.xml} where a POM names the plugin with {@code <extensions>}.
 */
public final class DeployGuard extends AbstractMavenLifecycleParticipant {

    /** The phase, or a goal of that name: {@code deploy:deploy}, with coordinates and an execution or without. */
    private static final Pattern DEPLOYS = Pattern.compile("(?:[^@]*:)?deploy(?:@.*)?");

    /** Set by Plexus. */
    private @Nullable SettingsDecrypter decrypter;

    /** For Maven. */
    public DeployGuard() {}

    @Override
    public void afterProjectsRead(MavenSession session) throws MavenExecutionException {
        // Before any plugin can run code of a module.
        SessionDecisions decisions = new SessionDecisions(session.getRequest());
        decisions.begin(ReactorModule.all(session).map(ReactorModule::releaseDirectory));
        if (session.getProjects().size() < 2 || session.getGoals().stream().noneMatch(DEPLOYS.asMatchPredicate())) {
            return;
        }
        decisions.runsCode();
        List<ReactorModule> releases =
                ReactorModule.all(session).filter(ReactorModule::deploysRelease).toList();
        List<Problem> problems = new ArrayList<>();
        for (ReactorModule release : releases) {
            ModuleCommands commands = ModuleCommands.of(session, release.project());
            obstacles(release, releases.size() == 1).stream().map(commands::in).forEach(problems::add);
        }
        if (!problems.isEmpty()) {
            problems.add(Problem.of("no module has been built, and nothing has been deployed"));
            problems.forEach(CiEnvironment.detect(System.getenv()).annotations(StandardOutput.forCi())::error);
            File pom = releases.get(0).project().getFile();
            throw new MavenExecutionException(new ProjectException(problems).getMessage(), pom);
        }
    }

    private List<Problem> obstacles(ReactorModule module, boolean only) {
        Path directory = module.releaseDirectory();
        if (module.session().getGoals().contains("clean")
                && directory.startsWith(Path.of(module.project().getBuild().getDirectory()))) {
            return List.of(Problem.of("clean would delete the plan and its approvals before they are looked at")
                    .at(Location.of(directory.toString()))
                    .next("mvn deploy   (what has not changed is not built again)"));
        }
        try {
            DeployAccess access = new DeployAccess(module.session(), decrypter());
            return ReleaseGate.obstacles(access.request(
                            module.projectDirectory(),
                            directory,
                            access.http(),
                            Optional.empty(),
                            module.value("trustedPublishing", "invokeai.trustedPublishing"),
                            Console.silent())
                    .withDemand(new ApprovalDemand(
                            required(module),
                            module.value("approvalKind", "invokeai.approvalKind")
                                    .map(PolicyChoice::kind),
                            module.value("fingerprint", "invokeai.fingerprint")
                                    .filter(digits -> only)
                                    .map(digits -> PlanDigits.required(digits, access.environment())),
                            Optional.empty())));
        } catch (ReleaseException e) {
            return e.problems();
        }
    }

    private static int required(ReactorModule module) {
        String text =
                module.value("requiredApprovals", "invokeai.requiredApprovals").orElse("1");
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new ProjectException(
                    Problem.of("invokeai.requiredApprovals is '" + text + "', expected a number")
                            .next("set it to 1 or more"),
                    e);
        }
    }

    private SettingsDecrypter decrypter() {
        if (decrypter == null) {
            throw new IllegalStateException("Plexus has not set the decrypter");
        }
        return decrypter;
    }
}
