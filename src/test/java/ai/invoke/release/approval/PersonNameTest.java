package ai.invoke.release.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersonNameTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x180b, 0x180f, 0x200b, 0x3164, 0xfe00, 0xfe0f, 0xffa0, 0xe0100,
                0xe01ef
            })
    void whatIsInvisibleMakesNobodyElse(int point) {
        assertThat(PersonName.key("An" + Character.toString(point) + "n")).isEqualTo(PersonName.key("Ann"));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x034e, 0x0350, 0x115e, 0x1161, 0x17b3, 0x17b6, 0x180a, 0x1810, 0x3165, 0xfdff, 0xfe10, 0xff9f, 0xffa1
            })
    void whatIsVisibleDoes(int point) {
        assertThat(PersonName.key("An" + Character.toString(point) + "n")).isNotEqualTo(PersonName.key("Ann"));
    }

    @ParameterizedTest
    @CsvSource({"ANN, ann", "Ａｎｎ, ann", "Straße, STRASSE", "ΣΑΣ, σας", "é, e\u0301", "'  Ann ', ann", "ﬁn, FIN"})
    void spellingsOfOneNameAreOnePerson(String one, String other) {
        assertThat(PersonName.key(one)).isEqualTo(PersonName.key(other));
    }

    @Test
    void aNameIsKeptWithoutBlanksAroundIt() {
        assertThat(PersonName.required("  Ann Arbor ")).isEqualTo("Ann Arbor");
        assertThat(PersonName.required("a".repeat(200))).hasSize(200);
    }

    @ParameterizedTest
    @CsvSource({
        "'An\u0007n', holds control characters",
        "'An\nn', holds control characters",
        "' ', no approver is named",
        "'\u3164\u200b', no approver is named",
    })
    void whatIsNoNameIsRefused(String name, String why) {
        assertThatThrownBy(() -> PersonName.required(name))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(why)
                .hasMessageContaining("-Dinvokeai.approver=<your name>");
    }

    @Test
    void aNameHasAnEnd() {
        assertThatThrownBy(() -> PersonName.required("a".repeat(201)))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("longer than 200 characters");
    }
}
