package ai.invoke.release.installer;

import ai.invoke.release.text.LetterCase;

/** What happens to the line breaks of a file on its way into an installer. */
public enum LineEndings {

    /** By kind: {@link #CRLF} for {@code .bat} and {@code .cmd}, {@link #LF} for {@code .sh}, {@link #KEEP} for all else. */
    AUTO,

    /** Every line ends in LF; a carriage return anywhere else is refused. */
    LF,

    /** Every line ends in CR LF. */
    CRLF,

    /** The bytes stay as they are. */
    KEEP;

    /**
     * What {@link #AUTO} means for one file. Batch files with LF break {@code goto} and {@code call :label} where a label
     * crosses a block of 512 bytes, and so would what is made of a template with LF; shell scripts with CR LF die with "bad interpreter: /bin/bash^M".
     *
     * @param name the file's name inside the zip
     * @return never {@link #AUTO}
     */
    public LineEndings resolve(String name) {
        if (this != AUTO) {
            return this;
        }
        String lower = LetterCase.lower(name);
        if (lower.endsWith(".bat")
                || lower.endsWith(".cmd")
                || lower.endsWith(".bat.in")
                || lower.endsWith(".cmd.in")) {
            return CRLF;
        }
        return lower.endsWith(".sh") || lower.endsWith(".command") ? LF : KEEP;
    }
}
