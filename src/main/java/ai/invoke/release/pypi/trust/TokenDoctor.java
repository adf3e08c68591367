package ai.invoke.release.pypi.trust;

import ai.invoke.release.dist.metadata.value.ProjectName;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.pypi.index.PackageIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at credentials before the first request: a token says in clear which index it is for, which projects, and until
 * when. Shows nothing of the secret.
 */
public final class TokenDoctor {

    private static final Duration SOON = Duration.ofMinutes(15);

    private TokenDoctor() {}

    /**
     * What was found.
     *
     * @param errors the index will refuse the credentials for these, or must not be given them
     * @param warnings worth knowing
     */
    public record Diagnosis(List<Problem> errors, List<Problem> warnings) {

        /** Takes unmodifiable copies of the lists. */
        public Diagnosis {
            errors = List.copyOf(errors);
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Checks what can be known about credentials without sending them.
     *
     * @param credentials what would be sent
     * @param index where it would be sent
     * @param project the project to be uploaded
     * @param now the present
     * @return what was found; rules of warehouse's {@code macaroons/security_policy.py}
     */
    public static Diagnosis examine(PypiCredentials credentials, PackageIndex index, String project, Instant now) {
        List<Problem> errors = new ArrayList<>();
        List<Problem> warnings = new ArrayList<>();
        String origin = credentials.origin();
        if (credentials.password().isEmpty()) {
            errors.add(Problem.of("the " + origin + " is empty").next(newToken(index)));
        } else if (credentials.password().chars().anyMatch(c -> c <= ' ' || c == 0x7f)) {
            errors.add(Problem.of("the " + origin + " contains white space; perhaps two values were pasted")
                    .next(newToken(index)));
        } else if (index.tokenLocation().isPresent() && !credentials.isToken()) {
            errors.add(Problem.of("the " + origin + " gives the user name '" + credentials.user() + "', but "
                            + index.title() + " accepts tokens only")
                    .next("set the user name to __token__ and the password to an API token of " + index.title()));
        } else {
            token(credentials, index, project, now, errors, warnings);
        }
        return new Diagnosis(errors, warnings);
    }

    /**
     * The index that a token is for.
     *
     * @param password any secret
     * @return the location the token names, for instance {@code test.pypi.org}; empty when it is no token
     */
    static Optional<String> location(String password) {
        return Macaroon.read(password.strip()).map(Macaroon::location);
    }

    private static void token(
            PypiCredentials credentials,
            PackageIndex index,
            String project,
            Instant now,
            List<Problem> errors,
            List<Problem> warnings) {
        String origin = credentials.origin();
        Optional<Macaroon> read = Macaroon.read(credentials.password());
        if (read.isEmpty()) {
            if (index.tokenLocation().isPresent()) {
                String what = credentials.password().startsWith("pypi-")
                        ? " starts like a token but is damaged, perhaps cut while it was copied ("
                                + credentials.password().length() + " characters)."
                        : " is not an API token: those start with pypi-";
                errors.add(Problem.of("the " + origin + what).next(newToken(index)));
            }
            return;
        }
        Macaroon token = read.get();
        if (!belongs(token.location(), index)) {
            errors.add(Problem.of("the " + origin + " is a token of " + readable(token.location())
                            + ", but the upload goes to " + index.title() + " (" + index.upload()
                            + "); it was not sent")
                    .next(newToken(index)));
        }
        token.expires()
                .filter(end -> !end.isAfter(now))
                .ifPresent(end -> errors.add(Problem.of("the " + origin + " is a token that expired at " + end)
                        .next(newToken(index))));
        token.expires()
                .filter(end -> end.isAfter(now) && end.isBefore(now.plus(SOON)))
                .ifPresent(end -> warnings.add(Problem.of("the " + origin + " is a token that expires at " + end)
                        .next("use a token that outlives the upload")));
        token.notBefore()
                .filter(start -> start.isAfter(now))
                .ifPresent(start ->
                        errors.add(Problem.of("the " + origin + " is a token that is not valid before " + start)
                                .next(newToken(index))));
        token.projects()
                .filter(names -> names.stream()
                        .noneMatch(name -> ProjectName.normalize(name).equals(ProjectName.normalize(project))))
                .ifPresent(names -> errors.add(Problem.of("the " + origin + " is a token for "
                                + readable(String.join(", ", names)) + " only, not for " + project)
                        .next(newToken(index))));
    }

    /**
     * Whether a token may be shown to an index. One that does not say what its tokens look like gets any token but those
     * of the public indexes, which are worth something elsewhere.
     */
    static boolean belongs(String location, PackageIndex index) {
        return index.tokenLocation()
                .map(location::equals)
                .orElseGet(() -> Stream.of(PackageIndex.PYPI, PackageIndex.TESTPYPI)
                        .flatMap(known -> known.tokenLocation().stream())
                        .noneMatch(location::equals));
    }

    // The token's own text may come from anywhere.
    private static String readable(String text) {
        String clean = text.replaceAll("[^\\x20-\\x7e]", "?");
        return clean.length() <= 200 ? clean : clean.substring(0, 200) + "…";
    }

    private static String newToken(PackageIndex index) {
        return index.tokenLocation()
                .map(location -> "create a token at https://" + location + "/manage/account/token/ and set it again")
                .orElse("set the credentials for " + index.title() + " again");
    }
}
