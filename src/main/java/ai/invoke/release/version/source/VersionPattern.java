package ai.invoke.release.version.source;

import ai.invoke.release.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Finds a version with the user's own regular expression, within bounded time. */
final class VersionPattern {

    /** Ample for every sane pattern on a megabyte; a pattern that backtracks for ever ends here. */
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private VersionPattern() {}

    static VersionFile.Result search(byte[] bytes, String pattern) {
        String java = pattern.replace("(?P<", "(?<").replaceAll("\\(\\?P=(\\w+)\\)", "\\\\k<$1>");
        try {
            String text = new String(bytes, StandardCharsets.UTF_8);
            Matcher matcher = Pattern.compile(java, Pattern.MULTILINE)
                    .matcher(new TimedText(text, System.nanoTime() + LONGEST.toNanos()));
            if (!matcher.find()) {
                return refused("versionPattern matches nothing in the file: " + Printable.of(pattern));
            }
            int group = matcher.groupCount() == 0 ? 0 : 1;
            boolean named = java.contains("(?<version>");
            int start = named ? matcher.start("version") : matcher.start(group);
            int end = named ? matcher.end("version") : matcher.end(group);
            if (start < 0 && java.contains("(?<quoted>")) {
                start = matcher.start("quoted");
                end = matcher.end("quoted");
            }
            if (start < 0) {
                return refused("versionPattern matches, but not its group for the version: " + Printable.of(pattern));
            }
            int line = 1
                    + (int) text.substring(0, start)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            return new VersionFile.Literal(text.substring(start, end), line);
        } catch (PatternSyntaxException e) {
            return refused("versionPattern is not a valid regular expression: " + Printable.of(e.getDescription())
                    + " at index " + e.getIndex() + " of " + Printable.of(pattern));
        } catch (MatchTimeoutException e) {
            return refused("versionPattern takes longer than " + LONGEST.toSeconds()
                    + " s on the file; it backtracks too much: " + Printable.of(pattern));
        } catch (StackOverflowError e) {
            // java.util.regex recurses for groups under * and +, as deep as the input is long.
            return refused("versionPattern recurses too deep on the file: " + Printable.of(pattern));
        }
    }

    private static VersionFile.NotStatic refused(String detail) {
        return new VersionFile.NotStatic(VersionFile.Kind.PATTERN, 0, "", detail, Optional.empty());
    }

    /** Text that can be looked at until a moment; the one hook that java.util.regex offers to stop a match. */
    private record TimedText(CharSequence text, long deadline) implements CharSequence {

        @Override
        public char charAt(int index) {
            if (System.nanoTime() - deadline > 0) {
                throw new MatchTimeoutException();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    /** The match took too long. */
    private static final class MatchTimeoutException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        MatchTimeoutException() {
            super(null, null, false, false);
        }
    }
}
