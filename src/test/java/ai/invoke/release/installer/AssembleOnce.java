package ai.invoke.release.installer;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Assembles the standard installer of a project in a Java of its own, so that its time zone and umask can differ. */
public final class AssembleOnce {

    private AssembleOnce() {}

    public static void main(String[] args) {
        Path project = Path.of(args[0]);
        Instant time = Instant.parse(args[1]);
        if (args.length == 2) {
            assemble(project, time);
        } else {
            InstallerSpec standard = InstallerSpec.standard(project.resolve("installer"));
            String name = args[2].replace("\\u00fc", "\u00fc");
            assemble(
                    project,
                    time,
                    new InstallerSpec(
                            name, standard.topFolder(), standard.fileSets(), standard.wheel(), "lib", Map.of()));
        }
    }

    public static AssembledInstaller assemble(Path project, Instant time) {
        return assemble(project, time, InstallerSpec.standard(project.resolve("installer")));
    }

    public static AssembledInstaller assemble(Path project, Instant time, InstallerSpec spec) {
        Path release = project.resolve("target/release");
        Map<String, String> facts =
                Map.of("project", "InvokeAI", "version", "5.6.0rc1", "tag", "v5.6.0rc1", "commit", "0".repeat(40));
        return new InstallerAssembler(new AssemblyContext(project, release.resolve("dist"), release, facts, time))
                .assemble(spec);
    }
}
