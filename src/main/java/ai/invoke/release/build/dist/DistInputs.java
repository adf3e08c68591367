package ai.invoke.release.build.dist;

import ai.invoke.release.build.InputRecord;
import ai.invoke.release.build.TreeSnapshot;
import ai.invoke.release.build.python.Constraints;
import ai.invoke.release.build.python.Python;
import ai.invoke.release.digest.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Everything that the files of the release are made from. */
final class DistInputs {

    private final DistBuilder.Request request;
    private final TreeSnapshot sources;
    private final SortedMap<String, String> compilers;
    private final SortedMap<String, String> userFiles;

    /**
     * The inputs of one build.
     *
     * @param request what is built and how
     * @param sources what the files hold
     * @param compilers what the user's shell says about compilers
     * @param userFiles what lies in the user's home folder and is read by backends
     */
    DistInputs(
            DistBuilder.Request request,
            TreeSnapshot sources,
            SortedMap<String, String> compilers,
            SortedMap<String, String> userFiles) {
        this.request = request;
        this.sources = sources;
        this.compilers = compilers;
        this.userFiles = userFiles;
    }

    /**
     * Digest of the sources and settings, which names the place of the build.
     *
     * @return lower-case hex; the same on each machine that builds the same with the same tools
     */
    String digest() throws IOException {
        return Sha256.of(forBackend() + "\n" + sources.files());
    }

    /**
     * All inputs, also files that were built elsewhere.
     *
     * @return without outputs
     */
    InputRecord record() throws IOException {
        SortedMap<String, String> settings = forBackend();
        for (Path file : AdditionalDists.files(request.additional())) {
            settings.put("additional " + file.getFileName(), Sha256.of(file));
        }
        // They change what is made, or may be released, but differ between machines that make the same: CI sets
        // PKG_CONFIG_PATH,
        // and a shallow clone has no tags. The place, which compilers write down, must not depend on them.
        request.gitState().ifPresent(state -> settings.put("git", state));
        settings.putAll(compilers);
        settings.put("frontend in the wheel", request.proof().orElse("not asked for"));
        if (request.isolation() && request.pip().wheelhouse().isPresent()) {
            settings.put("wheelhouse's files", stamps(request.pip().wheelhouse().get()));
        }
        settings.putAll(userFiles);
        return new InputRecord(settings, sources.files(), new TreeMap<>());
    }

    private SortedMap<String, String> forBackend() throws IOException {
        SortedMap<String, String> settings = new TreeMap<>();
        Python python = request.python();
        settings.put("Python", python.implementation() + " " + python.version() + " " + python.platform());
        settings.put("build", request.buildVersion());
        settings.put("SOURCE_DATE_EPOCH", Long.toString(request.epoch()));
        settings.put("isolation", Boolean.toString(request.isolation()));
        settings.put("normalizeSdist", Boolean.toString(request.normalizeSdist()));
        settings.put("project", request.sources().project());
        if (request.constraints().isPresent()) {
            settings.put("constraints", Constraints.digest(request.constraints().get()));
        }
        if (request.isolation() && request.pip().wheelhouse().isPresent()) {
            settings.put("wheelhouse", wheels(request.pip().wheelhouse().get()));
        }
        request.installed().forEach((name, version) -> settings.put("installed " + name, version));
        request.configSettings().forEach((name, value) -> settings.put("config setting " + name, value));
        // Values of variables can be secret; only their digest is written down.
        request.environment()
                .forEach((name, value) -> settings.put("variable " + name, InputRecord.DIGEST + Sha256.of(value)));
        return settings;
    }

    /** Size and time, not content: a wheelhouse may hold gigabytes. */
    private static String stamps(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> stamps = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                stamps.add(file.getFileName() + " " + Files.size(file) + " " + Files.getLastModifiedTime(file));
            }
            return InputRecord.DIGEST + Sha256.of(String.join("\n", stamps));
        }
    }

    /** The names say the versions, which is all that may differ between two machines that build the same. */
    private static String wheels(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            SortedMap<String, String> names = new TreeMap<>();
            files.map(file -> String.valueOf(file.getFileName())).forEach(name -> names.put(name, ""));
            return names.size() + " files "
                    + Sha256.of(String.join("\n", names.keySet())).substring(0, 12);
        }
    }

    /**
     * Why there is something to build.
     *
     * @param now the inputs of this run
     * @param before those of the last one
     * @param dist what it has left
     * @return empty when there is nothing to do
     */
    String why(InputRecord now, Optional<InputRecord> before, DistFolder dist) throws IOException {
        if (request.rebuild()) {
            return "a rebuild was asked for";
        }
        if (before.isEmpty()) {
            return "nothing was built here yet";
        }
        Optional<String> changes = before.get().changes(now);
        if (changes.isPresent()) {
            return "changed since the last build: " + changes.get();
        }
        SortedMap<String, String> there = DistFolder.digests(dist.files());
        if (!there.equals(before.get().outputs())) {
            return "changed in " + request.dist().getFileName() + " since it was built: "
                    + TreeSnapshot.some(new TreeSnapshot(there)
                            .changed(new TreeSnapshot(before.get().outputs())));
        }
        return request.verifyReproducible() ? "it is to be verified that the build is reproducible" : "";
    }
}
