package ai.invoke.release.goal.inspect;

import ai.invoke.release.console.Console;
import ai.invoke.release.http.Http;
import ai.invoke.release.http.SavedFile;
import ai.invoke.release.plan.ReleaseHistory;
import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.IndexClient;
import ai.invoke.release.pypi.index.IndexFile;
import ai.invoke.release.pypi.index.PackageIndex;
import ai.invoke.release.pypi.index.ProjectPage;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Fetches the wheels of the last published release, so that {@code plan} can say what has changed. */
public final class PreviousWheels {

    private static final int MOST_EARLIER = 30;

    private final Http http;
    private final Console console;

    PreviousWheels(Http http, Console console) {
        this.http = http;
        this.console = console;
    }

    /**
     * Which wheels.
     *
     * @param project the project's name
     * @param index where it was published
     * @param maxBytes the most bytes of all wheels together; what does not fit is left out
     */
    public record Source(String project, PackageIndex index, long maxBytes) {}

    /**
     * Fetches them.
     *
     * @param source where
     * @param version the version that is to be released
     * @param inputs {@code inputs/}
     * @return what was published before
     */
    ReleaseHistory run(Source source, PyVersion version, Path inputs) {
        IndexClient client = new IndexClient(http, source.index());
        ProjectPage page = client.project(source.project());
        List<IndexFile> wheels = page.files().stream()
                .filter(file ->
                        ReleaseHistory.isWheel(file.name()) && file.yanked().isEmpty())
                .filter(file -> file.version(source.project())
                        .filter(found -> found.compareTo(version) < 0)
                        .filter(found -> version.isPrerelease() || !found.isPrerelease())
                        .isPresent())
                .sorted(Comparator.comparing((IndexFile file) ->
                                file.version(source.project()).orElseThrow())
                        .thenComparing(IndexFile::name))
                .toList();
        Optional<PyVersion> previous = wheels.isEmpty()
                ? Optional.empty()
                : wheels.get(wheels.size() - 1).version(source.project());
        keep(
                client,
                wheels.stream()
                        .filter(file -> file.version(source.project()).equals(previous))
                        .toList(),
                ReleaseHistory.wheels(inputs),
                source.maxBytes());
        List<ReleaseHistory.Earlier> earlier = wheels.stream()
                .filter(file -> file.size().isPresent())
                .map(file -> new ReleaseHistory.Earlier(
                        file.version(source.project()).orElseThrow().normalized(),
                        file.name(),
                        file.size().orElseThrow()))
                .toList();
        ReleaseHistory history = new ReleaseHistory(
                previous.map(PyVersion::normalized),
                earlier.subList(Math.max(0, earlier.size() - MOST_EARLIER), earlier.size()));
        history.write(inputs);
        return history;
    }

    /**
     * Removes what an earlier run stored.
     *
     * @param inputs {@code inputs/}
     */
    static void forget(Path inputs) {
        try {
            Files.deleteIfExists(ReleaseHistory.file(inputs));
            for (Path old : ReleaseHistory.wheelsIn(ReleaseHistory.wheels(inputs))) {
                Files.delete(old);
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot remove what an earlier run stored: " + e).at(Location.of(inputs.toString())), e);
        }
    }

    private void keep(IndexClient client, List<IndexFile> wheels, Path folder, long maxBytes) {
        List<IndexFile> ordered = new ArrayList<>(wheels);
        ordered.sort(Comparator.comparing((IndexFile file) -> !file.name().endsWith("-none-any.whl"))
                .thenComparing(IndexFile::name));
        Set<Path> kept = new HashSet<>();
        long left = maxBytes;
        for (IndexFile wheel : ordered) {
            if (wheel.size().orElse(0L) > left) {
                console.info(wheel.name() + " is not fetched: "
                        + wheel.size().map(Bytes::text).orElse("") + " are more than the limit leaves"
                        + " (invokeai.maxPreviousSize)");
                continue;
            }
            Path target = folder.resolve(wheel.name());
            left -= fetch(client, wheel, target, left);
            kept.add(target);
        }
        try {
            for (Path old : ReleaseHistory.wheelsIn(folder)) {
                if (!kept.contains(old)) {
                    Files.delete(old);
                }
            }
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot remove a wheel of an earlier run: " + e).at(Location.of(folder.toString())), e);
        }
    }

    private long fetch(IndexClient client, IndexFile wheel, Path target, long left) {
        try {
            Files.createDirectories(target.resolveSibling(""));
        } catch (IOException e) {
            throw new EnvironmentException(Problem.of("cannot write: " + e).at(Location.of(target.toString())), e);
        }
        SavedFile saved = client.download(wheel, target, left);
        if (wheel.hashes().sha256().filter(told -> !told.equals(saved.sha256())).isPresent()) {
            throw new ProjectException(Problem.of("what came as " + wheel.name() + " has the sha256 " + saved.sha256()
                            + ", but the index names "
                            + wheel.hashes().sha256().orElseThrow())
                    .next("run the same command again"));
        }
        return saved.size();
    }
}
