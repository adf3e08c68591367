package ai.invoke.release.dist.rule.wheel;

import static ai.invoke.release.dist.rule.Severity.ERROR;
import static ai.invoke.release.dist.rule.Severity.WARNING;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.content.WheelContents;
import ai.invoke.release.dist.content.WheelEntry;
import ai.invoke.release.dist.rule.Draft;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.Paths;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Utf8;
import ai.invoke.release.text.PythonText;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** {@code entry_points.txt} of a wheel. */
public final class EntryPointRules implements RuleGroup {

    private static final String SOURCE = "entry points specification; PyPI (warehouse/utils/wheel.py)";
    private static final String WORDS = "Wheel '{f}' has invalid entry points defined in the entry_points.txt file";
    /** Python's {@code \w}, which has no combining marks as Java's has. */
    private static final String WORD = "\\p{L}\\p{N}_";

    private static final Pattern NAME = Pattern.compile("[" + WORD + ".-]+");
    /** What {@code importlib.metadata} and the script maker of pip (distlib) both take: a hyphen in the first extra only. */
    private static final Pattern REFERENCE = Pattern.compile("(?<module>[" + WORD + ".]++)(?::(?<attr>[" + WORD
            + ".]++))?+ *+(?:\\[ *+[" + WORD + "-]++(?:, *+[" + WORD + "]++)*+ *+\\])?+");

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
            "this plugin: good practice");

    static final Rule DISPUTED = Rule.of(
            "EP-06",
            ERROR,
            "entry_points.txt line {n}: {why}",
            "write one 'name = module:callable' on a line, and nothing but [group] on the line of a group",
            "Python (configparser and importlib.metadata); pip");
    static final Rule NO_REFERENCE = Rule.of(
            "EP-07",
            ERROR,
            "script {x} = {y}: {why}",
            "write module:callable in dotted Python names, without blanks; extras only as [name, name]",
            "entry points specification; pip (distlib)");

    static final Rule OVERWRITTEN = Rule.of(
            "EP-08",
            ERROR,
            "script {x} and {e} are installed as one file",
            "rename one: the script that the installer makes replaces the other",
            "pip");

    static final Rule CASE = Rule.of(
            "EP-09",
            WARNING,
            "script {x} and {e} differ in case only",
            "rename one: on Windows and macOS one overwrites the other",
            "this plugin: good practice");
    static final Rule TOO_LONG = Rule.of(
            "EP-10",
            ERROR,
            "script name {x} has {n} bytes; file systems take 255",
            "shorten it: installers cannot write such a script",
            "pip");

    /** The longest name of a file that most file systems take, in bytes. */
    private static final int LONGEST = 255;

    /** The rules keep nothing between two files. */
    public EntryPointRules() {}

    @Override
    public String title() {
        return "Entry points of a wheel";
    }

    @Override
    public List<Rule> rules() {
        return List.of(
                SYNTAX,
                PATH_IN_NAME,
                NO_CALLABLE,
                NOT_UTF8,
                NO_MODULE,
                DISPUTED,
                NO_REFERENCE,
                OVERWRITTEN,
                CASE,
                TOO_LONG);
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
        file.disputes()
                .forEach(dispute -> findings.add(
                        DISPUTED.with(dispute.line(), dispute.why()).at(place.get() + ":" + dispute.line())));
        Library library = Library.of(wheel);
        Map<String, String> places = new HashMap<>();
        Map<String, String> folded = new HashMap<>();
        for (String group : List.of("console_scripts", "gui_scripts")) {
            Map<String, String> scripts = file.sections().getOrDefault(group, Map.of());
            scripts(scripts, library, place.get(), findings);
            for (String name : scripts.keySet()) {
                String script = InstalledPath.script(name);
                Optional<String> same = Optional.ofNullable(places.put(script, name));
                Optional<String> alike = Optional.ofNullable(folded.putIfAbsent(Paths.fold(script), name));
                same.map(other -> OVERWRITTEN.with(name, "the one of console_scripts"))
                        .or(() -> alike.map(other -> CASE.with(name, "script " + other)))
                        .ifPresent(draft -> findings.add(draft.at(place.get())));
            }
        }
        if (!places.isEmpty()) {
            packed(wheel, places, folded, findings);
        }
    }

    /** Scripts that the wheel brings as files, beside those that an installer makes of entry points. */
    private static void packed(
            WheelContents wheel, Map<String, String> places, Map<String, String> folded, Findings findings) {
        for (WheelEntry entry : wheel.entries()) {
            if (entry.path().indexOf(".data/") > 0) {
                String script = InstalledPath.of(entry.path()).place();
                Optional.ofNullable(places.get(script))
                        .map(name -> OVERWRITTEN.with(name, entry.path()))
                        .or(() -> Optional.ofNullable(folded.get(Paths.fold(script)))
                                .map(name -> CASE.with(name, entry.path())))
                        .ifPresent(draft -> findings.add(draft.at(entry.path())));
            }
        }
    }

    private static void scripts(Map<String, String> scripts, Library library, String place, Findings findings) {
        Set<String> missing = new HashSet<>();
        scripts.forEach((name, value) -> {
            if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
                Draft draft = PATH_IN_NAME.with(name).at(place);
                findings.add(NAME.matcher(name).matches() ? draft.pypiAccepts() : draft);
            }
            int length = name.getBytes(StandardCharsets.UTF_8).length;
            if (length > LONGEST) {
                findings.add(TOO_LONG.with(name, length).at(place));
            }
            Matcher reference = REFERENCE.matcher(value);
            if (!reference.matches()) {
                Draft draft = value.indexOf(':') < 0
                        ? NO_CALLABLE.with(name, value)
                        : NO_REFERENCE.with(name, value, "pip cannot make a script of it");
                findings.add(draft.at(place));
            } else if (reference.group("attr") == null) {
                findings.add(NO_CALLABLE.with(name, value).at(place));
            } else {
                names(name, value, reference, place, findings);
                String module = reference.group("module");
                if (!library.hasModule(module) && missing.add(module)) {
                    findings.add(NO_MODULE.with(name, module).at(place));
                }
            }
        });
    }

    /** The names become Python code in the script. */
    private static void names(String name, String value, Matcher reference, String place, Findings findings) {
        Stream.of(reference.group("module"), reference.group("attr"))
                .flatMap(path -> Stream.of(path.split("\\.", -1)))
                .filter(part -> !PythonText.isIdentifier(part) || PythonText.isKeyword(part))
                .findFirst()
                .ifPresent(part -> findings.add(NO_REFERENCE
                        .with(name, value, "\"" + part + "\" is no name in Python")
                        .at(place)));
    }
}
