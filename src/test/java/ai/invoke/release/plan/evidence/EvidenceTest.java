package ai.invoke.release.plan.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.plan.evidence.Evidence.Check;
import ai.invoke.release.plan.evidence.Evidence.State;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvidenceTest {

    private static Check check(String id, State state, boolean tolerated) {
        return new Check(id, state, Optional.empty(), Optional.empty(), Optional.empty(), tolerated);
    }

    private static Evidence of(Check... checks) {
        return new Evidence(List.of(checks), List.of(), Optional.empty(), Optional.empty(), new TreeMap<>());
    }

    @Test
    void whatDidNotRunIsSaidFirst() {
        assertThat(of(
                                check("a", State.PASSED, false),
                                check("b", State.NOT_RUN, false),
                                check("c", State.SKIPPED, false),
                                check("d", State.FAILED, true))
                        .warnings())
                .containsExactly("2 of 4 checks did not run", "1 check failed: d (tolerated)");
    }

    @Test
    void noChecksAtAllAreAWarningToo() {
        assertThat(of().warnings()).containsExactly("no checks are configured");
        assertThat(of(check("a", State.PASSED, false)).warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "cannot read /home/ada/x/y.py, cannot read y.py",
        "'/home/ada/.venv/bin/python -m pip', python -m pip",
        "started C:\\Users\\Ada\\a.exe twice, started a.exe twice",
        "a/b/c and 1/2, a/b/c and 1/2",
        "not there (/home/ada/x.py), not there (x.py)",
        "reads \\\\server\\ada\\x.py and c:/Ada/y.py, reads x.py and y.py",
        "'quotes \"/home/ada/x.py', 'quotes \"x.py'",
        "z:/, ''",
        "1:/x and C:x/y and a: b, 1:/x and C:x/y and a: b",
    })
    void aReasonNamesNoFolderOfThisMachine(String reason, String shown) {
        assertThat(Evidence.line(reason)).isEqualTo(shown);
    }

    @Test
    void aReasonIsOneShortLine() {
        assertThat(Evidence.line("first\nsecond")).isEqualTo("first");
        assertThat(Evidence.line("x".repeat(1000))).hasSize(201);
        assertThat(Evidence.line("x".repeat(200))).isEqualTo("x".repeat(200));
    }
}
