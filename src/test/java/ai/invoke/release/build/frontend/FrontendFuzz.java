package ai.invoke.release.build.frontend;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.Scratch;
import ai.invoke.release.json.JsonTree;
import ai.invoke.release.problem.ReleaseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What is read of a frontend before its package manager is started. */
public final class FrontendFuzz {

    private static final Set<String> CHECKS = Set.of("eslint", "tsc");

    private FrontendFuzz() {}

    public static List<FuzzTarget> targets() {
        String build = "{\"scripts\": {\"build\": \"";
        return List.of(
                FuzzTarget.of(
                        "package-json",
                        FrontendFuzz::script,
                        List.of(
                                List.of(build + "eslint", "&&eslint", "&&vite\"}}"),
                                List.of(build, "&", "\"}}"),
                                List.of(build + "eslint", " ", "&&vite\"}}"),
                                List.of(build + "eslint&&vite", " a", "\"}}"),
                                List.of(build + "run-s", " l*", " && vite\", \"l\": \"eslint\"}}"),
                                List.of(build + "npm", " --x", " && vite\"}}"),
                                List.of("{\"scripts\": ", "[", ""),
                                List.of("{\"scripts\": {", "\"a\": \"\", ", "\"b\": \"\"}}"))),
                FuzzTarget.of(
                        "lock-file",
                        FrontendFuzz::lock,
                        List.of(
                                List.of("", "lockfileVersion: ", ""),
                                List.of("lockfileVersion:", " ", ""),
                                List.of("lockfileVersion: ", "1", ""),
                                List.of("__metadata:\n", " ", "version: 1"),
                                List.of("__metadata:\n version: 1", " ", "x"),
                                List.of("#", " ", "yarn lockfile v1"),
                                List.of("", "  a@1:\n", ""),
                                List.of("  ", "a", "@1:"),
                                List.of("  ", "a@", "1:"),
                                List.of("  a@", "1", ":\n    resolution: {integrity: sha512-AA}"),
                                List.of("  a@1:\n    resolution: {integrity: ", "a", "}"),
                                List.of("{\"packages\": {\"node_modules/a\": ", "[", ""))));
    }

    private static void script(byte[] input) {
        try {
            BuildScript.of(JsonTree.read(input), CHECKS, () -> true);
        } catch (JsonProcessingException documented) {
            if (documented.getOriginalMessage() == null) {
                throw new AssertionError("no message", documented);
            }
        }
    }

    private static void lock(byte[] input) {
        Path file = Scratch.file("bun.lock", input);
        for (PackageManager.Kind kind : PackageManager.Kind.values()) {
            try {
                LockFile.generation(kind, file);
                LockFile.integrity(kind, file, "a"::equals, "1");
            } catch (ReleaseException documented) {
                if (documented.problems().isEmpty()) {
                    throw new AssertionError("no problem", documented);
                }
            }
        }
    }
}
