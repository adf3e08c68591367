package ai.invoke.release;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.text.LetterCase;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The package map of the documentation, as rules. */
class ArchitectureTest {

    private static final String RELEASE = "ai.invoke.release.";
    private static final String SANDBOX = "ai.invoke.sandbox";
    private static final Path SOURCES = Path.of("src/main/java/ai/invoke");

    /** What every package may use. */
    private static final List<String> BASE = List.of(
            "text",
            "file",
            "digest",
            "json",
            "toml",
            "problem",
            "platform",
            "console",
            "process",
            "version",
            "http",
            "ci");

    /** Read once, not once for each rule. */
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("ai.invoke");

    private static String[] packages(String... names) {
        return Stream.of(names)
                .map(name -> name.startsWith("ai.") ? name + ".." : RELEASE + name + "..")
                .toArray(String[]::new);
    }

    private void mayNotKnow(String who, String... whom) {
        noClasses()
                .that()
                .resideInAnyPackage(packages(who))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages(whom))
                .check(CLASSES);
    }

    /** Of a glob the JDK makes a regular expression that takes exponential time, and who wrote the glob may be a stranger. */
    @Test
    void globsAreNotReadByTheJdk() {
        noClasses()
                .should()
                .callMethod(FileSystem.class, "getPathMatcher", String.class)
                .orShould()
                .callMethod(Files.class, "newDirectoryStream", Path.class, String.class)
                .check(CLASSES);
    }

    /** The JDK's methods take quadratic time for some letters, and text of strangers has them. */
    @Test
    void onlyOneClassChangesTheCaseOfText() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(LetterCase.class)
                .should()
                .callMethod(String.class, "toLowerCase", Locale.class)
                .orShould()
                .callMethod(String.class, "toUpperCase", Locale.class)
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .check(CLASSES);
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages, nested ones included";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void onlyTheRimKnowsMaven() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("mojo", "maven"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.maven..", "org.codehaus.plexus..")
                .check(CLASSES);
    }

    @Test
    void nobodyBelowKnowsTheMojosOrTheGoals() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("mojo", "goal"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages("mojo", "goal"))
                .check(CLASSES);
        mayNotKnow("goal", "mojo", "maven");
    }

    @Test
    void whatMakesFilesKnowsNoService() {
        for (String who : List.of("goal.make", "goal.plan", "build", "installer", "smoke", "dist", "notes", "plan")) {
            mayNotKnow(who, "http", "pypi", "github.api", "github.release", "goal.publish", "goal.rehearse", SANDBOX);
        }
    }

    @Test
    void whatPublishesBuildsNothing() {
        mayNotKnow("goal.publish", "build", "installer", "smoke", "goal.make", "goal.plan", "goal.rehearse", SANDBOX);
        mayNotKnow("pypi", "build", "installer", "smoke", "plan", "approval", "git", "notes", "github", SANDBOX, "ci");
        mayNotKnow("github", "build", "installer", "smoke", "plan", "approval", "git", "dist", "pypi", SANDBOX, "ci");
    }

    @Test
    void theServicesOfTheSandboxDoNotKnowEachOtherNorTheClients() {
        mayNotKnow("ai.invoke.sandbox.server", "ai.invoke.sandbox.pypi", "ai.invoke.sandbox.github");
        mayNotKnow("ai.invoke.sandbox.pypi", "ai.invoke.sandbox.github");
        mayNotKnow("ai.invoke.sandbox.github", "ai.invoke.sandbox.pypi", "dist");
        mayNotKnow(SANDBOX, "goal", "mojo", "maven", "pypi", "github", "http", "plan", "approval", "build", "git");
    }

    @Test
    void basePackagesKnowNothingAbove() {
        Set<String> above = packageNames().stream()
                .filter(name -> BASE.stream().noneMatch(base -> name.equals(base) || name.startsWith(base + ".")))
                .map(name -> name.startsWith("sandbox") ? "ai.invoke." + name : name)
                .collect(Collectors.toCollection(TreeSet::new));
        for (String base : BASE) {
            mayNotKnow(base, above.toArray(String[]::new));
        }
        for (String lowest : List.of("text", "digest", "file", "json", "problem")) {
            mayNotKnow(lowest, "console", "process", "version", "http", "ci");
        }
    }

    @Test
    void theMiddleKnowsOnlyWhatTheMapAllows() {
        mayNotKnow("version", "http", "ci", "process", "json");
        mayNotKnow("git", "github", "pypi", "plan", "dist", "build", "installer", "smoke", "ci", "version", SANDBOX);
        mayNotKnow("process", "http", "version", "ci", "json");
        mayNotKnow("build", "plan", "approval", "installer", "smoke");
        mayNotKnow("build.frontend", "build.dist", "build.checks");
        mayNotKnow("build.python", "build.frontend", "build.dist", "build.checks");
        mayNotKnow("build.dist", "build.frontend", "build.checks");
        mayNotKnow("dist", "plan", "git", "installer", "build", "smoke");
        mayNotKnow("installer", "build", "plan", "smoke", "process");
        mayNotKnow("smoke", "plan", "git", "dist.rule");
        mayNotKnow("plan", "git", "build", "dist", "installer", "smoke", "process", "approval");
        mayNotKnow("approval", "git", "build", "dist", "installer", "smoke", "http", "pypi");
        mayNotKnow("http", "version", "json");
        mayNotKnow("notes", "github", "plan");
        mayNotKnow("ci", "version", "http");
        mayNotKnow("report", "http", "pypi", "github", "git", "process", SANDBOX);
    }

    /** So that no child inherits credentials by accident. */
    @Test
    void onlyProcessStartsProcesses() {
        noClasses()
                .that()
                .resideOutsideOfPackage(RELEASE + "process")
                .should()
                .callMethod(ProcessBuilder.class, "start")
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .orShould()
                .callMethod(Runtime.class, "exec", String.class)
                .check(CLASSES);
    }

    @Test
    void eachSmallFactHasOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("digest"))
                .should()
                .dependOnClassesThat()
                .areAssignableTo(MessageDigest.class)
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("process"))
                .should()
                .callMethod(ProcessBuilder.class, "start")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages(packages("file"))
                .should()
                .callMethod(Files.class, "move", Path.class, Path.class, CopyOption[].class)
                .check(CLASSES);
    }

    /** Jackson's mapper takes a fifth of a second to load; each goal is a process of its own. */
    @Test
    void noGoalLoadsTheObjectMapper() {
        noClasses()
                .that()
                .resideInAPackage(RELEASE + ".")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ObjectMapper.class)
                .check(CLASSES);
    }

    @Test
    void mojosShowNoHeavyTypeToTheLoader() {
        noClasses()
                .that()
                .resideInAPackage(RELEASE + "mojo..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.eclipse.jgit..",
                        "org.apache.hc..",
                        "com.fasterxml.jackson..",
                        "org.apache.commons.compress..")
                .check(CLASSES);
    }

    @Test
    void twoClassesHaveOneNameOnlyAsTheTwoEndsOfAProtocol() {
        Map<String, List<JavaClass>> byName = CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .collect(Collectors.groupingBy(JavaClass::getSimpleName));
        assertThat(byName.entrySet().stream()
                        .filter(entry -> entry.getValue().size() > 1)
                        .map(Map.Entry::getKey))
                .containsExactly("Request");
    }

    @Test
    void aGoalsClassCarriesTheGoalsName() {
        Set<String> goals = CLASSES.stream()
                .filter(type -> type.getPackageName().startsWith(RELEASE + "goal."))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        List<String> unnamed = CLASSES.stream()
                .filter(type -> type.getPackageName().equals(RELEASE + "mojo"))
                .map(JavaClass::getSimpleName)
                .filter(name -> name.endsWith("Mojo") && !name.startsWith("Abstract") && !name.equals("HelpMojo"))
                .map(name -> name.substring(0, name.length() - "Mojo".length()))
                .filter(name -> !goals.contains(name))
                .sorted()
                .toList();
        // One class decides, and one uploads; the goals differ in a word.
        assertThat(unnamed).containsExactly("PublishTestpypi", "Reject");
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        try (Stream<Path> folders = Files.walk(SOURCES)) {
            List<Path> silent = folders.filter(Files::isDirectory)
                    .filter(folder -> hasClasses(folder) && !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertThat(silent).isEmpty();
        }
    }

    /** The map in the documentation has a row for each package, and no row for one that is gone. */
    @Test
    void theMapInTheDocumentationIsTheCode() throws IOException {
        Set<String> mapped = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("src/site/markdown/design.md"))) {
            if (line.startsWith("| `")) {
                Matcher name = Pattern.compile("`([a-z.]+)`").matcher(line.split("\\|")[1]);
                while (name.find()) {
                    mapped.add(name.group(1));
                }
            }
        }
        assertThat(mapped).containsExactlyElementsOf(packageNames());
    }

    /** Packages with classes, relative to {@code ai.invoke.release}; those of the sandbox begin with its name. */
    private static Set<String> packageNames() {
        try (Stream<Path> folders = Files.walk(SOURCES)) {
            return folders.filter(Files::isDirectory)
                    .filter(ArchitectureTest::hasClasses)
                    .map(folder -> SOURCES.relativize(folder)
                            .toString()
                            .replace('\\', '/')
                            .replace('/', '.'))
                    .map(name -> name.replaceFirst("^release\\.", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static boolean hasClasses(Path folder) {
        String[] names = folder.toFile().list();
        return names != null && Arrays.stream(names).anyMatch(name -> name.endsWith(".java"));
    }
}
