package ai.invoke.release.installer;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/**
 * Files of one folder that go into an installer. Immutable; the {@code with…} methods give changed copies.
 *
 * @param directory the folder the patterns are relative to
 * @param includes patterns ({@code ?}, {@code *}, {@code **}) of the files wanted; empty means all
 * @param excludes patterns of files not wanted; what editors, Python and operating systems leave behind is never wanted
 * @param target the folder inside the installer's top folder, with {@code /}; empty for the top folder itself
 * @param mode the permission bits of every file, 0 to 0777; empty means 0755 for {@code .sh} and {@code .command} and
 *     0644 for all else. Never read from the disk, where a umask, a lost bit or Windows would decide
 * @param filtered whether <code>${name}</code> is replaced; {@code .reg} files are never filtered
 * @param stripIn whether a name that ends in {@code .in} loses that ending
 * @param lineEndings what happens to line breaks; {@code .reg} files are never changed
 * @param optional whether it is fine when no file fits
 */
public record FileSet(
        Path directory,
        List<String> includes,
        List<String> excludes,
        String target,
        OptionalInt mode,
        boolean filtered,
        boolean stripIn,
        LineEndings lineEndings,
        boolean optional) {

    private static final int MAX_MODE = 0777;

    /** Takes unmodifiable copies and checks the range of the mode. */
    public FileSet {
        includes = List.copyOf(includes);
        excludes = List.copyOf(excludes);
        if (mode.isPresent() && (mode.getAsInt() < 0 || mode.getAsInt() > MAX_MODE)) {
            throw new IllegalArgumentException("mode 0%o is not within 0 to 0777".formatted(mode.getAsInt()));
        }
    }

    /**
     * Files that are taken as they are, apart from the line endings of scripts.
     *
     * @param directory the folder the patterns are relative to
     * @param includes patterns of the files wanted; empty means all
     * @return a set that must match at least one file
     */
    public static FileSet of(Path directory, String... includes) {
        return new FileSet(
                directory,
                List.of(includes),
                List.of(),
                "",
                OptionalInt.empty(),
                false,
                false,
                LineEndings.AUTO,
                false);
    }

    /**
     * A copy for templates: filtered, and without {@code .in}.
     *
     * @return the copy
     */
    public FileSet asTemplates() {
        return new FileSet(directory, includes, excludes, target, mode, true, true, lineEndings, optional);
    }

    /**
     * A copy that may be empty.
     *
     * @return the copy
     */
    public FileSet asOptional() {
        return new FileSet(directory, includes, excludes, target, mode, filtered, stripIn, lineEndings, true);
    }

    /**
     * A copy that leaves more out.
     *
     * @param patterns of files not wanted
     * @return the copy
     */
    public FileSet withExcludes(String... patterns) {
        return new FileSet(
                directory, includes, List.of(patterns), target, mode, filtered, stripIn, lineEndings, optional);
    }

    /**
     * A copy for another folder of the installer.
     *
     * @param folder with {@code /} between segments
     * @return the copy
     */
    public FileSet withTarget(String folder) {
        return new FileSet(directory, includes, excludes, folder, mode, filtered, stripIn, lineEndings, optional);
    }

    /**
     * A copy with permission bits of its own.
     *
     * @param bits 0 to 0777
     * @return the copy
     */
    public FileSet withMode(int bits) {
        return new FileSet(
                directory, includes, excludes, target, OptionalInt.of(bits), filtered, stripIn, lineEndings, optional);
    }

    /**
     * A copy with other line endings.
     *
     * @param endings what happens to line breaks
     * @return the copy
     */
    public FileSet withLineEndings(LineEndings endings) {
        return new FileSet(directory, includes, excludes, target, mode, filtered, stripIn, endings, optional);
    }
}
