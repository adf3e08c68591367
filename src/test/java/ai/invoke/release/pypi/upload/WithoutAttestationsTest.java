package ai.invoke.release.pypi.upload;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.sandbox.pypi.PypiOptions;
import ai.invoke.sandbox.pypi.RegisteredPublisher;
import ai.invoke.sandbox.pypi.SandboxPypi;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who wants no attestations gets nothing of them: no code that reads, makes or verifies one is even loaded. */
@Timeout(120)
class WithoutAttestationsTest {

    private static final String PACKAGE = "ai.invoke.release.pypi.attestation.";
    private static final String WHEEL = "demo_setuptools-1.2.3-py3-none-any.whl";

    @TempDir
    Path folder;

    /** The classes about attestations that an upload loads. */
    private Set<String> loaded(String mode) throws IOException, InterruptedException {
        Path dist = Files.createDirectories(folder.resolve(mode));
        Path wheel = Files.copy(Path.of("src/test/resources/corpora/good").resolve(WHEEL), dist.resolve(WHEEL));
        try (SandboxPypi pypi = SandboxPypi.start(
                folder.resolve("index-" + mode),
                PypiOptions.of("pypi")
                        .withPublishers(List.of(new RegisteredPublisher(
                                "demo-setuptools",
                                RegisteredPublisher.Kind.GITLAB,
                                "group/project",
                                ".gitlab-ci.yml",
                                "",
                                true))))) {
            Path output = folder.resolve(mode + ".log");
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-verbose:class",
                            "-cp",
                            System.getProperty("java.class.path"),
                            UploadWithoutAttestations.class.getName(),
                            pypi.uploadUrl().toString(),
                            pypi.simpleUrl().toString(),
                            mode,
                            wheel.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            // Trusted publishing, so that attestations would be taken.
            builder.environment().put("GITLAB_CI", "true");
            builder.environment().put("PYPI_ID_TOKEN", pypi.gitlabIdentityToken("group/project", ".gitlab-ci.yml", ""));
            builder.environment().remove("GITHUB_ACTIONS");
            Process process = builder.start();
            int code = process.waitFor();
            List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
            assertThat(code)
                    .as(String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())))
                    .isZero();
            assertThat(pypi.state().toString()).contains(WHEEL);
            return lines.stream()
                    .filter(line -> line.contains(PACKAGE))
                    .map(line -> line.replaceFirst(".*" + PACKAGE.replace(".", "\\.") + "(\\S+).*", "$1"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void noneLoadsNothing() throws Exception {
        assertThat(loaded("none"))
                .containsExactlyInAnyOrder(
                        "sign.AttestationSettings", "sign.AttestationSettings$Mode", "sign.SigningServices");
    }

    /** So that the test above can fail. */
    @Test
    void autoLooksForThem() throws Exception {
        assertThat(loaded("auto")).contains("verify.TrustRoot", "bundle.AttestationFiles");
    }
}
