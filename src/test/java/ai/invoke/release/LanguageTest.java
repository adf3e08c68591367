package ai.invoke.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What users read: one style of messages, and none of the phrases that a native engineer stops at. */
class LanguageTest {

    /** Each with what to write instead. */
    private static final List<String[]> PHRASES = List.of(
            new String[] {"\\b[mM]end(s|ed|ing)?\\b", "fix"},
            new String[] {"belongs? into\\b", "goes in"},
            new String[] {"\\bis none of PEP\\b", "is not a valid PEP 440 version"},
            new String[] {"approved were other bytes", "other bytes were approved"},
            new String[] {"nobody is there to", "not running interactively"},
            new String[] {"\\bhears of\\b", "is notified of"},
            new String[] {"\\bGithub(?!\\.com)\\b", "GitHub"});

    private static final Pattern PROBLEM =
            Pattern.compile("Problem\\s*\\.of\\(\\s*\"((?:[^\"\\\\]|\\\\.)*)\"(\\s*\\))?");
    private static final Pattern NAME = Pattern.compile("(GitHub|GitLab|Git|PyPI|Python|Maven|Java|Windows|Node)\\b.*");

    private static List<Path> files(String root, String... endings) throws IOException {
        try (Stream<Path> walk = Files.walk(Path.of(root))) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> Stream.of(endings).anyMatch(file.toString()::endsWith))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void phrasesThatAReaderStopsAtAreNotUsed() throws IOException {
        List<Path> files = new ArrayList<>(files("src/main/java", ".java"));
        files.addAll(files("src/main/resources", ".md", ".py", ".txt"));
        files.addAll(files("src/site", ".md"));
        files.addAll(files("src/it", ".md"));
        files.add(Path.of("README.md"));
        files.add(Path.of("CONTRIBUTING.md"));
        files.add(Path.of("CHANGELOG.md"));
        files.add(Path.of("SECURITY.md"));
        List<String> found = new ArrayList<>();
        for (Path file : files) {
            int line = 0;
            for (String text : Files.readAllLines(file)) {
                line++;
                for (String[] phrase : PHRASES) {
                    Matcher matcher = Pattern.compile(phrase[0]).matcher(text);
                    if (matcher.find()) {
                        found.add(file + ":" + line + ": " + matcher.group() + " -> " + phrase[1]);
                    }
                }
            }
        }
        assertThat(files).hasSizeGreaterThan(500);
        assertThat(found).isEmpty();
    }

    @Test
    void messagesStartInLowerCaseAndHaveNoFullStop() throws IOException {
        List<String> found = new ArrayList<>();
        int messages = 0;
        for (Path file : files("src/main/java", ".java")) {
            Matcher problem = PROBLEM.matcher(Files.readString(file));
            while (problem.find()) {
                messages++;
                String text = problem.group(1);
                boolean upper =
                        text.matches("[A-Z][a-z].*") && !NAME.matcher(text).matches();
                boolean stop = problem.group(2) != null && text.matches(".*[^.]\\.");
                if (upper || stop) {
                    found.add(file.getFileName() + ": " + text);
                }
            }
        }
        assertThat(messages).isGreaterThan(300);
        assertThat(found).isEmpty();
    }
}
