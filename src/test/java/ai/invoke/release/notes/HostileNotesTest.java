package ai.invoke.release.notes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HostileNotesTest {

    @Test
    void namesOfAMailMapLoseTheBlanksAroundThem() {
        MailMap map = MailMap.parse("  Proper  <p@x>\t Commit <c@y>  # why\n\tOther <o@x>#\n<q@x> <r@y>\n");
        assertThat(map.resolve("Commit", "c@y")).isEqualTo(new MailMap.Identity("Proper", "p@x"));
        assertThat(map.resolve("x", "o@x")).isEqualTo(new MailMap.Identity("Other", "o@x"));
        assertThat(map.resolve("x", "r@y")).isEqualTo(new MailMap.Identity("x", "q@x"));
    }
}
