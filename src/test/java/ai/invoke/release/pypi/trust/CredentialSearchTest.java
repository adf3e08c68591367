package ai.invoke.release.pypi.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CredentialSearchTest {

    private static final Map<String, String> ACTIONS =
            Map.of("GITHUB_ACTIONS", "true", "ACTIONS_ID_TOKEN_REQUEST_URL", "https://localhost/", "HOME", "/nowhere");

    private static CredentialSearch.Found search(String mode, String... more) {
        Map<String, String> environment = new HashMap<>(ACTIONS);
        environment.put(CredentialSearch.TRUSTED_PUBLISHING, mode);
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return CredentialSearch.search(PackageIndex.PYPI, Optional.empty(), environment);
    }

    @Test
    void autoTakesAnIdentityWhenThereIsNothingElse() {
        assertThat(search("auto")).isInstanceOf(CredentialSearch.Trusted.class);
        assertThat(search("auto", "PYPI_TOKEN", "secret")).isInstanceOf(CredentialSearch.Given.class);
    }

    @Test
    void alwaysWantsNothingElseToLieAround() {
        assertThat(search("always")).isInstanceOf(CredentialSearch.Trusted.class);
        assertThat(search("always", "PYPI_TOKEN", "secret-0815"))
                .isInstanceOfSatisfying(
                        CredentialSearch.Missing.class,
                        missing -> assertThat(missing.problem().toString())
                                .contains("demanded", "PYPI_TOKEN")
                                .doesNotContain("0815"));
        assertThat(search("always", "GITHUB_ACTIONS", "false"))
                .isInstanceOfSatisfying(
                        CredentialSearch.Missing.class,
                        missing -> assertThat(missing.problem().toString())
                                .contains("no job of a CI that PyPI knows publishers for"));
    }

    @Test
    void neverTakesNoIdentity() {
        assertThat(search("never")).isInstanceOf(CredentialSearch.Missing.class);
        assertThat(search("never", "PYPI_TOKEN", "secret")).isInstanceOf(CredentialSearch.Given.class);
    }

    @Test
    void anotherWordIsAnError() {
        assertThatThrownBy(() -> search("sometimes"))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("auto, always or never");
    }

    /** CircleCI gives every job an identity, so that nothing but the demand says that this one publishes. */
    @Test
    void anIdentityThatEveryJobHasIsTakenOnDemand() {
        assertThat(search("always", "GITHUB_ACTIONS", "", "CIRCLECI", "true"))
                .isInstanceOf(CredentialSearch.Trusted.class);
        assertThat(search("auto", "GITHUB_ACTIONS", "", "CIRCLECI", "true"))
                .isInstanceOfSatisfying(
                        CredentialSearch.Missing.class,
                        missing -> assertThat(missing.problem().toString()).contains("whose identity is used when"));
    }
}
