package ai.invoke.release.pypi.attestation.verify;

/** Leaves a verification as soon as its verdict is known; never leaves the verifier. */
final class VerdictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    private VerdictException(Verdict verdict) {
        super(String.valueOf(verdict), null, false, false);
        this.verdict = verdict;
    }

    static VerdictException refused(Verdict.Check check, String why) {
        return new VerdictException(new Verdict.Refused(check, why));
    }

    static VerdictException undecided(String why) {
        return new VerdictException(new Verdict.Undecided(why));
    }

    Verdict verdict() {
        return verdict;
    }
}
