package ai.invoke.release.pypi.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PypircTest {

    private static final PackageIndex COMPANY = PackageIndex.custom(
            "company", URI.create("https://nexus.example/repository/py/"), URI.create("https://nexus.example/s/"));

    @TempDir
    private Path home;

    @BeforeEach
    void write() throws IOException {
        Files.writeString(home.resolve(".pypirc"), """
                # a comment
                [distutils]
                index-servers =
                    pypi
                    company

                [pypi]
                username = __token__
                password = token-of-pypi-4711

                [testpypi]
                repository: https://test.pypi.org/legacy
                password: token-of-test-4711

                [company]
                repository = https://nexus.example/repository/py
                username = me
                password = 50%=more:4711
                """);
    }

    private Optional<PypiCredentials> find(PackageIndex index) {
        return Pypirc.find(index, Map.of("HOME", home.toString()));
    }

    @Test
    void eachIndexGetsItsOwn() {
        assertThat(find(PackageIndex.PYPI).orElseThrow().password()).isEqualTo("token-of-pypi-4711");
        assertThat(find(PackageIndex.TESTPYPI).orElseThrow().password()).isEqualTo("token-of-test-4711");
        PypiCredentials company = find(COMPANY).orElseThrow();
        assertThat(company.user()).isEqualTo("me");
        assertThat(company.password()).isEqualTo("50%=more:4711");
        assertThat(company.origin()).contains("[company]").contains(".pypirc");
    }

    @Test
    void nameAloneIsNotEnough() {
        PackageIndex other = PackageIndex.custom("pypi", URI.create("https://other.example/"), COMPANY.simple());
        assertThat(find(other)).isEmpty();
        assertThat(Pypirc.find(PackageIndex.PYPI, Map.of())).isEmpty();
    }

    @Test
    void isReadLastAndSaysSo() {
        Map<String, String> environment = Map.of("HOME", home.toString());
        CredentialSearch.Found found = CredentialSearch.search(COMPANY, Optional.empty(), environment);
        assertThat(found.reason())
                .contains("read last")
                .contains("settings.xml")
                .doesNotContain("4711");
        Map<String, String> both =
                Map.of("HOME", home.toString(), "TWINE_PASSWORD", "first", "TWINE_REPOSITORY", "company");
        assertThat(CredentialSearch.search(COMPANY, Optional.empty(), both).reason())
                .isEqualTo("environment variable TWINE_PASSWORD");
    }

    @Test
    void fileThatIsTooLargeIsNamed() throws IOException {
        Files.write(home.resolve(".pypirc"), new byte[2 * 1024 * 1024]);
        assertThatThrownBy(() -> find(COMPANY))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining(".pypirc");
    }
}
