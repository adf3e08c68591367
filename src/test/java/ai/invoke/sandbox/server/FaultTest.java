package ai.invoke.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=503,2 POST ^/legacy/ 1x3",
                "drop-before GET /simple/",
                "drop-upload=1000 POST /assets\\?name=a.zip 2",
                "slow=250 * /",
                "rate-limit=60 * /repos/"
            })
    void textFormReadsBackAsItWasWritten(String text) {
        assertThat(Fault.parse(text)).hasToString(text);
    }

    @Test
    void unknownFaultNamesTheKnownOnes() {
        assertThatThrownBy(() -> Fault.parse("explode POST /legacy/"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("explode")
                .hasMessageContaining("drop-after");
        assertThatThrownBy(() -> Fault.parse("status=503"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write for instance");
    }

    @Test
    void onlyTheChosenRequestsMeetTheFault() {
        Faults faults = new Faults();
        faults.play(Fault.of(Fault.Kind.STATUS, 503, "POST", "^/legacy/").at(2, 2));
        assertThat(faults.meet("POST", "/legacy/")).isEmpty();
        assertThat(faults.meet("GET", "/legacy/")).isEmpty();
        assertThat(faults.meet("POST", "/other/")).isEmpty();
        assertThat(faults.meet("POST", "/legacy/")).isPresent();
        assertThat(faults.pending()).hasSize(1);
        assertThat(faults.meet("POST", "/legacy/")).isPresent();
        assertThat(faults.pending()).isEmpty();
        assertThat(faults.meet("POST", "/legacy/")).isEmpty();
    }
}
