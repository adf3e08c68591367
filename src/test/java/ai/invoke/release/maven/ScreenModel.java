package ai.invoke.release.maven;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A terminal in memory that knows what a line board may use, and throws on anything else. */
final class ScreenModel {

    private static final Pattern SEQUENCE = Pattern.compile("\033\\[(?<parameter>\\??\\d*)(?<command>[A-Za-z])");

    private final int columns;
    private final int rows;
    private final List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    private int row;
    private int column;
    private boolean wrap = true;

    ScreenModel(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    synchronized void write(String text) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\033') {
                Matcher matcher = SEQUENCE.matcher(text).region(at, text.length());
                if (!matcher.lookingAt()) {
                    throw new IllegalStateException("no known sequence: " + text.substring(at + 1));
                }
                obey(matcher.group("command"), matcher.group("parameter"));
                at = matcher.end();
                continue;
            }
            if (c == '\n') {
                // As a terminal with onlcr, which is every one behind a shell.
                column = 0;
                down();
            } else if (c == '\r') {
                column = 0;
            } else {
                put(c);
            }
            at++;
        }
    }

    private void obey(String command, String parameter) {
        switch (command + parameter) {
            case "K" -> lines.get(row).setLength(Math.min(column, lines.get(row).length()));
            case "J" -> {
                lines.get(row).setLength(Math.min(column, lines.get(row).length()));
                while (lines.size() > row + 1) {
                    lines.remove(lines.size() - 1);
                }
            }
            case "l?7" -> wrap = false;
            case "h?7" -> wrap = true;
            default -> {
                if (!command.equals("A")) {
                    throw new IllegalStateException("not known: " + parameter + command);
                }
                // The cursor cannot go to what has scrolled away.
                row = Math.max(Math.max(0, lines.size() - rows), row - Integer.parseInt(parameter));
            }
        }
    }

    private void put(char c) {
        if (column == columns) {
            if (wrap) {
                column = 0;
                down();
            } else {
                column = columns - 1;
            }
        }
        StringBuilder line = lines.get(row);
        while (line.length() <= column) {
            line.append(' ');
        }
        line.setCharAt(column++, c);
    }

    private void down() {
        row++;
        if (row == lines.size()) {
            lines.add(new StringBuilder());
        }
    }

    /** All lines, also those that have scrolled away; without the empty one where the cursor rests. */
    synchronized List<String> text() {
        List<String> all = new ArrayList<>(lines.stream()
                .map(StringBuilder::toString)
                .map(String::stripTrailing)
                .toList());
        while (!all.isEmpty() && all.get(all.size() - 1).isEmpty()) {
            all.remove(all.size() - 1);
        }
        return all;
    }

    /** Where the cursor is, counted from the first line ever written. */
    synchronized int cursorLine() {
        return row;
    }

    synchronized boolean wraps() {
        return wrap;
    }
}
