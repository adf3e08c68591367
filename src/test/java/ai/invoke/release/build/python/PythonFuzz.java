package ai.invoke.release.build.python;

import ai.invoke.release.fuzz.FuzzTarget;
import java.util.List;

/** What is read of files for pip. */
public final class PythonFuzz {

    private PythonFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(FuzzTarget.ofText(
                "constraints",
                text -> text.lines().forEach(Constraints::included),
                List.of(
                        List.of("-c a", " ", "b"),
                        List.of("-c", " ", ""),
                        List.of("", " ", "-c"),
                        List.of("--constraint=", " ", "="),
                        List.of("-c a", " #", ""),
                        List.of("-c a", "#", ""),
                        List.of("", "-c a\n", ""))));
    }
}
