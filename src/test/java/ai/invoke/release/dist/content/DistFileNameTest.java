package ai.invoke.release.dist.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DistFileNameTest {

    @Test
    void wheelWithBuildTag() {
        DistFileName name = DistFileName.parse("demo_x-1.0-2b-py2.py3-none-manylinux1_x86_64.manylinux2010_x86_64.whl");
        assertThat(name)
                .isEqualTo(new DistFileName.Wheel(
                        "demo_x-1.0-2b-py2.py3-none-manylinux1_x86_64.manylinux2010_x86_64.whl",
                        "demo_x",
                        "1.0",
                        Optional.of("2b"),
                        "py2.py3",
                        "none",
                        "manylinux1_x86_64.manylinux2010_x86_64"));
        assertThat(((DistFileName.Wheel) name).tags())
                .containsExactly(
                        "py2-none-manylinux1_x86_64",
                        "py2-none-manylinux2010_x86_64",
                        "py3-none-manylinux1_x86_64",
                        "py3-none-manylinux2010_x86_64");
        assertThat(name.pythonTag()).isEqualTo("py2.py3");
        assertThat(((DistFileName.Wheel) name).distInfo()).isEqualTo("demo_x-1.0.dist-info");
    }

    @Test
    void sdistSplitsAtTheLastHyphen() {
        assertThat(DistFileName.parse("a-b-1.0.tar.gz"))
                .isEqualTo(new DistFileName.Sdist("a-b-1.0.tar.gz", "a-b", "1.0"));
        assertThat(DistFileName.parse("a-1.0.tar.gz").pythonTag()).isEqualTo("source");
    }

    @ParameterizedTest
    @CsvSource({
        "demo-1.0-py3-any.whl,4 dash-separated parts",
        "demo-1.0-1-py3-none-any-x.whl,7 dash-separated parts",
        "demo--py3-none-any.whl,empty part",
        "demo.tar.gz,has no version",
        "demo-.tar.gz,has no version",
        "-1.0.tar.gz,has no version",
        "demo-1.0.zip,neither a wheel",
        "demo-1.0-py3-none-any.WHL,neither a wheel"
    })
    void saysWhatIsWrong(String fileName, String message) {
        assertThat(DistFileName.tryParse(fileName)).isEmpty();
        assertThatThrownBy(() -> DistFileName.parse(fileName))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(fileName)
                .hasMessageContaining(message);
    }
}
