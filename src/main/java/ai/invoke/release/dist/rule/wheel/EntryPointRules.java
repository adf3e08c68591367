package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Utf8;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code entry_points.txt} of a wheel. */
public final class EntryPointRules implements RuleGroup {

    private static final String SOURCE = "entry points specification; PyPI (warehouse/utils/wheel.py)";
    private static final String WORDS = "Wheel '{f}' has invalid entry points defined in the entry_points.txt file";
    private static final Pattern NAME = Pattern.compile("[\\w.-]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern REFERENCE = Pattern.compile(
            "(?<module>[\\w.]+)\\s*(?::\\s*(?<attr>[\\w.]+)\\s*)?(?:\\[.*\\]\\s*)?", Pattern.UNICODE_CHARACTER_CLASS);

    static final Rule SYNTAX = Rule.enforced(
            "EP-01",
            "entry_points.txt line {n}: {why}",
            "write [group] headers and 'name = module:callable' lines",
            SOURCE,
            PypiStage.ENTRY_POINTS,
            WORDS);
    static final Rule PATH_IN_NAME = Rule.enforced(
            "EP-02",
            "script name {x} contains a path or an odd character",
            "use letters, digits, '_', '.' and '-'",
            SOURCE,
            PypiStage.ENTRY_POINTS,
            WORDS);
    static final Rule NO_CALLABLE = Rule.of(
            "EP-03",
            ERROR,
            "script {x} = {y}: \":callable\" is missing",
            "write module:function; pip refuses to install the wheel",
            "entry points specification; pip");
    static final Rule NOT_UTF8 = Rule.enforced(
            "EP-04",
            "entry_points.txt is not UTF-8 at byte {n}",
            "write it as UTF-8",
            SOURCE,
            PypiStage.ENTRY_POINTS,
            WORDS);
    static final Rule NO_MODULE = Rule.of(
            "EP-05",
            WARNING,
            "script {x}: module {m} is not in the wheel",
            "the script fails when it is started; correct the module's name or add the file",
            "good taste");

    @Override
    public String title() {
        return "Entry points of a wheel";
    }

    @Override
    public List<Rule> rules() {
        return List.of(SYNTAX, PATH_IN_NAME, NO_CALLABLE, NOT_UTF8, NO_MODULE);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        if (!(contents instanceof WheelContents wheel)) {
            return;
        }
        Optional<String> place = wheel.distInfo().map(directory -> directory + "/entry_points.txt");
        Optional<byte[]> bytes = place.flatMap(wheel::text);
        if (place.isEmpty() || bytes.isEmpty()) {
            return;
        }
        Optional<Integer> bad = Utf8.firstBadByte(bytes.get());
        if (bad.isPresent()) {
            findings.add(NOT_UTF8.with(bad.get()).at(place.get()));
            return;
        }
        EntryPointsFile file = EntryPointsFile.parse(Utf8.text(bytes.get()));
        file.error()
                .ifPresent(error ->
                        findings.add(SYNTAX.with(error.line(), error.why()).at(place.get() + ":" + error.line())));
        Library library = Library.of(wheel);
        for (String group : List.of("console_scripts", "gui_scripts")) {
            scripts(file.sections().getOrDefault(group, Map.of()), library, place.get(), findings);
        }
    }

    private static void scripts(Map<String, String> scripts, Library library, String place, Findings findings) {
        Set<String> missing = new HashSet<>();
        scripts.forEach((name, value) -> {
            if (!NAME.matcher(name).matches()) {
                findings.add(PATH_IN_NAME.with(name).at(place));
            }
            Matcher reference = REFERENCE.matcher(value);
            if (!reference.matches() || reference.group("attr") == null) {
                findings.add(NO_CALLABLE.with(name, value).at(place));
            } else if (!library.hasModule(reference.group("module")) && missing.add(reference.group("module"))) {
                findings.add(NO_MODULE.with(name, reference.group("module")).at(place));
            }
        });
    }
}
