package ai.invoke.release.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What tools print when they fail, seen with npm 11 and setuptools 84. */
class KnownFailuresTest {

    @Test
    void npmsUsageDoesNotHideThePackage() {
        List<String> printed = Stream.concat(
                        Stream.of(
                                "npm error code EUSAGE",
                                "npm error",
                                "npm error `npm ci` can only install packages when your package.json and"
                                        + " package-lock.json or npm-shrinkwrap.json are in sync.",
                                "npm error",
                                "npm error Missing: left-pad@1.3.0 from lock file",
                                "npm error",
                                "npm error Clean install a project",
                                "npm error",
                                "npm error Usage:"),
                        IntStream.range(0, 30).mapToObj(i -> "npm error   --option-" + i))
                .collect(Collectors.toList());

        assertThat(KnownFailures.tail(printed, 10))
                .contains("Missing: left-pad@1.3.0 from lock file")
                .doesNotContain("--option");
        assertThat(KnownFailures.hint(printed).orElseThrow()).contains("the lock file does not match package.json");
    }

    @Test
    void packagesThatSetuptoolsCannotTellApartHaveANextStep() {
        assertThat(KnownFailures.hint(List.of(
                        "error: Multiple top-level packages discovered in a flat-layout: ['pkg', 'frontend'].")))
                .hasValueSatisfying(hint -> assertThat(hint).contains("[tool.setuptools] packages"));
    }

    @Test
    void aVersionFromAVariableThatIsNotSetNamesTheVariable() {
        assertThat(KnownFailures.hint(List.of("RuntimeError: Error getting the version from source `env`: environment"
                        + " variable `PKG_VERSION` is not set")))
                .hasValueSatisfying(hint -> assertThat(hint).contains("PKG_VERSION", "<environment>"));
    }

    @Test
    void bunsLockFileThatItWouldWriteAnewHasANextStep() {
        assertThat(KnownFailures.hint(List.of(
                        "InvalidLockfileVersion: failed to parse lockfile: 'bun.lock'",
                        "warn: Ignoring lockfile",
                        "error: lockfile had changes, but lockfile is frozen")))
                .hasValueSatisfying(hint -> assertThat(hint).contains("run the package manager's install there"));
    }

    @Test
    void whatAToolHasPrintedIsNoPlaceToFill() {
        assertThat(KnownFailures.hint(List.of("ERROR Failed to parse pyproject.toml: a ${npm} or ${detail} $1")))
                .contains("fix pyproject.toml: a ${npm} or ${detail} $1");
    }

    @Test
    void whatStandsBetweenTwoPartsDoesNotMatter() {
        assertThat(KnownFailures.hint(List.of("ERROR Failed to parse /x/pyproject.toml: Expected '=' after a key")))
                .hasValue("fix pyproject.toml: Expected '=' after a key");
        assertThat(KnownFailures.hint(List.of("pyproject.toml: x Failed to parse y")))
                .isEmpty();
        assertThat(KnownFailures.hint(List.of("the lockfile in . is not up to date with package.json")))
                .hasValueSatisfying(hint -> assertThat(hint).contains("lock file does not match"));
        assertThat(KnownFailures.hint(List.of("This project is configured to use v9 of pnpm. Your pnpm is v8")))
                .hasValueSatisfying(hint -> assertThat(hint).contains("under packageManager"));
        assertThat(KnownFailures.hint(List.of("Failed to replace env in config: ${NPM_TOKEN}")))
                .hasValueSatisfying(hint -> assertThat(hint).startsWith("NPM_TOKEN is not set"));
    }

    @Test
    void whatStandsLastIsNotTheCause() {
        assertThat(KnownFailures.tail(
                        List.of(
                                "the cause",
                                "TIP x",
                                " [notice] x",
                                "note: This error x",
                                "note: This is an issue x",
                                "hint: See above x",
                                "ERROR Command '['x']' returned non-zero exit status 1."),
                        10))
                .isEqualTo(System.lineSeparator() + "     | the cause");
    }
}
