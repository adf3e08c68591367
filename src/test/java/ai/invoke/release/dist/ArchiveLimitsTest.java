package ai.invoke.release.dist;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.content.ContentLimits;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Severity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Archives that are too much: bounded work, and a finding that says so. */
class ArchiveLimitsTest {

    private static final ContentLimits SMALL = new ContentLimits(50, 4096, 1 << 16, 2048, 1 << 20, 50);

    @TempDir
    private Path temp;

    private static List<String> rules(List<Finding> findings) {
        return findings.stream().map(Finding::rule).distinct().toList();
    }

    private static DistVerifier small() {
        return new DistVerifier(RuleCatalogue.standard(), SMALL);
    }

    @Test
    void tooManyMembers() throws IOException {
        WheelFixture wheel = new WheelFixture();
        SdistFixture sdist = new SdistFixture();
        for (int i = 0; i < 60; i++) {
            wheel.put("demo/m" + i + ".py", "x = " + i);
            sdist.put(SdistFixture.TOP + "m" + i, "x");
        }
        assertThat(rules(small().verify(wheel.write(temp)))).contains("ZIP-28").doesNotContain("RC-03", "RC-04");
        assertThat(rules(small().verify(sdist.write(temp)))).contains("SD-28");
    }

    @Test
    void absurdlyLongNames() throws IOException {
        WheelFixture wheel =
                new WheelFixture().put("demo/" + "n".repeat(5000) + ".py", "x").put("demo/a.py", "a");
        assertThat(rules(small().verify(wheel.write(temp)))).contains("ZIP-28");
    }

    @Test
    void absurdlyLongRecord() throws IOException {
        WheelFixture wheel = new WheelFixture().record(lines -> lines + "demo/x.py,,\n".repeat(400));
        assertThat(rules(small().verify(wheel.write(temp)))).contains("RC-13").doesNotContain("RC-04");
    }

    @Test
    void oneKindOfDefectIsListedTwentyTimesAndThenCounted() throws IOException {
        WheelFixture wheel = new WheelFixture();
        for (int i = 0; i < 100; i++) {
            wheel.put("demo/m" + i + ".pyc", "x" + i);
        }
        List<Finding> findings = new DistVerifier().verify(wheel.write(temp));
        List<Finding> byteCode = findings.stream()
                .filter(finding -> finding.rule().equals("CT-01"))
                .toList();
        assertThat(byteCode).hasSize(Findings.PER_RULE + 1);
        assertThat(byteCode.get(Findings.PER_RULE).message()).isEqualTo("and 80 more of the same kind");
    }

    @Test
    void aHeaderThatLiesAboutItsSizeUnpacksNoFurther() throws IOException {
        byte[] zeros = new byte[200 << 20];
        Path file = new WheelFixture()
                .put("demo/zeros.bin", zeros)
                .entry("demo/zeros.bin", entry -> {
                    entry.size = 10;
                    entry.localSize = 10;
                })
                .write(temp);
        Instant start = Instant.now();
        List<Finding> findings = new DistVerifier().verify(file);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
        assertThat(findings)
                .filteredOn(finding -> finding.rule().equals("ZIP-27"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("unpacks to more than the 10 bytes"));
    }

    @Test
    void whatTheDirectoryPromisesDecidesBeforeAnythingIsUnpacked() throws IOException {
        ZipFixture zip = new WheelFixture().zip();
        for (int i = 0; i < 50; i++) {
            zip.add("demo/big" + i + ".bin", new byte[1]).size = 60 << 20;
        }
        Path file = Files.write(temp.resolve(WheelFixture.NAME), zip.bytes());
        assertThat(rules(new DistVerifier().verify(file))).contains("ZIP-15");
    }

    @Test
    void hugePaxHeadersAndLongNamesAreRefused() throws IOException {
        byte[] header = new byte[512];
        System.arraycopy("long".getBytes(StandardCharsets.US_ASCII), 0, header, 0, 4);
        System.arraycopy("77777777777\0".getBytes(StandardCharsets.US_ASCII), 0, header, 124, 12);
        header[156] = 'L';
        int sum = 8 * ' ';
        for (byte b : header) {
            sum += b & 0xFF;
        }
        System.arraycopy("%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII), 0, header, 148, 8);
        Path file = Files.write(temp.resolve(SdistFixture.NAME), SdistFixture.gzip(header));
        assertThat(new DistVerifier().verify(file))
                .filteredOn(finding -> finding.rule().equals("SD-01"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("an extended header of 8589934591 bytes"));
    }

    @Test
    void filesBeyondPypisLimitAreWarnedAbout() throws IOException {
        byte[] noise = new byte[101 << 20];
        new Random(7).nextBytes(noise);
        ZipFixture zip = new WheelFixture().zip();
        zip.add("demo/noise.bin", noise, 0);
        Path file = Files.write(temp.resolve(WheelFixture.NAME), zip.bytes());
        assertThat(new DistVerifier().verify(file))
                .filteredOn(finding -> finding.rule().equals("UP-03"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.severity()).isEqualTo(Severity.WARNING);
                    assertThat(finding.enforcedByPypi()).isFalse();
                });
    }

    @Test
    void manyMembersAndHugePromisesTakeLittleTimeAndMemory() throws IOException {
        WheelFixture wheel = new WheelFixture();
        SdistFixture sdist = new SdistFixture();
        for (int i = 0; i < 15_000; i++) {
            wheel.put("demo/m" + i + ".txt", "");
            sdist.put(SdistFixture.TOP + "m" + i, "");
        }
        for (Path file : List.of(wheel.write(temp), sdist.write(temp))) {
            assertThat(allocated(() -> new DistVerifier().verify(file))).isLessThan(300L << 20);
        }
        ZipFixture huge = new WheelFixture().zip();
        for (ZipFixture.Entry entry : huge.entries) {
            entry.size = 0xFFFF_FFFEL;
            entry.localSize = 0xFFFF_FFFEL;
        }
        Path file = Files.write(temp.resolve(WheelFixture.NAME), huge.bytes());
        assertThat(allocated(
                        () -> assertThat(rules(new DistVerifier().verify(file))).contains("ZIP-15")))
                .isLessThan(50L << 20);
    }

    /** Bytes that were taken from the heap, given back or not. */
    private static long allocated(Runnable work) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        work.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** What rules read comes first, however many other files could be read as well. */
    @Test
    void metadataIsCheckedBehindAnyNumberOfVersionFiles() throws IOException {
        for (String name : List.of("demo/v%d_version.py", "m%d.py")) {
            WheelFixture wheel = new WheelFixture();
            Map<String, byte[]> files = new LinkedHashMap<>(wheel.files);
            wheel.files.clear();
            for (int i = 0; i < 100; i++) {
                wheel.put(name.formatted(i), "__version__ = '1.0'\n");
            }
            wheel.files.putAll(files);
            wheel.put(WheelFixture.INFO + "METADATA", "Metadata-Version: 9.9\nName: other\nVersion: no version\n");
            wheel.put(WheelFixture.INFO + "WHEEL", "Wheel-Version: 7.0\n");
            wheel.put(WheelFixture.INFO + "entry_points.txt", "[console_scripts] # c\n");

            assertThat(new DistVerifier().verify(wheel.write(temp)))
                    .extracting(Finding::rule)
                    .contains("MD-01", "WH-02", "EP-06");
        }
    }

    @Test
    void moreMetadataThanIsReadIsAnError() throws IOException {
        WheelFixture wheel = new WheelFixture();
        for (int i = 0; i < 20; i++) {
            wheel.put("a" + i + "-1.0.dist-info/METADATA", "Name: a\n");
        }

        assertThat(new DistVerifier().verify(wheel.write(temp)))
                .extracting(Finding::rule)
                .contains("ZIP-35", "DI-02");
    }
}
