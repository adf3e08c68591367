package ai.invoke.release.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** No workflow of the documentation, nor one of our own, has what a security reviewer would refuse; and the rules see it. */
class WorkflowAuditTest {

    private static final String CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1";

    private static final String GOOD = """
            name: release
            on:
              push:
                tags: ["v*"]
            permissions: {}
            concurrency:
              group: release
              cancel-in-progress: false
            jobs:
              publish:
                runs-on: ubuntu-latest
                timeout-minutes: 5
                permissions:
                  contents: read # to check out
                  id-token: write # trusted publishing
                steps:
                  - uses: %s # v7.0.1
                    with:
                      persist-credentials: false
                  - uses: actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0
                    with:
                      package-manager-cache: false
                  - if: always()
                    env:
                      PLAN: ${{ needs.build.outputs.plan }}
                    run: mvn -Dinvokeai.fingerprint="$PLAN" deploy
            """.formatted(CHECKOUT);

    static Stream<Path> workflows() throws IOException {
        try (Stream<Path> recipes = Files.list(Path.of("src/site/resources/ci/github"));
                Stream<Path> own = Files.list(Path.of(".github/workflows"))) {
            return Stream.concat(recipes, own).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("workflows")
    void nothingIsFoundInOurs(Path workflow) throws IOException {
        assertThat(WorkflowAudit.of(Files.readString(workflow))).isEmpty();
    }

    @Test
    void nothingIsFoundInAGoodOne() {
        assertThat(WorkflowAudit.of(GOOD)).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            template-injection              | run: mvn             | run: echo ${{ github.ref_name }}; mvn
            template-injection              | package-manager-cache: false | {package-manager-cache: false, script: "x(${{ github.ref }})"}
            unpinned-uses                   | @3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1 | @v7
            unpinned-uses                   | @3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1 | @3d3c42e5aac5
            unpinned-uses                   | ba90b1 # v7.0.1      | ba90b1
            ref-version-mismatch            | actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0 | actions/x@3d3c42e5aac5ba805825da76410c181273ba90b1 # v5.0.1
            artipacked                      | persist-credentials: false | fetch-depth: 0
            artipacked                      | persist-credentials: false | persist-credentials: true
            excessive-permissions           | permissions: {}      | permissions: write-all
            excessive-permissions           | permissions: {}      | permissions: {contents: read}
            excessive-permissions           | permissions: {}      | defaults: {}
            undocumented-permissions        | write # trusted publishing | write
            dangerous-triggers              | push:                | pull_request_target:
            dangerous-triggers              | push:                | workflow_run:
            cache-poisoning                 | package-manager-cache: false | {package-manager-cache: false, cache: npm}
            cache-poisoning                 | package-manager-cache: false | node-version: 22
            cache-poisoning                 | actions/setup-node@  | actions/cache@
            secrets-inherit                 | timeout-minutes: 5   | {timeout-minutes: 5, secrets: inherit}
            use-trusted-publishing          | PLAN: ${{ needs.build.outputs.plan }} | PYPI_TOKEN: ${{ secrets.PYPI }}
            use-trusted-publishing          | actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0 | pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2 {password: x}
            adhoc-packages                  | run: mvn             | run: npm install -g pnpm && mvn
            github-env                      | run: mvn             | run: echo "A=1" >> "$GITHUB_ENV"; mvn
            insecure-commands               | PLAN: ${{ needs.build.outputs.plan }} | ACTIONS_ALLOW_UNSECURE_COMMANDS: true
            overprovisioned-secrets         | PLAN: ${{ needs.build.outputs.plan }} | ALL: ${{ toJSON(secrets) }}
            overprovisioned-secrets         | timeout-minutes: 5   | {timeout-minutes: 5, env: {T: "${{ github.token }}"}}
            self-hosted-runner              | runs-on: ubuntu-latest | runs-on: [self-hosted]
            unpinned-images                 | timeout-minutes: 5   | {timeout-minutes: 5, container: "maven:3.9"}
            hardcoded-container-credentials | timeout-minutes: 5   | {timeout-minutes: 5, container: {credentials: {password: x}}}
            bot-conditions                  | if: always()         | if: github.actor == 'dependabot[bot]'
            superfluous-actions             | actions/setup-node@  | softprops/action-gh-release@
            misfeature                      | if: always()         | shell: cmd
            concurrency                     | cancel-in-progress: false | cancel-in-progress: true
            timeout                         | timeout-minutes: 5   | name: x
            expression                      | if: always()         | if: ${{ false }} && x
            """)
    void eachRuleSeesItsExample(String rule, String good, String bad) {
        assertThat(GOOD).contains(good);
        assertThat(WorkflowAudit.of(GOOD.replace(good, spread(good, bad))))
                .anyMatch(found -> found.startsWith(rule + ": "))
                .allMatch(found -> found.startsWith(rule + ": "));
    }

    /** {@code {a: b, c: d}} in place of one line becomes lines of their own, {@code uses … {a: b}} gets a block {@code with}. */
    private static String spread(String good, String bad) {
        if (bad.startsWith("{")) {
            String indent = good.startsWith("timeout") ? "    " : "          ";
            int comma = bad.indexOf(", ");
            return bad.substring(1, comma) + "\n" + indent + bad.substring(comma + 2, bad.length() - 1);
        }
        return bad.replaceFirst(
                "(?<=v1\\.14\\.2) \\{(\\w+: \\w+)}$", "\n        with:\n          $1\n      - name: next");
    }

    @Test
    void theReleaseNeverBuildsWhereItHasCredentials() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("src/site/resources/ci/github/release.yml"));
        assertThat(lines).noneMatch(line -> line.matches(".*\\b(?:verify|package|build-dist|run-checks)\\b.*"));
        assertThat(Files.readString(Path.of("src/site/resources/ci/github/release-build.yml")))
                .doesNotContain("id-token:", "write #", "secrets.");
    }
}
