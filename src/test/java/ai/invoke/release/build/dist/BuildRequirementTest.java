package ai.invoke.release.build.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildRequirementTest {

    @TempDir
    Path folder;

    private String digest(String record) throws Exception {
        return BuildRequirement.digest(Files.writeString(folder.resolve("RECORD"), record))
                .orElseThrow();
    }

    /** Two clones in two folders install the same wheel. */
    @Test
    void whatOnlyThisMachineHasDoesNotCount() throws Exception {
        String here = """
                ../../../bin/flit,sha256=AAAA,200
                flit_core/__init__.py,sha256=BBBB,10
                flit_core/__pycache__/__init__.cpython-311.pyc,,
                flit_core-3.9.dist-info/INSTALLER,sha256=CCCC,4
                flit_core-3.9.dist-info/METADATA,sha256=DDDD,40
                flit_core-3.9.dist-info/RECORD,,
                flit_core-3.9.dist-info/REQUESTED,sha256=EEEE,0
                """;
        String there = """
                flit_core-3.9.dist-info/METADATA,sha256=DDDD,40
                flit_core/__init__.py,sha256=BBBB,10
                ../../../bin/flit,sha256=ZZZZ,230
                flit_core-3.9.dist-info/RECORD,,
                """;
        assertThat(digest(there)).isEqualTo(digest(here));
        assertThat(digest(there.replace("BBBB", "XXXX"))).isNotEqualTo(digest(here));
    }

    @Test
    void withoutARecordThereIsNoDigest() throws Exception {
        assertThat(BuildRequirement.digest(folder.resolve("none"))).isEmpty();
    }
}
