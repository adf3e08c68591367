package ai.invoke.release.dist.rule;

/** Foreign text that may be shown on a terminal: no control characters, no bidirectional tricks, not endless. */
final class FindingText {

    private static final int LIMIT = 240;

    private FindingText() {}

    static String of(String text) {
        StringBuilder shown = new StringBuilder(Math.min(text.length(), LIMIT) + 8);
        int index = 0;
        while (index < text.length() && shown.length() < LIMIT) {
            int point = text.codePointAt(index);
            if (isPlain(point)) {
                shown.appendCodePoint(point);
            } else {
                shown.append(point < 0x10000 ? "\\u%04x".formatted(point) : "\\U%08x".formatted(point));
            }
            index += Character.charCount(point);
        }
        if (index < text.length()) {
            shown.append("... (").append(text.length()).append(" characters)");
        }
        return shown.toString();
    }

    private static boolean isPlain(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
