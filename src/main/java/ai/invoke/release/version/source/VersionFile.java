package ai.invoke.release.version.source;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Bytes;
import ai.invoke.release.text.Printable;
import ai.invoke.release.version.PyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads {@code __version__} out of a Python file without running it: the answer is what Python would see after importing
 * the file, or an error that says why that cannot be known without running it.
 *
 * <p>Understood is a string literal in every form that Python has (all quotes, prefixes and escapes, adjacent literals,
 * parentheses, continuation lines, annotations, chained assignment) at the top level of the file. Refused is everything
 * whose value depends on running something, and everything that a reader of the file might take for another version
 * than Python does: conditions, calls, imports, two different values, deletion, and so on ({@link Kind}).
 *
 * <p>Looks at no more than one megabyte, in time linear in it. Safe for hostile files.
 */
public final class VersionFile {

    /** The name that a version has by custom. */
    public static final String ATTRIBUTE = "__version__";

    /** Many times the biggest file that holds a version; keeps memory bounded. */
    private static final int LARGEST = 1 << 20;

    private VersionFile() {}

    /** Why a file gives no version. */
    public enum Kind {
        /** Nothing in the file sets the name. */
        MISSING("missing"),
        /** A value of another type. */
        NOT_A_STRING("not-a-string"),
        /** An f-string, even one without replacement fields. */
        F_STRING("f-string"),
        /** Operators, a condition, a subscript. */
        EXPRESSION("expression"),
        /** The result of a function. */
        CALL("call"),
        /** The value of another name. */
        NAME_REFERENCE("name-reference"),
        /** The literal is in another file. */
        IMPORTED("imported"),
        /** Set in {@code if}, {@code try}, {@code with}, {@code for} and the like. */
        CONDITIONAL("conditional"),
        /** Set more than once to different values. */
        AMBIGUOUS("ambiguous"),
        /** Changed by {@code +=} or the like. */
        AUGMENTED("augmented"),
        /** The name is deleted. */
        DELETED("deleted"),
        /** Set together with other names. */
        UNPACKING("unpacking"),
        /** Set by {@code :=}. */
        WALRUS("walrus"),
        /** A function, a class or a type of that name. */
        DEFINITION("def"),
        /** A function declares the name as global. */
        GLOBAL_IN_FUNCTION("global-in-function"),
        /** Code that is made when the file runs may set it again: {@code exec}, {@code globals()}. */
        RUNS_CODE("runs-code"),
        /** The file is not text in the encoding that it claims. */
        DECODE("decode"),
        /** The file is no Python. */
        SYNTAX("syntax"),
        /** The file is far too large for one that holds a version. */
        TOO_LARGE("too-large"),
        /** The {@code versionPattern} does not match, or cannot be used. */
        PATTERN("pattern");

        private final String code;

        Kind(String code) {
            this.code = code;
        }

        /**
         * The kind for scripts and tests.
         *
         * @return lower case with hyphens
         */
        public String code() {
            return code;
        }
    }

    /**
     * Where an import says that the literal is.
     *
     * @param module as the statement writes it, for instance {@code invokeai.version.invokeai_version} or {@code
     *     ._version}
     * @param attribute the name of the literal in that module
     */
    public record Reference(String module, String attribute) {

        /**
         * Finds the file of the module as Python would, next to the importing file.
         *
         * @param importing the file with the import
         * @return the file, if it is there
         */
        public Optional<Path> resolve(Path importing) {
            Path folder = importing.toAbsolutePath().normalize().getParent();
            int dots = 0;
            while (dots < module.length() && module.charAt(dots) == '.') {
                dots++;
            }
            String path = module.substring(dots).replace('.', '/');
            for (int level = 1; level < dots && folder != null; level++) {
                folder = folder.getParent();
            }
            while (folder != null) {
                Optional<Path> found = file(folder, path);
                if (found.isPresent() || dots > 0) {
                    return found;
                }
                folder = folder.getParent();
            }
            return Optional.empty();
        }

        private static Optional<Path> file(Path folder, String path) {
            Path module = folder.resolve(path + ".py");
            Path packageFile = folder.resolve(path).resolve("__init__.py");
            if (Files.isRegularFile(packageFile)) {
                return Optional.of(packageFile);
            }
            return Files.isRegularFile(module) ? Optional.of(module) : Optional.empty();
        }
    }

    /** What reading a file gives. */
    public sealed interface Result permits Literal, NotStatic {}

    /**
     * The version as the file has it. Nothing is stripped; whether it is PEP 440 is {@link PyVersion}'s business.
     *
     * @param value any text
     * @param line the line of the statement that sets it, from 1
     */
    public record Literal(String value, int line) implements Result {}

    /**
     * There is no version that can be known without running the file.
     *
     * @param kind why
     * @param line where, from 1; 0 when the whole file is meant
     * @param text that line of the file, fit to be shown; empty when the whole file is meant
     * @param detail the reason in words
     * @param target where the literal is said to be, when it is imported
     */
    public record NotStatic(Kind kind, int line, String text, String detail, Optional<Reference> target)
            implements Result {

        /**
         * The same as a message for the user.
         *
         * @param shown the path of the file as the user would write it
         * @param attribute the name that was looked for
         * @param advice what to do, when the caller knows better than this class
         * @return says what, where and what to do
         */
        public Problem problem(String shown, String attribute, Optional<String> advice) {
            String what = kind == Kind.MISSING || kind == Kind.TOO_LARGE || kind == Kind.PATTERN
                    ? detail
                    : "cannot read " + attribute + " without running Python: " + detail;
            return Problem.of(text.isEmpty() ? what : what + ": " + text)
                    .at(new Location(shown, line))
                    .next(advice.orElseGet(() -> advice(attribute)));
        }

        private String advice(String attribute) {
            String literal = attribute + " = \"1.2.3\"";
            return switch (kind) {
                case MISSING -> "point -Dinvokeai.versionFile at the file with " + literal;
                case IMPORTED ->
                    "point -Dinvokeai.versionFile at the file that holds the literal"
                            + target.map(reference -> ", the module " + Printable.of(reference.module()))
                                    .orElse("");
                case NAME_REFERENCE, EXPRESSION, CALL, F_STRING, CONDITIONAL ->
                    "write " + literal
                            + " here, point -Dinvokeai.versionFile at the file that holds the literal, or set"
                            + " -Dinvokeai.versionPattern";
                case TOO_LARGE -> "point -Dinvokeai.versionFile at the small file with " + literal;
                case DECODE -> "save the file as UTF-8";
                case SYNTAX -> "python -m py_compile shows more";
                case PATTERN -> "the version must be the group named version, or the first one";
                default -> "set it once, at the top level: " + literal;
            };
        }
    }

    /**
     * Reads {@code __version__}.
     *
     * @param file the Python file
     * @return the literal, or why there is none
     * @throws ProjectException when there is no such file
     * @throws EnvironmentException when it cannot be read
     */
    public static Result read(Path file) {
        return read(file, ATTRIBUTE);
    }

    /**
     * Reads a module level string.
     *
     * @param file the Python file
     * @param attribute the name to look for
     * @return the literal, or why there is none
     * @throws ProjectException when there is no such file
     * @throws EnvironmentException when it cannot be read
     */
    public static Result read(Path file, String attribute) {
        return read(SourceFiles.ofDisk(), file, attribute);
    }

    static Result read(SourceFiles files, Path file, String attribute) {
        byte[] bytes = bytes(files, file);
        return bytes.length > LARGEST ? tooLarge() : parse(bytes, attribute);
    }

    /**
     * Searches with a regular expression instead of reading Python, for files of other kinds. Only the version is taken
     * from the first place that matches; {@code ^} and {@code $} match at each line.
     *
     * @param file any text file in UTF-8
     * @param pattern a Java regular expression; Python's {@code (?P<version>…)} is understood. The group named {@code
     *     version}, else the first one, else the whole match is the version.
     * @return the text found, or why there is none
     * @throws ProjectException when there is no such file
     * @throws EnvironmentException when it cannot be read
     */
    public static Result search(Path file, String pattern) {
        return search(SourceFiles.ofDisk(), file, pattern);
    }

    static Result search(SourceFiles files, Path file, String pattern) {
        byte[] bytes = bytes(files, file);
        return bytes.length > LARGEST ? tooLarge() : VersionPattern.search(bytes, pattern);
    }

    /**
     * Reads a module level string out of the bytes of a Python file.
     *
     * @param source the file
     * @param attribute the name to look for
     * @return the literal, or why there is none; never throws for any content
     */
    public static Result parse(byte[] source, String attribute) {
        String text;
        try {
            text = PythonSource.decode(source);
        } catch (NotStaticException e) {
            return new NotStatic(e.kind(), e.line(), "", e.detail(), Optional.empty());
        }
        try {
            return judge(text, attribute, PythonModule.bindings(text, attribute));
        } catch (NotStaticException e) {
            return new NotStatic(e.kind(), e.line(), line(text, e.line()), e.detail(), Optional.empty());
        }
    }

    private static Result judge(String text, String attribute, List<Binding> bindings) {
        if (bindings.isEmpty()) {
            return new NotStatic(
                    Kind.MISSING,
                    0,
                    "",
                    "nothing sets " + attribute + " at the top level of the file",
                    Optional.empty());
        }
        // What takes the name away or sets it behind the reader's back counts more than any assignment.
        for (Binding binding : bindings) {
            if (binding.outcome() instanceof Binding.Refused refused && !isPlainAssignment(refused.kind())) {
                return notStatic(text, binding.line(), refused);
            }
        }
        for (Binding binding : bindings) {
            if (binding.conditional()) {
                return notStatic(text, binding.line(), Kind.CONDITIONAL, "it depends on a condition");
            }
        }
        Binding first = bindings.get(0);
        for (Binding other : bindings.subList(1, bindings.size())) {
            if (!other.outcome().equals(first.outcome())) {
                return notStatic(
                        text, other.line(), Kind.AMBIGUOUS, "line " + first.line() + " sets it to something else");
            }
        }
        if (first.outcome() instanceof Binding.Refused refused) {
            return notStatic(text, first.line(), refused);
        }
        return new Literal(((Binding.Value) first.outcome()).value(), first.line());
    }

    private static boolean isPlainAssignment(Kind kind) {
        return switch (kind) {
            case NOT_A_STRING, F_STRING, EXPRESSION, CALL, NAME_REFERENCE -> true;
            default -> false;
        };
    }

    private static NotStatic notStatic(String text, int line, Binding.Refused refused) {
        return new NotStatic(refused.kind(), line, line(text, line), refused.detail(), refused.target());
    }

    private static NotStatic notStatic(String text, int line, Kind kind, String detail) {
        return new NotStatic(kind, line, line(text, line), detail, Optional.empty());
    }

    /** One line of the text, fit to be shown. */
    static String line(String text, int number) {
        int start = 0;
        for (int i = 1; i < number && start >= 0; i++) {
            start = text.indexOf('\n', start) + 1;
        }
        int end = text.indexOf('\n', start);
        return Printable.of(text.substring(start, end < 0 ? text.length() : end).strip());
    }

    private static NotStatic tooLarge() {
        return new NotStatic(
                Kind.TOO_LARGE,
                0,
                "",
                "the file is larger than " + Bytes.text(LARGEST) + ", too large for a file that holds a version",
                Optional.empty());
    }

    /** The file, or one byte more than the largest that is looked at. */
    private static byte[] bytes(SourceFiles files, Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new ProjectException(Problem.of("the version file " + file + " is not a file")
                    .next("point -Dinvokeai.versionFile at the file with " + ATTRIBUTE + " = \"1.2.3\""));
        }
        try {
            return files.read(file, LARGEST + 1);
        } catch (NoSuchFileException e) {
            throw new ProjectException(
                    Problem.of("there is no version file " + file)
                            .next("point -Dinvokeai.versionFile at the file with " + ATTRIBUTE + " = \"1.2.3\""),
                    e);
        } catch (IOException e) {
            throw new EnvironmentException(
                    Problem.of("cannot read the version file " + file + ": " + e.getMessage()), e);
        }
    }
}
