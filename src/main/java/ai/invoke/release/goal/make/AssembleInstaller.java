package ai.invoke.release.goal.make;

import ai.invoke.release.build.BuildKey;
import ai.invoke.release.build.LastRun;
import ai.invoke.release.build.SourceTree;
import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.Folders;
import ai.invoke.release.installer.AssembledInstaller;
import ai.invoke.release.installer.AssemblyContext;
import ai.invoke.release.installer.InstallerAssembler;
import ai.invoke.release.installer.InstallerSpec;
import ai.invoke.release.installer.Sha256Sums;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes the installer zips of a release around the wheel that was built: {@code assemble-installer}. */
public final class AssembleInstaller {

    /**
     * What to assemble.
     *
     * @param workspace the project; the wheel is taken from its release directory and the zips go there
     * @param installerDirectory the project's {@code installer/} folder, for {@code installers} that are not given
     * @param installers what the POM says; empty for the standard layout
     * @param release what is released
     * @param outputTimestamp {@code project.build.outputTimestamp}, which goes before the commit's time
     */
    public record Request(
            Workspace workspace,
            Path installerDirectory,
            List<InstallerSpec> installers,
            Release release,
            Optional<String> outputTimestamp) {

        /** Takes an unmodifiable copy. */
        public Request {
            installers = List.copyOf(installers);
        }
    }

    /**
     * What is released.
     *
     * @param project the project's name, as it spells it
     * @param version as the tag spells it, for instance {@code 5.0.0.a1}
     * @param tag the tag, where there is one
     * @param commit the commit's full id, where there is one
     * @param commitTime when it was committed: the time of every entry
     */
    public record Release(
            String project,
            String version,
            Optional<String> tag,
            Optional<String> commit,
            Optional<Instant> commitTime) {}

    /**
     * What was assembled.
     *
     * @param installers one for each zip that was assembled in this run, with the proof of its wheel; empty when the project
     *     has no installer, and when nothing has changed
     * @param sums {@code SHA256SUMS}; empty when the project has no installer
     */
    public record Result(List<AssembledInstaller> installers, Optional<Path> sums) {

        /** Takes an unmodifiable copy. */
        public Result {
            installers = List.copyOf(installers);
        }
    }

    private final Console console;

    /**
     * Creates the goal.
     *
     * @param console where to tell the user
     */
    public AssembleInstaller(Console console) {
        this.console = console;
    }

    /**
     * Assembles all installers, or none when one of them has a problem.
     *
     * @param request what to assemble
     * @return what was assembled
     * @throws ProjectException with the problems of all installers
     * @throws EnvironmentException when the disk fails
     */
    public Result run(Request request) {
        Workspace workspace = request.workspace();
        Path output = workspace.directory().root();
        Sha256Sums sums = new Sha256Sums(output);
        if (request.installers().isEmpty() && !Files.exists(request.installerDirectory())) {
            sums.forget();
            console.info("skipped: the project has no folder " + workspace.display(request.installerDirectory()));
            return new Result(List.of(), Optional.empty());
        }
        List<InstallerSpec> specs = request.installers().isEmpty()
                ? List.of(InstallerSpec.standard(request.installerDirectory()))
                : request.installers();
        AssemblyContext context = new AssemblyContext(
                workspace.project(),
                workspace.directory().dist(),
                output,
                facts(request.release()),
                OutputTimestamp.of(request.outputTimestamp(), request.release().commitTime()));
        InstallerAssembler assembler = new InstallerAssembler(context);
        SourceTree sources = workspace.sources();
        LastRun last =
                workspace.lastRun("assemble-installer", sources, key(workspace, sources, specs, context, assembler));
        Set<String> made = last.outputs().keySet();
        Optional<String> why =
                last.why(workspace.rebuild(), TreeSnapshot.of(output, made).files());
        if (why.isEmpty()) {
            console.info("assemble-installer: " + LastRun.UNCHANGED + ", kept " + String.join(", ", made));
            return new Result(List.of(), Optional.of(output.resolve(Sha256Sums.NAME)));
        }
        console.info("assemble-installer: " + why.get());
        last.forget();
        List<AssembledInstaller> done = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        // One file on Windows and macOS is one for all.
        Set<String> names = new HashSet<>();
        for (InstallerSpec spec : specs) {
            try {
                AssembledInstaller installer = assembler.assemble(spec);
                done.add(installer);
                String name = String.valueOf(installer.path().getFileName());
                if (!names.add(LetterCase.lower(name))) {
                    problems.add(Problem.of("two installers have the name " + name)
                            .next("give each <installer> its own <name>"));
                }
            } catch (ProjectException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            // What is half a set of installers would look like a whole one to the next goal. Each was announced before
            // it
            // took its place, so that all are known.
            sums.forget();
            throw new ProjectException(problems.stream().distinct().toList());
        }
        Path file = sums.write(done);
        List<String> outputs = new ArrayList<>(List.of(Sha256Sums.NAME));
        done.forEach(installer -> outputs.add(String.valueOf(installer.path().getFileName())));
        last.remember(TreeSnapshot.of(output, outputs).files());
        done.forEach(installer -> tell(workspace, installer));
        return new Result(done, Optional.of(file));
    }

    private static BuildKey key(
            Workspace workspace,
            SourceTree sources,
            List<InstallerSpec> specs,
            AssemblyContext context,
            InstallerAssembler assembler) {
        SortedMap<String, String> files = new TreeMap<>(sources.key().files());
        try {
            for (Path wheel : Folders.files(context.dist())) {
                files.put(workspace.display(wheel), Sha256.of(wheel));
            }
            for (InstallerSpec spec : specs) {
                for (Path file : assembler.files(spec)) {
                    if (!sources.isTracked(file)) {
                        files.put(workspace.display(file), Sha256.of(file));
                    }
                }
            }
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot read what goes into the installer: " + e), e);
        }
        return new BuildKey(sources.key().settings(), files)
                .with(new TreeMap<>(context.facts()))
                .with("time", context.timestamp())
                // A folder that moved as a whole is still the same.
                .withSecret(
                        "installers",
                        described(specs).replace(workspace.project().toString(), ""));
    }

    /** Maps sorted, for the order of an unmodifiable one is another in each run. */
    private static String described(List<InstallerSpec> specs) {
        StringBuilder text = new StringBuilder();
        for (InstallerSpec spec : specs) {
            text.append(String.join(
                            "\n", spec.name(), spec.topFolder(), spec.wheel().orElse(""), spec.wheelFolder()))
                    .append(spec.fileSets())
                    .append(new TreeMap<>(spec.properties()));
        }
        return text.toString();
    }

    private static Map<String, String> facts(Release release) {
        Map<String, String> facts = new HashMap<>();
        facts.put("project", release.project());
        facts.put("version", release.version());
        facts.put(
                "version.normalized",
                PyVersion.tryParse(release.version()).map(PyVersion::normalized).orElse(release.version()));
        facts.put("tag", release.tag().orElse("v" + release.version()));
        facts.put("commit", release.commit().orElse("unknown"));
        return facts;
    }

    private void tell(Workspace workspace, AssembledInstaller installer) {
        console.info("%s  %s, %d entries"
                .formatted(workspace.display(installer.path()), Bytes.text(installer.size()), installer.entries()));
        console.info("  sha256 " + installer.sha256());
        installer.wheel().ifPresent(wheel -> {
            console.info("  holds  " + wheel.entry());
            console.info("  sha256 " + wheel.sha256() + ", the same as in dist/");
        });
        if (!installer.longPaths().isEmpty()) {
            console.warn(Problem.of(installer.longPaths().size() + " paths in "
                            + installer.path().getFileName() + " are longer than " + InstallerAssembler.LONG_PATH
                            + " characters, for instance "
                            + installer.longPaths().get(0))
                    .next("Windows allows 260 characters in all unless told otherwise: shorten them, or tell users to "
                            + "unpack near the root of the drive"));
        }
    }
}
