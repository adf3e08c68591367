package ai.invoke.release.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.nullable;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AttachedFilesTest {

    private final MavenProjectHelper helper = mock(MavenProjectHelper.class);
    private final AttachedFiles attached = new AttachedFiles(helper, new MavenProject());
    private final List<String> calls = new ArrayList<>();

    @BeforeEach
    void record() {
        doAnswer(call -> calls.add(call.getArgument(1) + " " + call.getArgument(2) + " "
                        + call.getArgument(3, File.class).getName()))
                .when(helper)
                .attachArtifact(any(), anyString(), nullable(String.class), any(File.class));
    }

    @Test
    void wheelsAndSdistsHaveTypesAndClassifiers() {
        attached.distributions(List.of(
                Path.of("dist/acme-1.0-py3-none-any.whl"),
                Path.of("dist/acme-1.0-1-cp311-cp311-win_amd64.whl"),
                Path.of("dist/acme-1.0.tar.gz"),
                Path.of("dist/notes.txt")));

        assertThat(calls)
                .containsExactly(
                        "whl null acme-1.0-py3-none-any.whl",
                        "whl cp311-cp311-win_amd64 acme-1.0-1-cp311-cp311-win_amd64.whl",
                        "tar.gz sdist acme-1.0.tar.gz");
    }

    @Test
    void severalInstallersAreToldApart() {
        attached.installers(List.of(Path.of("acme-installer-v1.0.zip")));
        attached.installers(List.of(Path.of("acme-linux-v1.0.zip"), Path.of("acme-windows-v1.0.zip")));

        assertThat(calls)
                .containsExactly(
                        "zip installer acme-installer-v1.0.zip",
                        "zip acme-linux-v1.0 acme-linux-v1.0.zip",
                        "zip acme-windows-v1.0 acme-windows-v1.0.zip");
    }
}
