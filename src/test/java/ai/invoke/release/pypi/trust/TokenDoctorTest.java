package ai.invoke.release.pypi.trust;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.index.PackageIndex;
import java.net.URI;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenDoctorTest {

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final PackageIndex CUSTOM = PackageIndex.custom(
            "company", URI.create("https://example.org/upload/"), URI.create("https://example.org/simple/"));

    private static List<String> errors(String token, PackageIndex index) {
        TokenDoctor.Diagnosis diagnosis =
                TokenDoctor.examine(PypiCredentials.token(token, "environment variable X"), index, "Invoke_AI", NOW);
        assertThat(diagnosis.toString()).satisfies(text -> {
            if (token.length() > 10) {
                assertThat(text).doesNotContain(token);
            }
        });
        return diagnosis.errors().stream().map(Problem::what).toList();
    }

    @Test
    void healthyTokens() {
        assertThat(errors(TestToken.of("pypi.org"), PackageIndex.PYPI)).isEmpty();
        assertThat(errors(TestToken.of("test.pypi.org", "[1,[\"invoke.ai\"]]"), PackageIndex.TESTPYPI))
                .isEmpty();
        assertThat(errors(TestToken.of("pypi.org", "{\"version\":1,\"permissions\":\"user\"}"), PackageIndex.PYPI))
                .isEmpty();
        assertThat(errors(" " + TestToken.of("pypi.org", "[0,1800009999,1799999999]") + "\n", PackageIndex.PYPI))
                .isEmpty();
        assertThat(errors("company-secret", CUSTOM)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            test.pypi.org | [3,"u"]                                            | is a token of test.pypi.org, but the upload goes to PyPI
            pypi.org      | [0,1799999999,1]                                   | expired at 2027-01-15T07:59:59Z
            pypi.org      | [0,1900000000,1800000001]                          | not valid before
            pypi.org      | [1,["other","more"]]                               | a token for other, more only, not for Invoke_AI
            pypi.org      | {"version":1,"permissions":{"projects":["other"]}} | a token for other only
            """)
    void sickTokens(String location, String caveat, String words) {
        assertThat(errors(TestToken.of(location, caveat), PackageIndex.PYPI))
                .singleElement()
                .asString()
                .contains(words);
    }

    @Test
    void severalErrorsAtOnce() {
        assertThat(errors(TestToken.of("test.pypi.org", "[0,5,1]", "[1,[\"x\"]]"), PackageIndex.PYPI))
                .hasSize(3);
    }

    @Test
    void damagedTokensAreNeverTakenForHealthy() {
        String token = TestToken.of("pypi.org", "[1,[\"invokeai\"]]");
        for (int length = 0; length < token.length() - 1; length++) {
            assertThat(errors(token.substring(0, length), PackageIndex.PYPI))
                    .as("first %d characters", length)
                    .hasSize(1);
        }
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(120)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = 2;
            }
            String noise = "pypi-" + Base64.getUrlEncoder().encodeToString(bytes);
            assertThat(errors(noise, PackageIndex.PYPI)).isNotEmpty();
        }
    }

    @Test
    void pypiTokensAreForPypiOnly() {
        assertThat(errors(TestToken.of("pypi.org"), CUSTOM))
                .singleElement()
                .asString()
                .contains("it was not sent");
    }

    @Test
    void userNamesAreOutOfUse() {
        PypiCredentials login = new PypiCredentials("me", "hunter2222", "settings.xml");
        assertThat(TokenDoctor.examine(login, PackageIndex.PYPI, "p", NOW).errors())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString())
                        .contains("'me'")
                        .contains("__token__")
                        .doesNotContain("hunter"));
        assertThat(TokenDoctor.examine(login, CUSTOM, "p", NOW).errors()).isEmpty();
    }

    @Test
    void tokenThatEndsSoonIsAWarning() {
        TokenDoctor.Diagnosis diagnosis = TokenDoctor.examine(
                PypiCredentials.token(TestToken.of("pypi.org", "[0,1800000060,1]"), "x"), PackageIndex.PYPI, "p", NOW);
        assertThat(diagnosis.errors()).isEmpty();
        assertThat(diagnosis.warnings()).hasSize(1);
    }

    @Test
    void orderOfTheSearch() {
        String pypi = TestToken.of("pypi.org");
        String test = TestToken.of("test.pypi.org");
        Map<String, String> environment = Map.of("PYPI_TOKEN", pypi, "TWINE_PASSWORD", test, "UV_PUBLISH_TOKEN", "x");
        assertThat(CredentialSearch.search(PackageIndex.PYPI, Optional.empty(), environment))
                .isInstanceOfSatisfying(CredentialSearch.Given.class, given -> {
                    assertThat(given.reason()).isEqualTo("environment variable PYPI_TOKEN");
                    assertThat(given.credentials().password()).isEqualTo(pypi);
                });
        assertThat(CredentialSearch.search(PackageIndex.TESTPYPI, Optional.empty(), environment))
                .isInstanceOfSatisfying(
                        CredentialSearch.Given.class,
                        given -> assertThat(given.credentials().password()).isEqualTo(test));
        assertThat(CredentialSearch.search(PackageIndex.PYPI, Optional.empty(), Map.of("TWINE_PASSWORD", test)))
                .isInstanceOfSatisfying(
                        CredentialSearch.Missing.class,
                        missing -> assertThat(missing.reason())
                                .contains("TWINE_PASSWORD is a token of test.pypi.org")
                                .doesNotContain(test));
        assertThat(CredentialSearch.search(
                        PackageIndex.PYPI,
                        Optional.empty(),
                        Map.of("GITHUB_ACTIONS", "true", "ACTIONS_ID_TOKEN_REQUEST_URL", "https://x/?y")))
                .isInstanceOf(CredentialSearch.Trusted.class);
        assertThat(CredentialSearch.search(PackageIndex.PYPI, Optional.empty(), Map.of("GITHUB_ACTIONS", "true"))
                        .reason())
                .contains("id-token: write");
    }
}
