package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.DistFileName;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Utf8;
import ai.invoke.release.text.LetterCase;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The file WHEEL: format version, tags, and whether the wheel is pure. */
public final class WheelFileRules implements RuleGroup {

    private static final String FORMAT = "binary distribution format (PEP 427)";
    private static final Pattern VERSION = Pattern.compile("(\\d{1,9})\\.(\\d{1,9})");
    private static final Pattern NATIVE = Pattern.compile("\\.(?:so(?:\\.\\d++)*+|pyd|dylib|dll)\\z");

    static final Rule WHEEL_VERSION =
            Rule.of("WH-01", ERROR, "Wheel-Version {x}: need 1.x", "write Wheel-Version: 1.0", FORMAT + "; pip");
    static final Rule PURELIB = Rule.of(
            "WH-02",
            ERROR,
            "Root-Is-Purelib must be true or false, is {x}",
            "pip takes anything but true for false; write it out",
            FORMAT);
    static final Rule CONTRADICTION = Rule.of(
            "WH-03",
            WARNING,
            "Root-Is-Purelib {x} contradicts {t}",
            "true for pure Python with platform tag any, false for wheels with native code",
            FORMAT);
    static final Rule NATIVE_IN_ANY = Rule.of(
            "WH-04",
            ERROR,
            "{so} in a none-any wheel",
            "give the wheel the tag of its platform, or leave the native file out",
            FORMAT);
    static final Rule TAGS = Rule.of(
            "WH-05",
            ERROR,
            "WHEEL tags {a} differ from the file name {b}",
            "do not rename wheels; rewrite tags with: wheel tags",
            FORMAT);
    static final Rule BUILD = Rule.of(
            "WH-06", ERROR, "WHEEL Build {x}, file name {y}", "do not rename wheels; use: wheel tags --build", FORMAT);
    static final Rule NOT_UTF8 =
            Rule.of("WH-07", ERROR, "WHEEL is not UTF-8 at byte {n}", "write it as UTF-8", FORMAT + "; pip");

    static final Rule ODD_LINE = Rule.of(
            "WH-08",
            ERROR,
            "WHEEL line {n} is no \"Key: value\" line; pip drops it, or all that follows",
            "let the build backend write WHEEL",
            FORMAT + "; pip (Python's e-mail parser)");

    /** The rules keep nothing between two files. */
    public WheelFileRules() {}

    @Override
    public String title() {
        return "The file WHEEL";
    }

    @Override
    public List<Rule> rules() {
        return List.of(WHEEL_VERSION, PURELIB, CONTRADICTION, NATIVE_IN_ANY, TAGS, BUILD, NOT_UTF8, ODD_LINE);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof WheelContents wheel)) {
            return;
        }
        Optional<String> place = wheel.distInfo().map(directory -> directory + "/WHEEL");
        Optional<byte[]> bytes = place.flatMap(wheel::text);
        if (place.isEmpty() || bytes.isEmpty()) {
            return;
        }
        Optional<Integer> bad = Utf8.firstBadByte(bytes.get());
        if (bad.isPresent()) {
            findings.add(NOT_UTF8.with(bad.get()).at(place.get()));
            return;
        }
        check(wheel, place.get(), HeaderLines.parse(Utf8.text(bytes.get())), findings);
    }

    private static void check(WheelContents wheel, String place, HeaderLines header, Findings findings) {
        header.oddLine().ifPresent(line -> findings.add(ODD_LINE.with(line).at(place + ":" + line)));
        version(header.first("Wheel-Version").map(String::strip), place, findings);
        String purelib = header.first("Root-Is-Purelib").orElse("missing");
        String folded = LetterCase.lower(purelib);
        if (!folded.equals("true") && !folded.equals("false")) {
            findings.add(PURELIB.with(purelib).at(place));
        }
        if (wheel.name().isEmpty()) {
            return;
        }
        DistFileName.Wheel name = wheel.name().get();
        tags(name, header, place, findings);
        String build = header.first("Build").map(String::strip).orElse("(none)");
        if (!build.equals(name.build().orElse("(none)"))) {
            Draft draft = BUILD.with(build, name.build().orElse("(none)")).at(place);
            findings.add(header.first("Build").isPresent() ? draft : draft.as(WARNING));
        }
        purity(wheel, name, folded, place, findings);
    }

    private static void version(Optional<String> version, String place, Findings findings) {
        Matcher matcher = VERSION.matcher(version.orElse(""));
        if (version.isEmpty() || !matcher.matches() || Integer.parseInt(matcher.group(1)) != 1) {
            findings.add(WHEEL_VERSION.with(version.orElse("is missing")).at(place));
        } else if (Integer.parseInt(matcher.group(2)) > 0) {
            findings.add(WHEEL_VERSION
                    .with(version.get())
                    .as(WARNING)
                    .saying("Wheel-Version {x} is newer than 1.0: pip warns")
                    .at(place));
        }
    }

    private static void tags(DistFileName.Wheel name, HeaderLines header, String place, Findings findings) {
        Set<String> promised = name.tags();
        Set<String> written = new LinkedHashSet<>();
        header.all("Tag").forEach(tag -> written.add(tag.strip()));
        if (!written.equals(promised)) {
            Draft draft = TAGS.with(
                            written.isEmpty() ? "(none)" : String.join(" ", new TreeSet<>(written)),
                            String.join(" ", new TreeSet<>(promised)))
                    .at(place);
            findings.add(
                    meansTheSame(written, promised)
                            ? draft.saying(
                                    "WHEEL tags {a} are not written one by one: {b}; poetry-core does so unless requires-python asks for Python 3")
                            : draft);
        }
    }

    /** Whether all tags are there, but as poetry-core writes them for py2.py3: in sets, as in the file name. */
    private static boolean meansTheSame(Set<String> written, Set<String> promised) {
        Set<String> expanded = new LinkedHashSet<>();
        for (String tag : written) {
            List<List<String>> parts = Stream.of(tag.split("-", -1))
                    .map(part -> List.of(part.split("\\.", -1)))
                    .toList();
            long count = parts.stream().mapToLong(List::size).reduce(1, (a, b) -> Math.min(a * b, Integer.MAX_VALUE));
            if (parts.size() != 3 || count > promised.size()) {
                return false;
            }
            parts.get(0)
                    .forEach(python -> parts.get(1)
                            .forEach(abi -> parts.get(2)
                                    .forEach(platform -> expanded.add(python + "-" + abi + "-" + platform))));
        }
        return expanded.equals(promised);
    }

    private static void purity(
            WheelContents wheel, DistFileName.Wheel name, String purelib, String place, Findings findings) {
        boolean any = name.platforms().contains("any");
        boolean nativeSeen = false;
        for (WheelEntry entry : wheel.entries()) {
            if (NATIVE.matcher(LetterCase.lower(entry.path())).find()) {
                if (any) {
                    findings.add(NATIVE_IN_ANY.with(entry.path()).at(entry.path()));
                } else if (purelib.equals("true") && !nativeSeen) {
                    findings.add(CONTRADICTION.with("true", entry.path()).at(place));
                }
                nativeSeen = true;
            }
        }
        if (!nativeSeen && purelib.equals("false") && any && name.platforms().size() == 1) {
            findings.add(CONTRADICTION
                    .with("false", "the tag " + name.python() + "-" + name.abi() + "-" + name.platform())
                    .at(place));
        }
    }
}
