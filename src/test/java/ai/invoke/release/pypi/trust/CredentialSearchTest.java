package ai.invoke.release.pypi.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.pypi.index.PackageIndex;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialSearchTest {

    private static final Map<String, String> ACTIONS =
            Map.of("GITHUB_ACTIONS", "true", "ACTIONS_ID_TOKEN_REQUEST_URL", "https://localhost/", "HOME", "/nowhere");

    private static final URI LOCAL = URI.create("http://127.0.0.1/");
    private static final PackageIndex COMPANY =
            PackageIndex.custom("company", URI.create("https://company.example/up/"), LOCAL);

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

    /** A secret without a word about its index goes where the tool that names the variable would send it. */
    @ParameterizedTest
    @CsvSource({
        "pypi,     PYPI_TOKEN,       '',                   '',                           true",
        "testpypi, TESTPYPI_TOKEN,   '',                   '',                           true",
        "testpypi, PYPI_TOKEN,       '',                   '',                           false",
        "company,  PYPI_TOKEN,       '',                   '',                           false",
        "company,  COMPANY_TOKEN,    '',                   '',                           false",
        "pypi,     TWINE_PASSWORD,   '',                   '',                           true",
        "company,  TWINE_PASSWORD,   '',                   '',                           false",
        "testpypi, TWINE_PASSWORD,   TWINE_REPOSITORY,     testpypi,                     true",
        "pypi,     TWINE_PASSWORD,   TWINE_REPOSITORY,     testpypi,                     false",
        "company,  TWINE_PASSWORD,   TWINE_REPOSITORY_URL, https://company.example/up,   true",
        "company,  TWINE_PASSWORD,   TWINE_REPOSITORY_URL, https://elsewhere.example/up, false",
        "pypi,     TWINE_PASSWORD,   TWINE_REPOSITORY_URL, https://company.example/up/,  false",
        "pypi,     UV_PUBLISH_TOKEN, '',                   '',                           true",
        "company,  UV_PUBLISH_TOKEN, '',                   '',                           false",
        "company,  UV_PUBLISH_TOKEN, UV_PUBLISH_INDEX,     company,                      true",
        "company,  UV_PUBLISH_TOKEN, UV_PUBLISH_URL,       https://company.example/up/,  true"
    })
    void aSecretGoesOnlyWhereItIsMeantFor(String index, String variable, String aim, String value, boolean found) {
        PackageIndex target = switch (index) {
            case "pypi" -> PackageIndex.PYPI.at(LOCAL, LOCAL);
            case "testpypi" -> PackageIndex.TESTPYPI.at(LOCAL, LOCAL);
            default -> COMPANY;
        };
        assertThat(given(target, variable, "opaque-secret", aim, value)).isEqualTo(found);
    }

    @Test
    void aTokenThatNamesItsIndexGoesThereWhateverTheVariable() {
        String pypi = TestToken.of("pypi.org");
        String test = TestToken.of("test.pypi.org");
        assertThat(given(PackageIndex.PYPI, "TWINE_PASSWORD", pypi, "", "")).isTrue();
        assertThat(given(PackageIndex.TESTPYPI, "TWINE_PASSWORD", test, "", "")).isTrue();
        assertThat(given(PackageIndex.TESTPYPI, "UV_PUBLISH_TOKEN", pypi, "", ""))
                .isFalse();
        assertThat(given(COMPANY, "TWINE_PASSWORD", pypi, "TWINE_REPOSITORY", "company"))
                .isFalse();
        assertThat(given(COMPANY, "UV_PUBLISH_TOKEN", TestToken.of("warehouse.example"), "", ""))
                .as("a token of some other index, and nothing says that it is this one")
                .isFalse();
    }

    @Test
    void whoHasNoVariableIsToldOfSettings() {
        CredentialSearch.Found found =
                CredentialSearch.search(COMPANY, Optional.empty(), Map.of("PYPI_TOKEN", "x", "HOME", "/nowhere"));
        assertThat(found)
                .isInstanceOfSatisfying(
                        CredentialSearch.Missing.class,
                        missing -> assertThat(missing.problem().toString())
                                .contains("<server><id>company</id>")
                                .doesNotContain("set PYPI_TOKEN"));
    }

    private static boolean given(PackageIndex index, String variable, String secret, String aim, String value) {
        Map<String, String> environment = new HashMap<>(Map.of("HOME", "/nowhere", variable, secret));
        environment.put(aim, value);
        return CredentialSearch.search(index, Optional.empty(), environment) instanceof CredentialSearch.Given;
    }
}
