package ai.invoke.release.dist.rule.wheel;

/** Date and time of a ZIP entry (MS-DOS form: two 16-bit numbers, seconds in steps of two, years from 1980). */
final class DosDate {

    private DosDate() {}

    static boolean isPossible(int date, int time) {
        int month = (date >>> 5) & 0xF;
        int day = date & 0x1F;
        return month >= 1
                && month <= 12
                && day >= 1
                && day <= 31
                && (time >>> 11) <= 23
                && ((time >>> 5) & 0x3F) <= 59
                && (time & 0x1F) <= 29;
    }

    static String text(int date, int time) {
        return "%04d-%02d-%02d %02d:%02d:%02d"
                .formatted(
                        1980 + (date >>> 9),
                        (date >>> 5) & 0xF,
                        date & 0x1F,
                        time >>> 11,
                        (time >>> 5) & 0x3F,
                        (time & 0x1F) * 2);
    }
}
