package ai.invoke.release;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The package map of the documentation, as rules. */
class ArchitectureTest {

    private static final String ROOT = "ai.invoke.release.";

    private final JavaClasses classes = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("ai.invoke.release");

    private void mayNotKnow(String who, String... whom) {
        List<String> packages = Stream.of(whom).map(name -> ROOT + name + "..").toList();
        noClasses()
                .that()
                .resideInAPackage(ROOT + who + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages.toArray(String[]::new))
                .check(classes);
    }

    @Test
    void onlyTheRimKnowsMaven() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "mojo..", ROOT + "maven..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.maven..", "org.codehaus.plexus..")
                .check(classes);
    }

    @Test
    void nobodyBelowKnowsTheMojosOrTheGoals() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + "mojo..", ROOT + "goal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ROOT + "mojo..", ROOT + "goal..")
                .check(classes);
        mayNotKnow("goal", "mojo", "maven");
    }

    @Test
    void theMiddleKnowsOnlyWhatTheMapAllows() {
        mayNotKnow("problem", "console", "process", "json", "version", "git", "build", "dist", "plan", "http", "pypi");
        mayNotKnow("version", "git", "build", "dist", "installer", "plan", "http", "pypi", "github", "notes", "ci");
        mayNotKnow("git", "github", "pypi", "plan", "dist", "build", "installer", "ci", "rehearsal");
        mayNotKnow("process", "build", "git", "version", "dist", "plan", "http", "pypi", "github");
        mayNotKnow("build", "pypi", "github", "http", "plan", "rehearsal", "installer");
        mayNotKnow("dist", "pypi", "github", "http", "plan", "git", "rehearsal", "installer", "build");
        mayNotKnow("plan", "pypi", "github", "http", "git", "build", "dist", "installer", "rehearsal", "process");
        mayNotKnow("http", "pypi", "github", "plan", "dist", "git", "version", "build", "rehearsal");
        mayNotKnow("pypi", "github", "git", "plan", "build", "installer", "notes", "rehearsal", "ci");
        mayNotKnow("github", "pypi", "plan", "build", "dist", "installer", "rehearsal", "ci");
        mayNotKnow("notes", "http", "github", "pypi", "plan", "rehearsal");
        mayNotKnow("ci", "plan", "git", "version", "dist", "http", "pypi", "github", "build");
        mayNotKnow("report", "http", "pypi", "github", "git", "process", "rehearsal");
    }

    @Test
    void mojosShowNoHeavyTypeToTheLoader() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + "mojo..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.eclipse.jgit..",
                        "org.apache.hc..",
                        "com.fasterxml.jackson..",
                        "org.apache.commons.compress..",
                        "org.tomlj..")
                .check(classes);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        try (Stream<Path> folders = Files.walk(Path.of("src/main/java/ai/invoke/release"))) {
            List<Path> silent = folders.filter(Files::isDirectory)
                    .filter(folder -> hasClasses(folder) && !Files.exists(folder.resolve("package-info.java")))
                    .toList();
            assertThat(silent).isEmpty();
        }
    }

    private static boolean hasClasses(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".java"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
