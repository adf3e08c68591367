package ai.invoke.release.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.github.api.GitHubCredentials;
import ai.invoke.release.github.api.UploadHosts;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GitHubRepositoryTest {

    @ParameterizedTest
    @CsvSource({
        "invoke-ai/InvokeAI, https://api.github.com",
        "https://github.com/invoke-ai/InvokeAI, https://api.github.com",
        "https://github.com/invoke-ai/InvokeAI.git, https://api.github.com",
        "https://GitHub.com/invoke-ai/InvokeAI/, https://api.github.com",
        "https://user:secret@github.com/invoke-ai/InvokeAI.git, https://api.github.com",
        "git@github.com:invoke-ai/InvokeAI.git, https://api.github.com",
        "ssh://git@github.com/invoke-ai/InvokeAI.git, https://api.github.com",
        "ssh://git@ssh.github.com:443/invoke-ai/InvokeAI.git, https://api.github.com",
        "git://github.com/invoke-ai/InvokeAI, https://api.github.com",
        "https://ghe.example.org/invoke-ai/InvokeAI.git, https://ghe.example.org/api/v3",
        "git@ghe.example.org:invoke-ai/InvokeAI, https://ghe.example.org/api/v3",
        "ssh://git@ghe.example.org:2222/invoke-ai/InvokeAI, https://ghe.example.org/api/v3",
        "http://127.0.0.1:8080/invoke-ai/InvokeAI.git, http://127.0.0.1:8080/api/v3",
        "https://acme.ghe.com/invoke-ai/InvokeAI, https://api.acme.ghe.com",
    })
    void readsRemotes(String remote, URI api) {
        GitHubRepository repository = GitHubRepository.parse(remote).orElseThrow();
        assertThat(repository.api()).isEqualTo(api);
        assertThat(repository.slug()).isEqualTo("invoke-ai/InvokeAI");
        assertThat(repository.page().toString()).endsWith("/invoke-ai/InvokeAI").doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "/srv/git/repo.git",
                "C:/git/repo",
                "file:///srv/git/repo.git",
                "../sibling",
                "a/b/c",
                "a/..",
                "-/x",
                "https://github.com/only",
                "https://github.com/a/b/c",
                "https:// /a/b",
                "a b/c",
                "a/b?c",
                "https://github.com/a/%2e%2e"
            })
    void readsNothingElse(String remote) {
        assertThat(GitHubRepository.parse(remote)).isEmpty();
    }

    @Test
    void readsTheEnvironmentOfActions() {
        assertThat(GitHubRepository.fromActions(Map.of())).isEmpty();
        assertThat(GitHubRepository.fromActions(Map.of("GITHUB_REPOSITORY", "a/b"))
                        .orElseThrow()
                        .api())
                .isEqualTo(URI.create("https://api.github.com"));
        GitHubRepository own = GitHubRepository.fromActions(Map.of(
                        "GITHUB_REPOSITORY", "a/b",
                        "GITHUB_API_URL", "https://ghe.example.org/api/v3/",
                        "GITHUB_SERVER_URL", "https://ghe.example.org"))
                .orElseThrow();
        assertThat(own.api()).isEqualTo(URI.create("https://ghe.example.org/api/v3"));
        assertThat(own.noreplyDomain()).isEqualTo("users.noreply.ghe.example.org");
        assertThatThrownBy(() -> new GitHubRepository(own.api(), own.web(), "a/b", "c"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void findsTheTokenInOrder() {
        Optional<GitHubCredentials.Server> server =
                Optional.of(new GitHubCredentials.Server("github", Optional.of("from-settings")));
        assertThat(source(GitHubCredentials.resolve("github", server, Map.of("GITHUB_TOKEN", "e"))))
                .contains("settings.xml");
        assertThat(source(GitHubCredentials.resolve(
                        "github", Optional.empty(), Map.of("GITHUB_TOKEN", "e", "GH_TOKEN", "f"))))
                .isEqualTo("GITHUB_TOKEN");
        assertThat(source(GitHubCredentials.resolve(
                        "github", Optional.empty(), Map.of("GITHUB_TOKEN", " ", "GH_TOKEN", "f"))))
                .isEqualTo("GH_TOKEN");
        assertThat(GitHubCredentials.resolve(
                        "github",
                        Optional.of(new GitHubCredentials.Server("github", Optional.of("two words"))),
                        Map.of("GITHUB_TOKEN", "")))
                .isInstanceOfSatisfying(
                        GitHubCredentials.Missing.class,
                        missing -> assertThat(missing.reasons())
                                .hasSize(3)
                                .noneMatch(reason -> reason.contains("two words"))
                                .anyMatch(reason -> reason.contains("blanks"))
                                .contains("GITHUB_TOKEN is empty", "GH_TOKEN is not set"));
        assertThat(server.orElseThrow().toString()).doesNotContain("from-settings");
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.github.com, https://uploads.github.com/x, true",
        "https://api.github.com, https://uploads.github.com.evil.example/x, false",
        "https://api.github.com, http://uploads.github.com/x, false",
        "https://api.github.com, https://uploads.github.com:444/x, false",
        "https://api.github.com, https://u@uploads.github.com/x, false",
        "https://ghe.example.org/api/v3, https://ghe.example.org/api/uploads/x, true",
        "https://ghe.example.org/api/v3, https://other.example.org/api/uploads/x, false",
        "http://127.0.0.1:8080, http://127.0.0.1:9090/x, true",
        "http://127.0.0.1:8080, http://10.0.0.1:8080/x, false",
    })
    void knowsWhichUploadHostsBelongToAnApi(URI api, URI upload, boolean belong) {
        assertThat(UploadHosts.belong(api, upload)).isEqualTo(belong);
    }

    private static String source(GitHubCredentials credentials) {
        return ((GitHubCredentials.Found) credentials).token().source();
    }
}
