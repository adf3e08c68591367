package ai.invoke.release.notes;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.version.PyVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares what notes say with what the release holds: an install command of last time's version, or a link to a file that is not
 * there, is what readers find first.
 */
public final class NotesCheck {

    private static final Pattern FILE = Pattern.compile(
            "(?<![A-Za-z0-9._+@/-])([A-Za-z0-9][A-Za-z0-9._+@-]{0,250}\\.(?:whl|tar\\.gz|zip))(?![A-Za-z0-9])");
    private static final Pattern DOWNLOAD =
            Pattern.compile("/releases/download/([^/\\s)\"'>]{1,250})/([^/\\s)\"'>]{1,250})");
    private static final Pattern PIN =
            Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,100})(?:\\[[^\\]\\s]{0,100}\\])?==([A-Za-z0-9.+!_*-]{1,60})");

    private NotesCheck() {}

    /**
     * What is wrong.
     *
     * @param text the notes without what comes from commits
     * @param project the project's name
     * @param version the version of the release
     * @param tag its tag
     * @param files its files; when there are none yet, names are not compared
     * @return one problem that names everything; empty when all fits
     */
    public static Optional<Problem> problems(
            String text, String project, PyVersion version, String tag, List<NotesFile> files) {
        Set<String> names = files.stream().map(NotesFile::name).collect(Collectors.toSet());
        List<String> wrong = new ArrayList<>();
        Matcher download = DOWNLOAD.matcher(text);
        while (download.find()) {
            if (!download.group(1).equals(tag)) {
                wrong.add("a link leads to the release " + download.group(1) + ", this is " + tag);
            } else if (!names.isEmpty() && !names.contains(download.group(2))) {
                wrong.add("a link leads to " + download.group(2) + ", which is no file of this release");
            }
        }
        Matcher file = FILE.matcher(text);
        while (!names.isEmpty() && file.find()) {
            if (!names.contains(file.group(1))) {
                wrong.add(file.group(1) + " is no file of this release");
            }
        }
        Matcher pin = PIN.matcher(text);
        while (pin.find()) {
            boolean ours = normal(pin.group(1)).equals(normal(project));
            String pinned = pin.group(2).replaceAll("(?<!\\.)\\.++$", "");
            boolean same = PyVersion.tryParse(pinned)
                    .filter(known -> known.compareTo(version) == 0)
                    .isPresent();
            if (ours && !same && pinned.indexOf('*') < 0) {
                wrong.add("it installs " + pin.group(1) + " " + pinned + ", this is " + version.normalized());
            }
        }
        return wrong.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.of("the notes do not fit the release: "
                                + wrong.stream().distinct().limit(20).collect(Collectors.joining("; ")))
                        .next(
                                "correct the template; {{normalizedVersion}}, {{tag}}, {{wheel}} and {{installer}} are always"
                                        + " right"));
    }

    private static String normal(String name) {
        return LetterCase.lower(name).replaceAll("[-_.]+", "-");
    }
}
