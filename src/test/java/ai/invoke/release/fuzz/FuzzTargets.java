package ai.invoke.release.fuzz;

import ai.invoke.release.approval.ApprovalFuzz;
import ai.invoke.release.build.ProjectFuzz;
import ai.invoke.release.build.frontend.FrontendFuzz;
import ai.invoke.release.build.python.PythonFuzz;
import ai.invoke.release.dist.content.ContentFuzz;
import ai.invoke.release.dist.metadata.value.MetadataFuzz;
import ai.invoke.release.dist.rule.release.ReleaseFuzz;
import ai.invoke.release.dist.rule.wheel.WheelTextFuzz;
import ai.invoke.release.github.api.GitHubFuzz;
import ai.invoke.release.notes.NotesFuzz;
import ai.invoke.release.plan.PlanFuzz;
import ai.invoke.release.pypi.attestation.bundle.AttestationFuzz;
import ai.invoke.release.pypi.index.IndexFuzz;
import ai.invoke.release.pypi.trust.TrustFuzz;
import ai.invoke.release.smoke.InstallerFuzz;
import ai.invoke.release.text.TextFuzz;
import ai.invoke.release.toml.TomlFuzz;
import ai.invoke.release.version.VersionFuzz;
import ai.invoke.release.version.source.SourceFuzz;
import java.util.List;
import java.util.stream.Stream;

/** All targets. Each is declared in the package of its reader. */
public final class FuzzTargets {

    private FuzzTargets() {}

    /** Every reader of what others wrote. */
    public static List<FuzzTarget> all() {
        return Stream.of(
                        ArchiveFuzz.targets(),
                        InstallerFuzz.targets(),
                        ContentFuzz.targets(),
                        MetadataFuzz.targets(),
                        WheelTextFuzz.targets(),
                        ReleaseFuzz.targets(),
                        VersionFuzz.targets(),
                        SourceFuzz.targets(),
                        TomlFuzz.targets(),
                        ProjectFuzz.targets(),
                        FrontendFuzz.targets(),
                        PythonFuzz.targets(),
                        NotesFuzz.targets(),
                        IndexFuzz.targets(),
                        GitHubFuzz.targets(),
                        TrustFuzz.targets(),
                        AttestationFuzz.targets(),
                        PlanFuzz.targets(),
                        ApprovalFuzz.targets(),
                        TextFuzz.targets())
                .flatMap(List::stream)
                .toList();
    }

    /** The target of a name. */
    public static FuzzTarget of(String name) {
        return all().stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fuzz target " + name + "; there are "
                        + all().stream().map(FuzzTarget::name).toList()));
    }
}
