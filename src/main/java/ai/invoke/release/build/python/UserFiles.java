package ai.invoke.release.build.python;

import ai.invoke.release.build.InputRecord;
import ai.invoke.release.console.Console;
import ai.invoke.release.digest.Sha256;
import ai.invoke.release.file.Platform;
import ai.invoke.release.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Settings in the user's home folder that backends read wherever a project lies. They cannot be hidden without hiding what
 * pip and cargo need to find an index, so they are inputs.
 *
 * @param distutils {@code .pydistutils.cfg}, on Windows without the dot, which setuptools obeys over the project's own
 *     settings
 * @param cargo cargo's {@code config.toml}, in which flags for the compiler may stand
 */
public record UserFiles(List<Path> distutils, List<Path> cargo) {

    public UserFiles {
        distutils = List.copyOf(distutils);
        cargo = List.copyOf(cargo);
    }

    /**
     * Those that are there.
     *
     * @param environment the user's environment
     * @return perhaps none
     */
    public static UserFiles of(Map<String, String> environment) {
        Path home = Optional.ofNullable(environment.get(Platform.isWindows() ? "USERPROFILE" : "HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home")));
        Path cargo = Optional.ofNullable(environment.get("CARGO_HOME"))
                .filter(value -> !value.isBlank())
                .map(Path::of)
                .orElseGet(() -> home.resolve(".cargo"));
        return new UserFiles(
                Stream.of(home.resolve(Platform.isWindows() ? "pydistutils.cfg" : ".pydistutils.cfg"))
                        .filter(Files::isRegularFile)
                        .toList(),
                Stream.of(cargo.resolve("config.toml"), cargo.resolve("config"))
                        .filter(Files::isRegularFile)
                        .toList());
    }

    /**
     * What they hold, as inputs.
     *
     * @param sources the files of the project; cargo's settings count where there is a crate
     * @return digests, for there may be a password in them
     * @throws IOException when one cannot be read
     */
    public SortedMap<String, String> digests(Collection<String> sources) throws IOException {
        SortedMap<String, String> digests = new TreeMap<>();
        boolean crate = sources.stream().anyMatch(file -> file.equals("Cargo.toml") || file.endsWith("/Cargo.toml"));
        for (Path file :
                crate ? Stream.concat(distutils.stream(), cargo.stream()).toList() : distutils) {
            digests.put(String.valueOf(file.getFileName()), InputRecord.DIGEST + Sha256.of(file));
        }
        return digests;
    }

    /** Says what nobody else's build will see. */
    public void tell(Console console) {
        distutils.forEach(file -> console.warn(Problem.of(file
                        + " takes part in each build with setuptools, so that nobody without it gets the same bytes")
                .next("move it away, and what the project needs into its setup.cfg")));
    }
}
