package ai.invoke.release.dist.rule.release;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.DistVerifier;
import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.testing.DistMaker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReleaseRulesTest {

    private static final Path CORPORA = Path.of("src/test/resources/corpora");
    private static final String WHEEL = "good/demo_setuptools-1.2.3-py3-none-any.whl";
    private static final String SDIST = "good/demo_setuptools-1.2.3.tar.gz";

    private static List<DistContents> read(String... names) {
        DistVerifier verifier = new DistVerifier();
        return Stream.of(names)
                .map(name -> verifier.read(CORPORA.resolve(name)))
                .toList();
    }

    private static ReleaseFacts facts(String version) {
        return new ReleaseFacts(Optional.of(version), List.of(), Map.of(), List.of(), List.of(), List.of());
    }

    private static CoreMetadata metadata(String text) {
        return CoreMetadata.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSoundReleaseAgrees() {
        assertThat(new ReleaseRules().check(read(WHEEL, SDIST), facts("v1.2.3".substring(1))))
                .isEmpty();
        assertThat(new ReleaseRules().check(read(WHEEL, SDIST), ReleaseFacts.none()))
                .isEmpty();
    }

    @Test
    void handMadePairsWithoutADefectAreControls() {
        assertThat(new ReleaseRules().check(read("broken/p_sums-1.0-py3-none-any.whl"), facts("1.0.0")))
                .isEmpty();
    }

    @Test
    void aTagOfAnotherVersionIsNamedForEveryFile() {
        assertThat(new ReleaseRules().check(read(WHEEL, SDIST), facts("1.2.4")))
                .extracting(Finding::rule)
                .containsOnly("PR-06")
                .hasSize(2);
    }

    @Test
    void filesOfTwoReleasesDoNotBelongTogether() {
        List<Finding> findings =
                new ReleaseRules().check(read(WHEEL, SDIST, "good/demo_data-1.0b2.tar.gz"), ReleaseFacts.none());

        assertThat(findings).extracting(Finding::rule).containsOnly("PR-03");
        assertThat(findings)
                .extracting(Finding::message)
                .anySatisfy(message -> assertThat(message).contains("demo-setuptools 1.2.3", "demo-data 1.0b2"));
        assertThat(findings)
                .extracting(Finding::message)
                .anySatisfy(message -> assertThat(message).contains("more than one sdist"));
    }

    /** A folder may hold a second version: its files have nothing to agree on with those of the first. */
    @Test
    void sdistAndWheelOfOneVersionOnlyMustAgree(@TempDir Path folder) {
        DistMaker.of("demo_app", "1.0").header("Summary: old").sdist(folder);
        DistMaker.of("demo_app", "1.1").header("Summary: new").sdist(folder);
        DistMaker.of("other_app", "1.1").header("Summary: another").sdist(folder);
        Path wheel = DistMaker.of("demo_app", "1.1").header("Summary: new").wheel(folder);
        String[] all = {
            wheel.toString(),
            sdist(folder, "demo_app-1.0"),
            sdist(folder, "demo_app-1.1"),
            sdist(folder, "other_app-1.1")
        };
        assertThat(new ReleaseRules().check(read(all), ReleaseFacts.none()))
                .extracting(Finding::rule)
                .containsOnly("PR-03");

        DistMaker.of("demo_app", "1.1").header("Summary: changed").wheel(folder);
        assertThat(new ReleaseRules().check(read(wheel.toString(), sdist(folder, "demo_app-1.1")), ReleaseFacts.none()))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("PR-01");
                    assertThat(finding.file()).isEqualTo(wheel.getFileName().toString());
                    assertThat(finding.message()).contains("Summary", "new in the sdist", "changed in the wheel");
                });
    }

    private static String sdist(Path folder, String release) {
        return folder.resolve(release + ".tar.gz").toString();
    }

    @Test
    void theWheelInAnInstallerIsTheWheelInDist() {
        String name = "demo_setuptools-1.2.3-py3-none-any.whl";
        ReleaseFacts facts = new ReleaseFacts(
                Optional.empty(),
                List.of(
                        new ReleaseFacts.Bundled("a.zip", "lib/" + name, name, "1111"),
                        new ReleaseFacts.Bundled("b.zip", "lib/" + name, name, "2222"),
                        new ReleaseFacts.Bundled("c.zip", "lib/other.whl", "other.whl", "1111")),
                Map.of(name, "1111"),
                List.of(),
                List.of(),
                List.of());

        assertThat(new ReleaseRules().check(read(WHEEL), facts))
                .extracting(Finding::rule, Finding::file)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("PR-05", "b.zip"),
                        org.assertj.core.groups.Tuple.tuple("PR-05", "c.zip"));
    }

    @Test
    void pathsAreRequiredAndForbidden() {
        ReleaseFacts facts = new ReleaseFacts(
                Optional.empty(), List.of(), Map.of(), List.of("no/such.html"), List.of("**/METADATA"), List.of());

        assertThat(new ReleaseRules().check(read(WHEEL), facts))
                .extracting(Finding::rule)
                .containsExactly("PR-07", "PR-08");
    }

    @ParameterizedTest
    @CsvSource({
        "**/.env, .env, true",
        "**/.env, a/b/.env, true",
        "**/.env, a/x.env, false",
        "tests/**, tests/a/b.py, true",
        "tests/**, pkg/tests/a.py, false",
        "tests/, tests/a.py, true",
        "*.key, a/b.key, false",
        "a?c, abc, true",
        "**/node_modules/**, x/node_modules/y/z, true",
        "[a].py, a.py, false"
    })
    void patternsAreThoseOfAnt(String pattern, String path, boolean matches) {
        assertThat(MemberPattern.of(pattern).matches(path)).isEqualTo(matches);
    }

    @Test
    void metadataIsComparedByMeaning() {
        String common = "Metadata-Version: 2.4\nName: a\nVersion: 1\n";
        CoreMetadata sdist = metadata(common + "Requires-Dist: B_c>=1.0 ; os_name=='nt'\nRequires-Dist: x\n"
                + "Requires-Python: >=3.9, <4\nProject-URL: Home Page, https://x\nProvides-Extra: A_b\n\nText\r\n");
        CoreMetadata wheel = metadata(common + "Requires-Dist: x\nRequires-Dist: b-c>=1; os.name == \"nt\"\n"
                + "Requires-Python: <4,>=3.9\nProject-URL: homepage, https://x\nProvides-Extra: a-b\n\nText\n");

        assertThat(MetadataComparison.of(sdist, wheel)).isEmpty();
    }

    @Test
    void differencesAreNamedUnlessTheFieldIsDynamic() {
        String sdist = "Metadata-Version: 2.4\nName: a\nVersion: 1\nSummary: one\nRequires-Dist: x\n";
        String wheel = "Metadata-Version: 2.4\nName: a\nVersion: 1\nSummary: two\nRequires-Dist: x\nRequires-Dist: y\n";

        assertThat(MetadataComparison.of(metadata(sdist), metadata(wheel)))
                .containsExactly(
                        new MetadataComparison("Summary", "one", "two"),
                        new MetadataComparison("Requires-Dist", "nothing more", "y"));
        assertThat(MetadataComparison.of(metadata(sdist + "Dynamic: Requires-Dist\n"), metadata(wheel)))
                .extracting(MetadataComparison::field)
                .containsExactly("Summary");
    }

    @Test
    void aDynamicListOfMetadata26MayGrowButNotShrink() {
        String sdist = "Metadata-Version: 2.6\nName: a\nVersion: 1\nDynamic: Requires-Dist\nRequires-Dist: x\n";

        assertThat(MetadataComparison.of(
                        metadata(sdist), metadata("Name: a\nVersion: 1\nRequires-Dist: x\nRequires-Dist: y\n")))
                .isEmpty();
        assertThat(MetadataComparison.of(metadata(sdist), metadata("Name: a\nVersion: 1\nRequires-Dist: y\n")))
                .extracting(MetadataComparison::field)
                .containsExactly("Requires-Dist");
    }
}
