package ai.invoke.release.text;

import ai.invoke.release.testing.Growth;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostileTextTest {

    @Test
    void redactingIsLinear() {
        Growth.isLinear(
                List.of(
                        List.of("", "eyJ-", ""),
                        List.of("", "eyJaaaa.", ""),
                        List.of("", "-eyJaaaa-", ".aaaa"),
                        List.of("", "authorization:", ""),
                        List.of("", "authorization:\n", ""),
                        List.of("authorization:", " ", ""),
                        List.of("authorization:", "\n", ""),
                        List.of("", "://", ""),
                        List.of("", "://a:b", ""),
                        List.of("://", "a", ""),
                        List.of("", "basic ", ""),
                        List.of("", "pypi-", ""),
                        List.of("", "ghp_", "")),
                Redactor.byShape()::redact);
    }
}
