package ai.invoke.release.dist.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.dist.compare.WheelComparison.FieldChange;
import ai.invoke.release.dist.compare.WheelComparison.Kind;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.testing.DistMaker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WheelComparisonTest {

    @TempDir
    Path temp;

    private WheelOutline outline(DistMaker maker, String folder) throws IOException {
        return WheelOutline.read(maker.wheel(Files.createDirectories(temp.resolve(folder))));
    }

    @Test
    void saysWhatCameWentAndChanged() throws IOException {
        WheelOutline before = outline(
                DistMaker.of("demo", "1.0")
                        .file("demo/a.py", "a")
                        .file("demo/gone.py", "gone gone gone")
                        .file("web/index.html", "x".repeat(500))
                        .file("demo-1.0.dist-info/entry_points.txt", "[console_scripts]\ndemo = demo:main\n")
                        .header("Requires-Dist: numpy<2")
                        .header("Requires-Dist: torch")
                        .header("Requires-Python: >=3.9"),
                "before");
        WheelOutline now = outline(
                DistMaker.of("demo", "1.1")
                        .file("demo/a.py", "b")
                        .file("demo/new.py", "new")
                        .file("top.py", "")
                        .file("demo-1.1.dist-info/entry_points.txt", "[console_scripts]\n# x\nother = demo:main\n")
                        .header("Requires-Dist: numpy<3")
                        .header("Requires-Dist: torch")
                        .header("Requires-Python: >=3.9"),
                "now");
        WheelComparison comparison = new WheelComparison(before, now);
        assertThat(comparison.files())
                .extracting(WheelComparison.FileChange::path)
                .startsWith("web/index.html", "demo/gone.py")
                .contains("demo/a.py", "demo/new.py", "top.py", ".dist-info/METADATA")
                // The version in a folder's name is no difference.
                .doesNotContain("demo-1.1.dist-info/METADATA", ".dist-info/WHEEL");
        assertThat(comparison.files().get(0).kind()).isEqualTo(Kind.REMOVED);
        assertThat(comparison.groups())
                .filteredOn(group -> List.of("demo", "web", WheelComparison.TOP).contains(group.name()))
                .extracting(
                        group -> group.name() + " +" + group.added() + " -" + group.removed() + " ~" + group.changed())
                .containsExactly("web +0 -1 ~0", "demo +1 -1 ~2", "(top level) +1 -0 ~0");
        assertThat(comparison.fields())
                .containsExactly(
                        new FieldChange("Requires-Dist", List.of("numpy<2"), List.of("numpy<3")),
                        new FieldChange(
                                "Entry points",
                                List.of("console_scripts: demo = demo:main"),
                                List.of("console_scripts: other = demo:main")));
    }

    @Test
    void measuresWhatWasLost() throws IOException {
        DistMaker big = DistMaker.of("demo", "1.0");
        for (int i = 0; i < 6; i++) {
            big.file("demo/f" + i + ".py", "x".repeat(1000));
        }
        WheelOutline before = outline(big, "before");
        WheelOutline now = outline(DistMaker.of("demo", "1.1"), "now");
        assertThat(new WheelComparison(before, now).loss().files()).isEqualTo(60);
        assertThat(new WheelComparison(before, now).loss().worst()).isGreaterThan(80);
        assertThat(new WheelComparison(now, before).loss().worst()).isZero();
        assertThat(new WheelComparison(now, now).files()).isEmpty();
    }

    @Test
    void whatIsNoWheelIsRefusedWithItsName() throws IOException {
        Path file = Files.writeString(temp.resolve("demo-1.0-py3-none-any.whl"), "<html>not found</html>");
        assertThatThrownBy(() -> WheelOutline.read(file))
                .isInstanceOf(ProjectException.class)
                .hasMessageContainingAll("cannot be compared", "demo-1.0-py3-none-any.whl", "collect");
    }
}
