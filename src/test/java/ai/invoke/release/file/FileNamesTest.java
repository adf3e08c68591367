package ai.invoke.release.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileNamesTest {

    @ParameterizedTest
    @CsvSource({
        "con, con",
        "NUL, NUL",
        "nul.tar.gz, nul",
        "com1.py, com1",
        "LPT9, LPT9",
        "com².txt, com²",
        "CONIN$, CONIN$",
        "'aux .txt', aux",
        "'prn ', prn",
        "con., con",
        "'con:', con"
    })
    void devicesOfWindows(String segment, String device) {
        assertThat(FileNames.device(segment)).contains(device);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "console",
                "com",
                "com0",
                "com10",
                "xcon",
                "null.py",
                ".con",
                "lpt.txt",
                "con_",
                "my con.txt",
                "con$"
            })
    void namesOfFiles(String segment) {
        assertThat(FileNames.device(segment)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a/b/c.txt, c.txt", "c.txt, c.txt", "a/, ''", "'', ''"})
    void whatComesBehindTheLastSeparator(String path, String last) {
        assertThat(FileNames.last(path)).isEqualTo(last);
    }
}
