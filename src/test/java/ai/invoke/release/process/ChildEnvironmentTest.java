package ai.invoke.release.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {

    private static final Map<String, String> SHELL = Map.of(
            "PATH",
            "/usr/bin:/bin",
            "HOME",
            "/home/ada",
            "NPM_TOKEN",
            "s3cret-npm",
            "UPLOAD",
            "s3cret-upload",
            "EMPTY_TOKEN",
            "");

    @Test
    void aChildInheritsNoCredentialUnlessTheUserOrTheSettingsSaySo() {
        assertThat(ChildEnvironment.of(SHELL).visible()).containsOnlyKeys("PATH", "HOME", "UPLOAD");
        assertThat(ChildEnvironment.of(SHELL, Set.of("upload"), Set.of()).visible())
                .containsOnlyKeys("PATH", "HOME");
        ChildEnvironment passing = ChildEnvironment.of(SHELL, Set.of("UPLOAD"), List.of("npm_token", "UPLOAD"));
        assertThat(passing.visible()).containsOnlyKeys("PATH", "HOME", "NPM_TOKEN", "UPLOAD");
        assertThat(passing.passed()).containsOnlyKeys("NPM_TOKEN", "UPLOAD");
    }

    @Test
    void whatEveryProgramNeedsIsNotHiddenBecauseTheSettingsUseIt() {
        assertThat(ChildEnvironment.of(SHELL, Set.of("HOME", "PATH", "UPLOAD"), Set.of())
                        .visible())
                .containsOnlyKeys("PATH", "HOME");
    }

    @Test
    void oneLineSaysWhatIsHiddenAndHowToPassItOn() {
        assertThat(ChildEnvironment.of(SHELL, Set.of("UPLOAD"), Set.of()).notice())
                .contains("hidden from the programs that are started, as credentials: NPM_TOKEN, UPLOAD"
                        + " -> if one of them needs a variable, name it in <passEnvironment>");
        assertThat(ChildEnvironment.of(SHELL, Set.of(), Set.of("NPM_TOKEN")).notice())
                .isEmpty();
        assertThat(ChildEnvironment.of(Map.of("A\u001b[2J_TOKEN", "x")).notice().orElseThrow())
                .doesNotContain("\u001b");
    }

    @Test
    void theSettingsThatGitCountsGoTogether() {
        Map<String, String> shell = new HashMap<>(SHELL);
        shell.putAll(Map.of(
                "GIT_CONFIG_COUNT", "2",
                "GIT_CONFIG_KEY_0", "safe.directory",
                "GIT_CONFIG_VALUE_0", "*",
                "GIT_CONFIG_KEY_1", "http.extraHeader"));
        assertThat(ChildEnvironment.of(shell).visible()).containsKeys("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_1");

        shell.put("GIT_CONFIG_VALUE_1", "Authorization: Basic eC1hY2Nlc3M=");

        assertThat(ChildEnvironment.of(shell).visible().keySet()).noneMatch(name -> name.startsWith("GIT_CONFIG_"));
    }

    @Test
    void secretsArePrintedNowhereWhetherHiddenOrPassedOn() {
        Map<String, String> shell = new HashMap<>(SHELL);
        String place = System.getProperty("java.io.tmpdir");
        shell.put("TOKEN_FOLDER", place);
        shell.put("TOKEN_WANTED", "true");
        shell.put("SIGNING_KEY", "first line of a secret\nsecond line of a secret\nx");
        shell.put("PIP_INDEX_URL", "https://ada:s3cret-pip@pypi.example.org/simple");

        assertThat(ChildEnvironment.of(shell, Set.of("UPLOAD"), Set.of("NPM_TOKEN", "UPLOAD"))
                        .secrets(Map.of("MORE_TOKEN", "s3cret-more", "MORE", "no secret")))
                .contains(
                        "s3cret-npm",
                        "s3cret-upload",
                        "s3cret-pip",
                        "s3cret-more",
                        "first line of a secret",
                        "second line of a secret")
                // Else no text that mentions a folder or says yes could be read.
                .doesNotContain(place, "true", "no secret");
    }
}
