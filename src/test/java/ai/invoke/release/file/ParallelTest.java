package ai.invoke.release.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class ParallelTest {

    @Test
    void resultsHaveTheOrderOfTheElements() {
        List<Integer> numbers = IntStream.range(0, 500).boxed().toList();
        assertThat(Parallel.map(numbers, number -> number * 2))
                .containsExactlyElementsOf(
                        numbers.stream().map(number -> number * 2).toList());
        assertThat(Parallel.map(List.of(), Object::toString)).isEmpty();
    }

    @Test
    void twoAreReallyDoneAtTheSameTime() {
        Assumptions.assumeTrue(Parallel.threads(2) == 2);
        CountDownLatch both = new CountDownLatch(2);
        assertThat(Parallel.map(List.of(1, 2), each -> meet(both))).containsExactly(true, true);
    }

    private static boolean meet(CountDownLatch both) {
        both.countDown();
        try {
            return both.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theFirstFailureInOrderIsThrown() {
        assertThatThrownBy(() -> Parallel.map(List.of(1, 2, 3), each -> {
                    if (each > 1) {
                        throw new IllegalArgumentException("no " + each);
                    }
                    return each;
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no 2");
    }

    @Test
    void workBesideThrowsWhereItsResultIsAskedFor() {
        try (Parallel.Started<String> good = Parallel.start(() -> "done");
                Parallel.Started<String> late = Parallel.later(() -> "later");
                Parallel.Started<String> bad = Parallel.start(() -> {
                    throw new IllegalStateException("broken");
                })) {
            assertThat(good.result()).isEqualTo("done");
            assertThat(late.result()).isEqualTo("later");
            assertThatThrownBy(bad::result).hasMessage("broken");
        }
    }
}
