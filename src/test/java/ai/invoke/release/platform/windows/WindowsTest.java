package ai.invoke.release.platform.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowsTest {

    private final Windows windows = new Windows();

    /** The end of what {@code cmd /?} says: with /s the first and the last quote go, everything else stays. */
    private static String seenByCmd(String commandLine) {
        String line = commandLine.substring(commandLine.indexOf("/c ") + 3);
        int last = line.lastIndexOf('"');
        return line.startsWith("\"") ? line.substring(1, last) + line.substring(last + 1) : line;
    }

    /** What {@code java.lang.ProcessImpl} of JDK 17 makes of arguments for a program that is no shell script. */
    private static String joined(List<String> arguments) {
        StringBuilder line = new StringBuilder();
        for (String argument : arguments) {
            boolean quoted = argument.length() > 1 && argument.startsWith("\"") && argument.endsWith("\"");
            boolean needed = !quoted && argument.chars().anyMatch(c -> c == ' ' || c == '\t');
            line.append(line.length() == 0 ? "" : " ").append(needed ? '"' + argument + '"' : argument);
        }
        return line.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "npm",
                "npm run build",
                "echo \"a b\" c",
                "\"C:\\Program Files\\nodejs\\npm.cmd\" run \"build it\"",
                "\"C:\\Program Files\\tool.exe\"",
                "set \"A=1\" && echo %A%",
                "echo \"unbalanced",
                "a & b | c > \"d e\""
            })
    void cmdGetsTheLineAsItWasWritten(String line) {
        assertThat(seenByCmd(joined(windows.shell(line)))).isEqualTo(line);
    }

    @Test
    void namesOfVariablesAreToldApartByTheirLettersOnly() {
        Map<String, String> variables = windows.variables();
        variables.put("Path", "C:\\Windows");
        variables.put("PATH", "C:\\tools;C:\\Windows");

        assertThat(variables).hasSize(1).containsEntry("Path", "C:\\tools;C:\\Windows");
        variables.remove("pAtH");
        assertThat(variables).isEmpty();
    }

    @Test
    void programsHaveTheExtensionsThatTheUserHasSet() {
        assertThat(windows.extensions(Map.of("PathExt", ".EXE; .Cmd;;.PY"))).containsExactly(".exe", ".cmd", ".py");
        assertThat(windows.extensions(Map.of())).containsExactly(".com", ".exe", ".bat", ".cmd");
        assertThat(windows.extensions(Map.of("PATHEXT", " "))).hasSize(4);
        assertThat(windows.pathEntry("\"C:\\Program Files\\Git\\cmd\"")).isEqualTo("C:\\Program Files\\Git\\cmd");
    }

    @Test
    void pythonIsWhereItsEnvironmentsHaveIt() {
        assertThat(windows.python(Path.of("venv"))).isEqualTo(Path.of("venv", "Scripts", "python.exe"));
        assertThat(windows.pythonLauncher()).contains("py");
    }

    @Test
    void aBatchFileGetsItsArgumentsWhateverIsInThem() {
        List<String> command =
                windows.script("C:\\Users\\Jane Doe\\install.bat", List.of("--yes", "--root", "C:\\a & b", ""));
        assertThat(command)
                .containsExactly(
                        "cmd.exe",
                        "/d",
                        "/s",
                        "/c",
                        "\"\"C:\\Users\\Jane Doe\\install.bat\" --yes --root \"C:\\a & b\" \"\"\"");
        assertThat(seenByCmd(joined(command)))
                .isEqualTo("\"C:\\Users\\Jane Doe\\install.bat\" --yes --root \"C:\\a & b\" \"\"");
    }
}
