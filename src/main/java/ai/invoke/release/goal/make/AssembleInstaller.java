package ai.invoke.release.goal.make;

import ai.invoke.release.console.Console;
import ai.invoke.release.installer.AssembledInstaller;
import ai.invoke.release.installer.AssemblyContext;
import ai.invoke.release.installer.InstallerAssembler;
import ai.invoke.release.installer.InstallerSpec;
import ai.invoke.release.installer.Sha256Sums;
import ai.invoke.release.plan.ReleaseDirectory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.version.PyVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the installer zips of a release around the wheel that was built: {@code assemble-installer}. */
public final class AssembleInstaller {

    /**
     * What to assemble.
     *
     * @param projectDirectory messages name files relative to it
     * @param directory where the wheel is taken from and the zips go
     * @param installerDirectory the project's {@code installer/} folder, for {@code installers} that are not given
     * @param installers what the POM says; empty for the standard layout
     * @param version as the tag spells it, for instance {@code 5.0.0.a1}
     * @param tag the tag, where there is one
     * @param commit the commit's full id, where there is one
     * @param commitTime when it was committed: the time of every entry
     * @param outputTimestamp {@code project.build.outputTimestamp}, which goes before the commit's time
     */
    public record Request(
            Path projectDirectory,
            ReleaseDirectory directory,
            Path installerDirectory,
            List<InstallerSpec> installers,
            String version,
            Optional<String> tag,
            Optional<String> commit,
            Optional<Instant> commitTime,
            Optional<String> outputTimestamp) {

        /** Takes an unmodifiable copy. */
        public Request {
            installers = List.copyOf(installers);
        }
    }

    /**
     * What was assembled.
     *
     * @param installers one for each zip, with the proof of its wheel; empty when the project has no installer
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
     * The goal.
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
        Sha256Sums sums = new Sha256Sums(request.directory().root());
        if (request.installers().isEmpty() && !Files.exists(request.installerDirectory())) {
            sums.forget();
            console.info("skipped: the project has no folder " + shortPath(request, request.installerDirectory()));
            return new Result(List.of(), Optional.empty());
        }
        List<InstallerSpec> specs = request.installers().isEmpty()
                ? List.of(InstallerSpec.standard(request.installerDirectory()))
                : request.installers();
        List<AssembledInstaller> done = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        InstallerAssembler assembler = new InstallerAssembler(new AssemblyContext(
                request.projectDirectory(),
                request.directory().dist(),
                request.directory().root(),
                facts(request),
                OutputTimestamp.of(request.outputTimestamp(), request.commitTime())));
        // One file on Windows and macOS is one for all.
        Set<String> names = new HashSet<>();
        for (InstallerSpec spec : specs) {
            try {
                AssembledInstaller installer = assembler.assemble(spec);
                done.add(installer);
                String name = String.valueOf(installer.path().getFileName());
                if (!names.add(name.toLowerCase(Locale.ROOT))) {
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
        done.forEach(installer -> tell(request, installer));
        return new Result(done, Optional.of(file));
    }

    private static Map<String, String> facts(Request request) {
        Map<String, String> facts = new HashMap<>();
        facts.put("version", request.version());
        facts.put(
                "version.normalized",
                PyVersion.tryParse(request.version()).map(PyVersion::normalized).orElse(request.version()));
        facts.put("tag", request.tag().orElse("v" + request.version()));
        facts.put("commit", request.commit().orElse("unknown"));
        return facts;
    }

    private void tell(Request request, AssembledInstaller installer) {
        console.info("%s  %s, %d entries"
                .formatted(shortPath(request, installer.path()), Bytes.text(installer.size()), installer.entries()));
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

    private static String shortPath(Request request, Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        Path base = request.projectDirectory().toAbsolutePath().normalize();
        return (absolute.startsWith(base) ? base.relativize(absolute) : absolute).toString();
    }
}
