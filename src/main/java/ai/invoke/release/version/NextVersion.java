package ai.invoke.release.version;

import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.text.Printable;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The version after another one: as the user writes it, or by a word. */
public final class NextVersion {

    private NextVersion() {}

    /**
     * The next version.
     *
     * @param now the version of today
     * @param wanted a PEP 440 version; or {@code patch} (1.2.3 and 1.2.4rc1 give 1.2.4), {@code rc} (1.2.3 gives 1.2.4rc1,
     *     1.2.4rc1 gives 1.2.4rc2, 1.2.4a3 gives 1.2.4rc1) or {@code post} (1.2.3 gives 1.2.3.post1)
     * @return as the user wrote it, else in its normal form
     * @throws ProjectException when it is no version, cannot be published, or there is no such next one
     */
    public static String of(PyVersion now, String wanted) {
        return switch (wanted) {
            case "patch" -> plain(now.isPrerelease() && !now.isPostrelease() ? now.release() : counted(now));
            case "rc" -> candidate(now);
            case "post" -> post(now);
            default -> written(wanted);
        };
    }

    private static String candidate(PyVersion now) {
        if (!now.isPrerelease() || now.isPostrelease()) {
            return plain(counted(now)) + "rc1";
        }
        Optional<BigInteger> number = now.pre()
                .filter(pre -> pre.stage() == PyVersion.Stage.CANDIDATE)
                .map(PyVersion.Pre::number);
        BigInteger next = now.isDevrelease()
                ? number.orElse(BigInteger.ONE)
                : number.orElse(BigInteger.ZERO).add(BigInteger.ONE);
        return plain(now.release()) + "rc" + next;
    }

    private static String post(PyVersion now) {
        if (now.pre().isPresent() || (now.isDevrelease() && !now.isPostrelease())) {
            throw new ProjectException(Problem.of(now.normalized() + " is a pre-release, which gets no post-release")
                    .next("give -Dinvokeai.to=rc for the next one"));
        }
        return plain(now.release())
                + ".post"
                + (now.isDevrelease()
                        ? now.post().orElse(BigInteger.ONE)
                        : now.post().orElse(BigInteger.ZERO).add(BigInteger.ONE));
    }

    private static String written(String wanted) {
        Optional<PyVersion> version = PyVersion.tryParse(wanted);
        if (version.isEmpty()) {
            String advice = Misspelling.of(wanted).stream()
                    .flatMap(misspelling -> misspelling.suggestions().stream())
                    .map(Misspelling.Suggestion::toString)
                    .collect(Collectors.joining(", or "));
            throw new ProjectException(
                    Problem.of(Printable.of(wanted) + " is no PEP 440 version, nor one of patch, rc and post")
                            .next("give " + (advice.isEmpty() ? "for instance -Dinvokeai.to=1.2.4" : advice)));
        }
        if (version.get().local().isPresent()) {
            throw new ProjectException(
                    Problem.of(version.get().normalized() + " has a local part, which no public index takes")
                            .next("give " + version.get().publicVersion().normalized()));
        }
        return wanted.strip();
    }

    /** With the third number one higher; fewer than three are filled up. */
    private static List<BigInteger> counted(PyVersion now) {
        List<BigInteger> numbers = new ArrayList<>(now.release());
        while (numbers.size() < 3) {
            numbers.add(BigInteger.ZERO);
        }
        int last = numbers.size() - 1;
        numbers.set(last, numbers.get(last).add(BigInteger.ONE));
        return numbers;
    }

    private static String plain(List<BigInteger> numbers) {
        return numbers.stream().map(BigInteger::toString).collect(Collectors.joining("."));
    }
}
