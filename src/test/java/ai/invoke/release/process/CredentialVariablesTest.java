package ai.invoke.release.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialVariablesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PYPI_TOKEN",
                "GITHUB_TOKEN",
                "GH_PAT",
                "AZURE_DEVOPS_EXT_PAT",
                "TWINE_PASSWORD",
                "TWINE_USERNAME",
                "UV_PUBLISH_TOKEN",
                "AWS_ACCESS_KEY_ID",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
                "NPM_TOKEN",
                "NODE_AUTH_TOKEN",
                "npm_config__authToken",
                "npm_config__auth",
                "npm_config_//npm.example.org/:_authToken",
                "GPG_PASSPHRASE",
                "MAVEN_GPG_KEY",
                "DEPLOY_PRIVATE_KEY",
                "openAiApiKey",
                "OPENAI_APIKEY",
                "APIKey",
                "INVOKEAI_REMOTE_API_TOKENS",
                "GOOGLE_APPLICATION_CREDENTIALS",
                "DB_PASSWD",
                "DB_PASS",
                "MYSQL_PWD",
                "PGPASSWORD",
                "PASSWORD",
                "TOKEN2",
                "SYSTEM_ACCESSTOKEN",
                "ACTIONS_ID_TOKEN_REQUEST_URL",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                "ACTIONS_RUNTIME_TOKEN",
                "CI_JOB_TOKEN",
                "CI_JOB_JWT",
                "CI_JOB_JWT_V2",
                "PYPI_ID_TOKEN",
                "SIGSTORE_ID_TOKEN",
                "DOCKER_AUTH_CONFIG",
                "SSH_AUTH_SOCK",
                "AZURE_STORAGE_CONNECTION_STRING",
                "release-secret",
                "codesigning.password",
                "PASSWORD_STORE_DIR",
                "MAX_TOKENS"
            })
    void namesOfCredentials(String name) {
        assertThat(CredentialVariables.isCredential(name)).isTrue();
        assertThat(CredentialVariables.isCredential(name, "x")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HOME",
                "PWD",
                "OLDPWD",
                "CI",
                "TOKENIZERS_PARALLELISM",
                "SECRETARY",
                "PASSENGER_ROOT",
                "COMPASS",
                "GIT_ASKPASS",
                "SSH_ASKPASS",
                "GIT_AUTHOR_NAME",
                "XAUTHORITY",
                "PATTERN",
                "CACHE_KEY",
                "SORT_KEYS",
                "PYTHON_KEYRING_BACKEND",
                "KEYBOARD_LAYOUT",
                "GITHUB_ACTIONS",
                "GITHUB_REPOSITORY",
                "ACTIONS_CACHE_URL",
                "CI_COMMIT_SHA",
                "JENKINS_NODE_COOKIE",
                "SOURCE_DATE_EPOCH",
                "JAVA_HOME",
                "",
                "=C:"
            })
    void namesThatChildrenNeed(String name) {
        assertThat(CredentialVariables.isCredential(name)).isFalse();
        assertThat(CredentialVariables.isCredential(name, "x")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DEPLOY            | ghp_0123456789abcdefghij",
                "UPLOAD_WITH       | pypi-AgEIcHlwaS5vcmc",
                "IDENTITY          | eyJhbGciOi.eyJzdWIiOi.c2lnbmF0dXJl",
                "CI_REPOSITORY_URL | https://gitlab-ci-token:s3cret@gitlab.example.org/group/project.git",
                "DATABASE_URL      | postgres://app:s3cret@db.example.org/app",
                "GIT_CONFIG_VALUE_0| AUTHORIZATION: basic eC1hY2Nlc3M=",
                "MAVEN_ARGS        | -B -Dgpg.passphrase=s3cret",
                "MAVEN_CMD_LINE_ARGS| deploy -D gpg.passphrase=s3cret",
                "EXTRA_ARGS        | --api-key s3cret",
                "SIGN_WITH         | -----BEGIN OPENSSH PRIVATE KEY----- b3BlbnNzaA",
                "PIP_INDEX_URL     | ghp_0123456789abcdefghij"
            })
    void valuesThatAreCredentialsWhateverTheirNames(String name, String value) {
        assertThat(CredentialVariables.isCredential(name, value)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PIP_INDEX_URL      | https://user:s3cret@pypi.example.org/simple/",
                "PIP_EXTRA_INDEX_URL| https://__token__:glpat-0123456789abcdef@gitlab.example.org/simple",
                "PIP_INDEX_URL      | https://ghp_0123456789abcdefghij@pypi.example.org/simple/",
                "UV_INDEX           | corp=https://user:s3cret@pypi.example.org/simple/",
                "npm_config_registry| https://user:s3cret@npm.example.org/",
                "https_proxy        | http://user:s3cret@proxy.example.org:3128",
                "HTTPS_PROXY        | http://user:s3cret@proxy.example.org:3128",
                "GIT_REMOTE         | ssh://git@github.com/o/n.git",
                "BASE_URL           | http://localhost:8080/a@b",
                "CI_COMMIT_MESSAGE  | basic improvements of the bearer and its token",
                "MAVEN_OPTS         | -Xmx1g -Djdk.http.auth.tunneling.disabledSchemes=none",
                "NODE_OPTIONS       | --max-old-space-size=4096"
            })
    void valuesThatProgramsNeed(String name, String value) {
        assertThat(CredentialVariables.isCredential(name, value)).isFalse();
    }

    @Test
    void thePasswordInAnAddressIsNotPrinted() {
        assertThat(CredentialVariables.secretsIn("https://user:s3cret@a.example.org/ http://b:8080/ ftp://c:pw@d"))
                .isEqualTo(List.of("s3cret", "pw"));
    }
}
