package ai.invoke.release.dist.rule.release;

import ai.invoke.release.fuzz.FuzzTarget;
import java.util.List;

/** Names in archives, compared with patterns of the POM. */
public final class ReleaseFuzz {

    private static final MemberPattern FOLDERS = MemberPattern.of("**/".repeat(20) + "x");
    private static final MemberPattern NAMES = MemberPattern.of("*a".repeat(20) + "x");

    private ReleaseFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(FuzzTarget.ofText(
                "member-pattern",
                path -> {
                    FOLDERS.matches(path);
                    NAMES.matches(path);
                    if (!MemberPattern.of("**").matches(path)) {
                        throw new AssertionError("not everything is meant by **");
                    }
                },
                List.of(List.of("", "a/", ""), List.of("", "a", ""), List.of("", "/", ""))));
    }
}
