package ai.invoke.release.approval;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Printable;
import java.text.Normalizer;

/** Names that people type. Two spellings of one name are one person; two different names may still be one, which nothing here tells. */
public final class PersonName {

    private static final int MAX_LENGTH = 200;

    private PersonName() {}

    /**
     * What is the same in all spellings of a name: compatibility forms (NFKC) are resolved, upper and lower case are one, and what is
     * invisible does not count.
     *
     * @param name a name
     * @return for comparing, not for showing
     */
    public static String key(String name) {
        String plain = Printable.prose(Normalizer.normalize(name, Normalizer.Form.NFKC));
        // Upper case first: it makes SS of the German sharp s, and one of the two Greek sigmas.
        String folded = LetterCase.lower(LetterCase.upper(plain));
        StringBuilder visible = new StringBuilder();
        Normalizer.normalize(folded, Normalizer.Form.NFKC)
                .codePoints()
                .filter(point -> !ignorable(point))
                .forEach(visible::appendCodePoint);
        return visible.toString().strip();
    }

    /** Default_Ignorable_Code_Point of Unicode, as far as it is no format character: fillers and variation selectors. */
    private static boolean ignorable(int point) {
        return point == 0x034f
                || (point >= 0x115f && point <= 0x1160)
                || (point >= 0x17b4 && point <= 0x17b5)
                || (point >= 0x180b && point <= 0x180f)
                || point == 0x3164
                || (point >= 0xfe00 && point <= 0xfe0f)
                || point == 0xffa0
                || (point >= 0xe0100 && point <= 0xe01ef);
    }

    /**
     * A name as it is kept.
     *
     * @param name as it was typed
     * @return without blanks around it
     * @throws ProjectException when it is empty or holds what moves the cursor or starts a line
     */
    public static String required(String name) {
        String plain = name.strip();
        if (plain.codePoints().anyMatch(Character::isISOControl)) {
            throw new ProjectException(
                    Problem.of("the approver's name " + Printable.of(plain) + " holds control characters")
                            .next("add -Dinvokeai.approver=<your name>"));
        }
        if (key(plain).isEmpty()) {
            throw new ProjectException(Problem.of("no approver is named").next("add -Dinvokeai.approver=<your name>"));
        }
        if (plain.length() > MAX_LENGTH) {
            throw new ProjectException(Problem.of("the approver's name is longer than " + MAX_LENGTH + " characters")
                    .next("add -Dinvokeai.approver=<your name>"));
        }
        return plain;
    }
}
