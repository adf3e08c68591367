package ai.invoke.release.dist.rule.release;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.dist.content.SdistContents;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Finding;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.version.PyVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What the files of one release must agree on. */
public final class ReleaseRules implements RuleGroup {

    /** The name under which findings about several files are listed. */
    public static final String RELEASE = "release";

    static final Rule DISAGREE = Rule.of(
            "PR-01",
            Severity.ERROR,
            "sdist and wheel disagree on {field}: {x} in the sdist, {y} in the wheel",
            "build both from the same source in one go: python -m build",
            "PEP 643; core metadata specification");
    static final Rule ONE_VERSION = Rule.of(
            "PR-03",
            Severity.ERROR,
            "{why}",
            "empty the folder and build again",
            "PyPI (one sdist per release); PEP 427");
    static final Rule OTHER_WHEEL = Rule.of(
            "PR-05",
            Severity.ERROR,
            "{entry} in {installer} is not the wheel in dist: {x}",
            "assemble the installer again after building",
            "this plugin: the installer contains exactly the wheel that is published (assemble-installer)");
    /** A file is of another version than the tag. */
    public static final Rule OTHER_VERSION = Rule.of(
            "PR-06",
            Severity.ERROR,
            "the release is {x}, this file says {y}",
            "build from the tag; a stale dist folder is the usual cause",
            "PEP 440");

    static final Rule REQUIRED = Rule.of(
            "PR-07",
            Severity.ERROR,
            "the wheel lacks {path}",
            "build it first (mvn invokeai-release:build-frontend), or correct requiredInWheel",
            "this plugin: requiredInWheel");
    /** A file is in the wheel that must not be there. */
    public static final Rule FORBIDDEN = Rule.of(
            "PR-08",
            Severity.ERROR,
            "{path} does not belong in a wheel (pattern {pattern})",
            "exclude it in pyproject.toml, or correct forbiddenInWheel",
            "this plugin: forbiddenInWheel");

    /** So many breaches of a pattern are listed one by one. */
    private static final int SHOWN = 20;

    /** The rules keep nothing between two files. */
    public ReleaseRules() {}

    @Override
    public String title() {
        return "Agreement over the whole release";
    }

    @Override
    public List<Rule> rules() {
        return List.of(DISAGREE, ONE_VERSION, OTHER_WHEEL, OTHER_VERSION, REQUIRED, FORBIDDEN);
    }

    /** These rules are about several files: {@link #check(List, ReleaseFacts)}. */
    @Override
    public void check(DistContents contents, Findings findings) {}

    /**
     * Looks at a whole release.
     *
     * @param files the wheels and sdists, read
     * @param facts what else is known
     * @return findings, each under the file that is to be fixed or under {@link #RELEASE}
     */
    public List<Finding> check(List<DistContents> files, ReleaseFacts facts) {
        List<Finding> findings = new ArrayList<>();
        oneVersion(files, findings);
        agreement(files, findings);
        version(files, facts, findings);
        bundled(facts, findings);
        for (DistContents file : files) {
            if (file instanceof WheelContents wheel && wheel.readable()) {
                contents(wheel, facts, findings);
            }
        }
        return findings;
    }

    private static void oneVersion(List<DistContents> files, List<Finding> findings) {
        Map<String, List<String>> releases = new LinkedHashMap<>();
        Map<String, List<String>> tags = new LinkedHashMap<>();
        List<String> sdists = new ArrayList<>();
        for (DistContents file : files) {
            file.name()
                    .ifPresent(name -> releases.computeIfAbsent(
                                    ProjectName.normalize(name.name()) + " " + normal(name.version()),
                                    key -> new ArrayList<>())
                            .add(file.fileName()));
            if (file instanceof SdistContents) {
                sdists.add(file.fileName());
            }
            if (file.name().orElse(null) instanceof DistFileName.Wheel wheel) {
                // Builds with another build tag are alternatives that installers can tell apart.
                String set = String.join(" ", wheel.tags().stream().sorted().toList())
                        + wheel.build().orElse("")
                        + ProjectName.normalize(wheel.name())
                        + normal(wheel.version());
                tags.computeIfAbsent(set, key -> new ArrayList<>()).add(file.fileName());
            }
        }
        if (releases.size() > 1) {
            add(
                    findings,
                    RELEASE,
                    ONE_VERSION.with("files of more than one release: " + String.join(", ", releases.keySet())));
        }
        if (sdists.size() > 1) {
            add(findings, RELEASE, ONE_VERSION.with("more than one sdist: " + String.join(", ", sdists)));
        }
        tags.values().stream()
                .filter(names -> names.size() > 1)
                .forEach(names -> add(
                        findings, RELEASE, ONE_VERSION.with("wheels with the same tags: " + String.join(", ", names))));
    }

    private static String normal(String version) {
        return PyVersion.tryParse(version).map(PyVersion::normalized).orElse(version);
    }

    private static void agreement(List<DistContents> files, List<Finding> findings) {
        for (DistContents sdist : files) {
            Optional<CoreMetadata> source = sdist instanceof SdistContents ? sdist.metadata() : Optional.empty();
            if (source.isEmpty() || source.get().fields().isEmpty()) {
                continue;
            }
            for (DistContents wheel : files) {
                if (!(wheel instanceof WheelContents) || !sameRelease(sdist, wheel)) {
                    continue;
                }
                wheel.metadata()
                        .filter(built -> !built.fields().isEmpty())
                        .ifPresent(built -> MetadataComparison.of(source.get(), built)
                                .forEach(difference -> add(
                                        findings,
                                        wheel.fileName(),
                                        DISAGREE.with(difference.field(), difference.sdist(), difference.wheel())
                                                .at(wheel.metadataPlace().orElse("METADATA")))));
            }
        }
    }

    /** Files of two projects, or of two versions of one, have nothing to agree on. */
    private static boolean sameRelease(DistContents a, DistContents b) {
        return a.name().isPresent()
                && b.name().isPresent()
                && ProjectName.normalize(a.name().get().name())
                        .equals(ProjectName.normalize(b.name().get().name()))
                && normal(a.name().get().version()).equals(normal(b.name().get().version()));
    }

    private static void version(List<DistContents> files, ReleaseFacts facts, List<Finding> findings) {
        Optional<PyVersion> wanted = facts.version().flatMap(PyVersion::tryParse);
        if (wanted.isEmpty()) {
            return;
        }
        for (DistContents file : files) {
            Map<String, String> said = new LinkedHashMap<>();
            file.name().ifPresent(name -> said.put(name.version(), "in its name"));
            file.metadata()
                    .flatMap(metadata -> metadata.first("Version"))
                    .ifPresent(version -> said.put(version, "in its metadata"));
            said.forEach((version, where) -> {
                if (!PyVersion.tryParse(version).equals(wanted)) {
                    add(
                            findings,
                            file.fileName(),
                            OTHER_VERSION.with(facts.version().orElseThrow(), version + " " + where));
                }
            });
        }
    }

    private static void bundled(ReleaseFacts facts, List<Finding> findings) {
        for (ReleaseFacts.Bundled wheel : facts.bundled()) {
            String own = facts.digests().get(wheel.fileName());
            if (own == null) {
                add(
                        findings,
                        wheel.installer(),
                        OTHER_WHEEL.with(wheel.entry(), wheel.installer(), "dist holds no " + wheel.fileName()));
            } else if (!own.equals(wheel.sha256())) {
                add(
                        findings,
                        wheel.installer(),
                        OTHER_WHEEL.with(
                                wheel.entry(),
                                wheel.installer(),
                                "sha256 " + shorten(wheel.sha256()) + ", in dist " + shorten(own)));
            }
        }
    }

    private static String shorten(String digest) {
        return digest.substring(0, Math.min(12, digest.length()));
    }

    private static void contents(WheelContents wheel, ReleaseFacts facts, List<Finding> findings) {
        for (String path : facts.required()) {
            if (!wheel.contains(path)) {
                add(findings, wheel.fileName(), REQUIRED.with(path));
            }
        }
        Set<String> reported = new LinkedHashSet<>();
        matching(wheel, facts.forbidden(), reported, findings, Severity.ERROR);
        matching(wheel, facts.unwanted(), reported, findings, Severity.WARNING);
    }

    private static void matching(
            WheelContents wheel,
            List<String> patterns,
            Set<String> reported,
            List<Finding> findings,
            Severity severity) {
        for (String pattern : patterns) {
            MemberPattern members = MemberPattern.of(pattern);
            int count = 0;
            for (WheelEntry entry : wheel.entries()) {
                if (members.matches(entry.path()) && reported.add(entry.path())) {
                    count++;
                    if (count <= SHOWN) {
                        add(
                                findings,
                                wheel.fileName(),
                                FORBIDDEN
                                        .with(entry.path(), pattern)
                                        .at(entry.path())
                                        .as(severity));
                    }
                }
            }
            if (count > SHOWN) {
                add(
                        findings,
                        wheel.fileName(),
                        FORBIDDEN
                                .with("and " + (count - SHOWN) + " more", pattern)
                                .saying("{path} of the pattern {pattern}")
                                .as(severity));
            }
        }
    }

    private static void add(List<Finding> findings, String file, Draft draft) {
        findings.add(Objects.requireNonNull(draft).finish(file));
    }
}
