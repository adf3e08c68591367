package ai.invoke.release.dist.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RecordRowsTest {

    private static final String DIGEST = "sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU";

    @Test
    void eachLineComesBackAsItWasWritten() {
        List<RecordRow> written = new ArrayList<>();
        String[] hashes = {
            DIGEST,
            "",
            // The same bytes with a spare bit set, padding, another alphabet, too short, other algorithms.
            DIGEST.substring(0, DIGEST.length() - 1) + "V",
            DIGEST + "=",
            DIGEST.replace('-', '+'),
            "sha256=abc",
            "SHA256" + DIGEST.substring(6),
            "sha512=abc",
            "md5"
        };
        String[] sizes = {"0", "", "17", "017", "+1", "-1", " 1", "9".repeat(18), "9".repeat(19), "x"};
        int line = 1;
        for (String hash : hashes) {
            for (String size : sizes) {
                for (int fields : new int[] {0, 2, 3, 70}) {
                    written.add(new RecordRow(line += 2, fields, "p" + line, hash, size));
                }
            }
        }
        RecordRows rows = new RecordRows(path -> path);

        written.forEach(rows::append);

        assertThat(rows.finished()).isEqualTo(written);
        assertThatThrownBy(() -> rows.get(written.size())).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void thePathOfAMemberIsKeptOnce() {
        String known = new String("demo/core.py");
        RecordRows rows = new RecordRows(path -> Map.of(known, known).getOrDefault(path, path));

        rows.append(new RecordRow(1, 3, new String("demo/core.py"), DIGEST, "1"));

        assertThat(rows.get(0).path()).isSameAs(known);
    }
}
