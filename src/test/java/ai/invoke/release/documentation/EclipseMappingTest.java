package ai.invoke.release.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Eclipse marks an error at each goal of a lifecycle that nobody has told it about, and must run none of ours. */
class EclipseMappingTest {

    private static final Path RESOURCES = Path.of("src/main/resources/META-INF");

    private static Set<String> found(String pattern, Path file) throws Exception {
        return Pattern.compile(pattern)
                .matcher(Files.readString(file))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyGoalOfALifecycleIsIgnored() throws Exception {
        Set<String> bound = found(
                "invokeai-release-maven-plugin:\\$\\{project\\.version\\}:([a-z-]++)",
                RESOURCES.resolve("plexus/components.xml"));
        new GoalCatalogue()
                .goals().values().stream()
                        .filter(goal -> goal.phase().isPresent())
                        .forEach(goal -> bound.add(goal.name()));

        assertThat(bound).contains("check-version", "announce").hasSizeGreaterThan(10);
        assertThat(found("<goal>([a-z-]++)</goal>", RESOURCES.resolve("m2e/lifecycle-mapping-metadata.xml")))
                .containsAll(bound)
                .isSubsetOf(new GoalCatalogue().goals().keySet());
    }
}
