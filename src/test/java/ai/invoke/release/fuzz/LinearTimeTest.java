package ai.invoke.release.fuzz;

import ai.invoke.release.testing.Growth;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whoever reads what others wrote takes at most 64 times as long for 16 times as much: a coarse net that catches quadratic
 * time. {@code src/bench/readers} has exact figures.
 */
class LinearTimeTest {

    static Stream<FuzzTarget> readers() {
        return FuzzTargets.all().stream().filter(target -> !target.worst().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("readers")
    void sixteenTimesAsMuchTakesNoLongerThanThat(FuzzTarget target) {
        for (List<String> pieces : target.worst()) {
            Growth.isLinear(target.name(), pieces, target.probe());
        }
    }
}
