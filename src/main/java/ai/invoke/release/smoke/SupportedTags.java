package ai.invoke.release.smoke;

import ai.invoke.release.build.python.Python;
import ai.invoke.release.build.python.PythonEnvironment;
import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import ai.invoke.release.text.LetterCase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Which wheels an interpreter takes: by {@code packaging.tags}, as pip decides it. */
public final class SupportedTags {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** pip brings a copy of its own. */
    private static final String SCRIPT = """
            try:
                from packaging import tags
            except ImportError:
                from pip._vendor.packaging import tags
            print(" ".join(str(tag) for tag in tags.sys_tags()))
            """;

    private final Optional<Set<String>> tags;

    private SupportedTags(Optional<Set<String>> tags) {
        this.tags = tags;
    }

    /**
     * Asks an interpreter.
     *
     * @param runner starts it
     * @param python the interpreter
     * @param folder where it is started
     * @return what it takes; everything when it has neither packaging nor pip, so that the installation shows it
     */
    public static SupportedTags of(ProcessRunner runner, Python python, Path folder) {
        return new SupportedTags(runner.ask(
                        python.executable().toString(),
                        Command.of(folder, python.executable().toString(), "-I", "-c", SCRIPT)
                                .without(PythonEnvironment.bending(runner.environment()))
                                .withUsualTimeout(LIMIT))
                .filter(Outcome::succeeded)
                .map(exited -> Set.of(exited.output().strip().split(" "))));
    }

    /**
     * Whether a wheel fits any Python 3 anywhere, so that nobody need be asked.
     *
     * @param file a wheel
     * @return false also when its name is none of a wheel
     */
    public static boolean isForAll(Path file) {
        return wheel(file)
                .filter(wheel -> wheel.tags().contains("py3-none-any"))
                .isPresent();
    }

    /**
     * Whether pip would take a wheel.
     *
     * @param file a wheel
     * @return true also when its name is none of a wheel, which the installation shows
     */
    public boolean fit(Path file) {
        return tags.isEmpty()
                || wheel(file).stream()
                        .flatMap(wheel -> wheel.tags().stream())
                        .map(LetterCase::lower)
                        .anyMatch(tags.get()::contains)
                || wheel(file).isEmpty();
    }

    private static Optional<DistFileName.Wheel> wheel(Path file) {
        return DistFileName.tryParse(String.valueOf(file.getFileName()))
                .filter(DistFileName.Wheel.class::isInstance)
                .map(DistFileName.Wheel.class::cast);
    }
}
