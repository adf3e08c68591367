package ai.invoke.release.build.python;

import ai.invoke.release.dist.metadata.value.ProjectName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A tool at the version that a project names.
 *
 * @param module of the tool
 * @param name of its package
 * @param version a full one
 * @param locked what the project says of it and of all that it needs
 */
public record ToolPin(String module, String name, String version, Optional<Lock> locked) {

    /**
     * What a file of a project locks.
     *
     * @param source the file, for messages
     * @param digests the SHA-256 of the files of each package; the key is that of {@link #key}
     */
    public record Lock(String source, Map<String, List<String>> digests) {

        /** Takes a sorted copy. */
        public Lock {
            digests = new TreeMap<>(digests);
        }

        /**
         * A package at a version.
         *
         * @param name in any form
         * @param version as the file has it
         * @return for instance {@code my-tool==1.0}
         */
        public static String key(String name, String version) {
            return ProjectName.normalize(name) + "==" + version;
        }

        /** For pip. A package that the file has in several versions, for several systems, is left to pip. */
        String constraints() {
            Map<String, List<String>> versions = digests.keySet().stream()
                    .collect(Collectors.groupingBy(
                            key -> key.substring(0, key.indexOf("==")), TreeMap::new, Collectors.toList()));
            return versions.values().stream()
                    .filter(keys -> keys.size() == 1)
                    .map(keys -> keys.get(0) + "\n")
                    .collect(Collectors.joining());
        }
    }

    /**
     * For messages.
     *
     * @return for instance {@code ruff 0.11.2}
     */
    public String label() {
        return name + " " + version;
    }

    String requirement() {
        return name + "==" + version;
    }

    /** All that decides what is installed, besides the interpreter. */
    String identity() {
        return requirement() + locked.map(lock -> "\n" + lock.digests()).orElse("");
    }

    String advice() {
        return "install it where this build finds it: python -m pip install " + requirement();
    }

    PrivateEnvironments.Content content(String requirements) {
        return new PrivateEnvironments.Content(module, label(), requirements, requirements, advice());
    }
}
