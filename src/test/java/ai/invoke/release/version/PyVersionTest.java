package ai.invoke.release.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PyVersionTest {

    @Test
    void readsWritesAndClassifiesEveryInputAsPackagingDoes() {
        List<String> differences = new ArrayList<>();
        List<List<String>> rows = Tsv.read("pep440-versions.tsv");
        assertThat(rows).hasSize(5000);
        for (List<String> row : rows) {
            List<String> actual = PyVersion.tryParse(row.get(0))
                    .map(version -> List.of(
                            row.get(0),
                            "true",
                            version.normalized(),
                            String.valueOf(version.isPrerelease()),
                            String.valueOf(version.isPostrelease()),
                            String.valueOf(version.isDevrelease()),
                            version.local().orElse(""),
                            version.publicVersion().normalized()))
                    .orElse(List.of(row.get(0), "false", "", "", "", "", "", ""));
            if (!actual.equals(row)) {
                differences.add("expected " + row + "\n but was " + actual);
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void ordersEveryPairAsPackagingDoes() {
        List<String> differences = new ArrayList<>();
        List<List<String>> rows = Tsv.read("pep440-order.tsv");
        assertThat(rows).hasSize(2388);
        for (List<String> row : rows) {
            PyVersion a = PyVersion.parse(row.get(0));
            PyVersion b = PyVersion.parse(row.get(1));
            int expected = Integer.parseInt(row.get(2));
            boolean agrees = Integer.signum(a.compareTo(b)) == expected
                    && Integer.signum(b.compareTo(a)) == -expected
                    && a.equals(b) == (expected == 0)
                    && (expected != 0 || a.hashCode() == b.hashCode());
            if (!agrees) {
                differences.add(row.toString());
            }
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void theNormalFormIsAFixedPointAndMeansTheSameVersion() {
        for (PyVersion version : corpus()) {
            PyVersion again = PyVersion.parse(version.normalized());
            assertThat(again).isEqualTo(version).hasSameHashCodeAs(version);
            assertThat(again.normalized()).isEqualTo(version.normalized());
        }
    }

    @Test
    void printingAnyCombinationOfPartsAndReadingItGivesTheParts() {
        Random random = new Random(440);
        for (int i = 0; i < 20_000; i++) {
            PyVersion made = randomVersion(random);
            PyVersion read = PyVersion.parse(made.normalized());
            assertThat(read.epoch()).isEqualTo(made.epoch());
            assertThat(read.release()).isEqualTo(made.release());
            assertThat(read.pre()).isEqualTo(made.pre());
            assertThat(read.post()).isEqualTo(made.post());
            assertThat(read.dev()).isEqualTo(made.dev());
            assertThat(read.local()).isEqualTo(made.local());
        }
    }

    @Test
    void theOrderIsTotal() {
        Random random = new Random(441);
        List<PyVersion> versions = new ArrayList<>(corpus());
        for (int i = 0; i < 2_000; i++) {
            versions.add(randomVersion(random));
        }
        for (int i = 0; i < 50_000; i++) {
            PyVersion a = any(versions, random);
            PyVersion b = any(versions, random);
            PyVersion c = any(versions, random);
            assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
            if (a.compareTo(b) <= 0 && b.compareTo(c) <= 0) {
                assertThat(a).isLessThanOrEqualTo(c);
            }
            if (a.equals(b)) {
                assertThat(a.hashCode()).isEqualTo(b.hashCode());
                assertThat(Integer.signum(a.compareTo(c))).isEqualTo(Integer.signum(b.compareTo(c)));
            }
        }
    }

    @Test
    void sortsAsPep440Shows() {
        List<String> ascending = List.of(
                "1.0.dev456",
                "1.0a1",
                "1.0a2.dev456",
                "1.0a12.dev456",
                "1.0a12",
                "1.0b1.dev456",
                "1.0b2",
                "1.0b2.post345.dev456",
                "1.0b2.post345",
                "1.0rc1.dev456",
                "1.0rc1",
                "1.0",
                "1.0+abc.5",
                "1.0+abc.7",
                "1.0+5",
                "1.0.post456.dev34",
                "1.0.post456",
                "1.0.15",
                "1.1.dev1",
                "1!0.1");
        List<PyVersion> shuffled =
                new ArrayList<>(ascending.stream().map(PyVersion::parse).toList());
        Collections.shuffle(shuffled, new Random(442));
        Collections.sort(shuffled);
        assertThat(shuffled).extracting(PyVersion::normalized).isEqualTo(ascending);
    }

    @Test
    void zerosAtTheEndMakeNoOtherVersionButAnotherText() {
        PyVersion longer = PyVersion.parse("1.0.0");
        PyVersion shorter = PyVersion.parse("1.0");
        assertThat(longer).isEqualTo(shorter).hasSameHashCodeAs(shorter);
        assertThat(longer.normalized()).isNotEqualTo(shorter.normalized());
    }

    @ParameterizedTest
    @CsvSource({
        "5.6.1rc2, 5.6",
        "5, 5.0",
        "1!2.3.4, 2.3",
        "05.006, 5.6",
        "6.14.0-alpha, 6.14",
    })
    void namesTheLine(String text, String line) {
        assertThat(PyVersion.parse(text).majorMinor()).isEqualTo(line);
    }

    @Test
    void givesTheParts() {
        PyVersion version = PyVersion.parse("v1!2.0-Preview_3-4.dev+Ubuntu-01");
        assertThat(version.normalized()).isEqualTo("1!2.0rc3.post4.dev0+ubuntu.1");
        assertThat(version.epoch()).isEqualTo(BigInteger.ONE);
        assertThat(version.release()).containsExactly(BigInteger.TWO, BigInteger.ZERO);
        assertThat(version.pre()).contains(new PyVersion.Pre(PyVersion.Stage.CANDIDATE, BigInteger.valueOf(3)));
        assertThat(version.post()).contains(BigInteger.valueOf(4));
        assertThat(version.dev()).contains(BigInteger.ZERO);
        assertThat(version.local()).contains("ubuntu.1");
        assertThat(version.baseVersion().normalized()).isEqualTo("1!2.0");
        assertThat(version.publicVersion().normalized()).isEqualTo("1!2.0rc3.post4.dev0");
        assertThat(version).hasToString(version.normalized());
    }

    @ParameterizedTest
    @CsvSource({
        "2.2.5p2, 5",
        "4.2.4-mgpu, 5",
        ".2.3.1-rc1, 0",
        "3-latest, 1",
        "1.0+, 4",
        "1.0+a..b, 6",
        "'', 0",
        "v, 1",
        "1!, 2",
        "1.0 , -1",
    })
    void saysWhereATextStopsBeingAVersion(String text, int index) {
        assertThat(PyVersion.firstWrong(text).orElse(-1)).isEqualTo(index);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "7", "0000"})
    void takesAsManyDigitsAsPythonAndNoMore(String digit) {
        String most = digit.repeat(4300 / digit.length());
        for (String form : List.of("%s", "%s!1", "1.%s", "1rc%s", "1-%s", "1.post%s", "1.dev%s", "1+%s")) {
            assertThat(PyVersion.tryParse(form.formatted(most))).as(form).isPresent();
            assertThat(PyVersion.tryParse(form.formatted(most + "0"))).as(form).isEmpty();
        }
        assertThat(PyVersion.tryParse("1+a" + most + "0")).isPresent();
    }

    @Tag("sweep")
    @Test
    @Timeout(60)
    void isLinearInHostileLengths() {
        assertThat(PyVersion.parse("1" + ".0".repeat(1_000_000)).release()).hasSize(1_000_001);
        assertThat(PyVersion.tryParse(" ".repeat(5_000_000))).isEmpty();
        assertThat(PyVersion.tryParse("1" + "-".repeat(5_000_000))).isEmpty();
        assertThat(PyVersion.tryParse("1+" + "a.".repeat(2_000_000))).isEmpty();
    }

    @Test
    void namesTheTextThatIsNoVersion() {
        assertThatThrownBy(() -> PyVersion.parse("3-latest"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3-latest");
    }

    private static List<PyVersion> corpus() {
        return Tsv.read("pep440-versions.tsv").stream()
                .flatMap(row -> PyVersion.tryParse(row.get(0)).stream())
                .toList();
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static PyVersion randomVersion(Random random) {
        List<BigInteger> release = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            release.add(number(random));
        }
        List<String> local = new ArrayList<>();
        for (int i = random.nextInt(6) - 3; i > 0; i--) {
            local.add(
                    random.nextBoolean()
                            ? number(random).toString()
                            : any(List.of("a", "ab", "b1", "1b", "cu"), random));
        }
        PyVersion.Pre pre = new PyVersion.Pre(any(List.of(PyVersion.Stage.values()), random), number(random));
        return new PyVersion(
                random.nextInt(5) == 0 ? number(random) : BigInteger.ZERO,
                release,
                random.nextBoolean() ? pre : null,
                random.nextInt(3) == 0 ? number(random) : null,
                random.nextInt(3) == 0 ? number(random) : null,
                local);
    }

    private static BigInteger number(Random random) {
        return random.nextInt(50) == 0 ? new BigInteger(200, random) : BigInteger.valueOf(random.nextInt(3));
    }
}
