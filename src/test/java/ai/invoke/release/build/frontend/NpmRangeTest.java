package ai.invoke.release.build.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of node-semver's own documentation, and some from {@code package.json} files. */
class NpmRangeTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1.2.3 ; 1.2.3 ; true",
                "1.2.3 ; 1.2.4 ; false",
                "=1.2.3 ; 1.2.3 ; true",
                "v20.11.0 ; 20.11.0 ; true",
                "'' ; 3.0.0 ; true",
                "* ; 3.0.0 ; true",
                "x ; 3.0.0 ; true",
                "1 ; 1.99.0 ; true",
                "1 ; 2.0.0 ; false",
                "1.2.x ; 1.2.9 ; true",
                "1.2.x ; 1.3.0 ; false",
                ">=1.2.7 <1.3.0 ; 1.2.99 ; true",
                ">=1.2.7 <1.3.0 ; 1.3.0 ; false",
                ">= 18 ; 18.0.0 ; true",
                "> 18 ; 18.9.9 ; false",
                "> 18 ; 19.0.0 ; true",
                ">18.1.1 ; 18.1.2 ; true",
                "<=20 ; 20.20.2 ; true",
                "<=20 ; 21.0.0 ; false",
                "<=1.2.3 ; 1.2.3 ; true",
                "1.2.7 || >=1.2.9 <2.0.0 ; 1.2.8 ; false",
                "1.2.7 || >=1.2.9 <2.0.0 ; 1.4.6 ; true",
                "1.2.3 - 2.3.4 ; 2.3.4 ; true",
                "1.2.3 - 2.3.4 ; 2.3.5 ; false",
                "1.2.3 - 2.3 ; 2.3.9 ; true",
                "1.2.3 - 2 ; 3.0.0 ; false",
                "~1.2.3 ; 1.2.9 ; true",
                "~1.2.3 ; 1.3.0 ; false",
                "~1 ; 1.9.0 ; true",
                "^1.2.3 ; 1.9.9 ; true",
                "^1.2.3 ; 2.0.0 ; false",
                "^0.2.3 ; 0.2.9 ; true",
                "^0.2.3 ; 0.3.0 ; false",
                "^0.0.3 ; 0.0.4 ; false",
                "^0 ; 0.9.0 ; true",
                ">=11 ; 11.0.0-rc.2 ; false",
                "<11 ; 11.0.0-rc.2 ; true",
                "1.2.3-beta.2 ; 1.2.3-beta.2 ; true",
                ">=1 ; latest ; false",
                ">=1 ; >=2 ; false",
            })
    void fits(String range, String version, boolean fits) {
        assertThat(NpmRange.of(range).accepts(version)).isEqualTo(fits);
    }

    @ParameterizedTest
    @ValueSource(strings = {"please-use-pnpm", "lts/*", ">=four", "1.2.3.4", "^", "99999999999999999999"})
    void whatIsNoRangeIsNoneEither(String text) {
        assertThat(NpmRange.parse(text)).isEmpty();
    }

    @Test
    void aRangeIsShownAsItWasWritten() {
        assertThat(NpmRange.of(" ^10 || 9 ")).hasToString("^10 || 9");
    }
}
