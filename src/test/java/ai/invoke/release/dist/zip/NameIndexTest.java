package ai.invoke.release.dist.zip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NameIndexTest {

    @Test
    void theLastOfANameIsFoundAndCounted() {
        NameIndex index = new NameIndex(List.of("a", "b", "a", "", "a"));

        assertThat(index.last("a")).hasValue(4);
        assertThat(index.last("b")).hasValue(1);
        assertThat(index.last("")).hasValue(3);
        assertThat(index.last("c")).isEmpty();
        assertThat(List.of(index.count("a"), index.count("b"), index.count("c")))
                .containsExactly(3, 1, 0);
        assertThat(new NameIndex(List.of()).last("a")).isEmpty();
    }

    @Test
    void namesOfOneHashAreNotSlow() {
        // "Aa" and "BB" have one hash code in Java, and so have all words made of them.
        List<String> names = new ArrayList<>(List.of(""));
        for (int length = 0; length < 16; length++) {
            List<String> longer = new ArrayList<>();
            for (String name : names) {
                longer.add(name + "Aa");
                longer.add(name + "BB");
            }
            names = longer;
        }

        NameIndex index = new NameIndex(names);

        for (int i = 0; i < names.size(); i++) {
            assertThat(index.last(names.get(i)).getAsInt()).isEqualTo(i);
        }
    }
}
