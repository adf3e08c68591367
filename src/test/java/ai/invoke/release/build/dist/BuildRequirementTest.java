package ai.invoke.release.build.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildRequirementTest {

    private static final String DIGEST = "17398cdd2c38b24047a5a9c93089ec5c0bf12ec3d1469bbf69c27ed7965299db";

    @TempDir
    Path folder;

    @Test
    void theLogOfPipSaysWhatWasInstalledFromWhichWheel() throws Exception {
        Path log = Files.writeString(folder.resolve("pip.log"), """
                2026-11-30T17:27:48,090   Found link https://index.example/zope_x-1.0-py3-none-any.whl#sha256=%2$s (from x)
                2026-11-30T17:27:48,095   Added flit-core from https://index.example/flit_core-4.1.0-py3-none-any.whl#sha256=%1$s to build tracker '/tmp/t'
                2026-11-30T17:27:48,099   Removed flit-core from https://index.example/flit_core-4.1.0-py3-none-any.whl#sha256=%1$s from build tracker '/tmp/t'
                2026-11-30T17:27:49,001   Added local from file:///wheels/local-2.0+cpu-py3-none-any.whl to build tracker '/tmp/t'
                2026-11-30T17:27:50,000 Successfully installed flit-core-4.1.0 local-2.0+cpu
                2026-11-30T17:27:55,000 Successfully installed Zope.X-1.1 flit-core-4.1.0
                """.formatted(DIGEST, "0".repeat(64)));

        assertThat(BuildRequirement.installed(log))
                .containsExactly(
                        new BuildRequirement("flit-core", "4.1.0", Optional.of(DIGEST)),
                        new BuildRequirement("local", "2.0+cpu", Optional.empty()),
                        new BuildRequirement("zope-x", "1.1", Optional.empty()));
    }

    @Test
    void withoutALogNothingIsKnown() throws Exception {
        assertThat(BuildRequirement.installed(folder.resolve("none"))).isEmpty();
    }

    @Test
    void aLogMayHoldAnyBytes() throws Exception {
        Path log = Files.write(
                folder.resolve("pip.log"),
                "x \u00e9\nx Successfully installed flit-core-4.1.0\n".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(BuildRequirement.installed(log))
                .containsExactly(new BuildRequirement("flit-core", "4.1.0", Optional.empty()));
    }
}
