package ai.invoke.release.process;

import ai.invoke.release.text.LetterCase;
import ai.invoke.release.text.Redactor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells by its name and by its value whether a variable holds a credential. When in doubt it does: what is hidden by mistake
 * can be passed on, what a build has seen cannot be taken back.
 *
 * <p>A name is read in words, as in {@code NPM_TOKEN}, {@code npm_config__authToken} or {@code apiKey}. That covers the
 * identity variables of CI services, for instance {@code ACTIONS_ID_TOKEN_REQUEST_URL}, {@code CI_JOB_TOKEN}, {@code
 * CI_JOB_JWT_V2} and {@code PYPI_ID_TOKEN}. {@code TOKENIZERS_PARALLELISM} has no such word.
 */
public final class CredentialVariables {

    /** Where a word ends: at all that is neither letter nor digit, at a digit, and where the case says so. */
    private static final Pattern WORD_END =
            Pattern.compile("[^\\p{L}\\p{N}]+|(?<=\\p{L})(?=\\p{N})|(?<=\\p{N})(?=\\p{L})|(?<=\\p{Ll})(?=\\p{Lu})"
                    + "|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");

    /** Words by themselves. SSH_AUTH_SOCK has one, too: whoever reaches the agent signs and pushes as the user. */
    private static final Set<String> WORDS =
            Set.of("PAT", "PATS", "PASS", "AUTH", "AUTHORIZATION", "BEARER", "JWT", "SSHPASS");

    /** Ends of words, for {@code PGPASSWORD} and {@code SYSTEM_ACCESSTOKEN}. */
    private static final Pattern WORD_WITH_SECRET =
            Pattern.compile(".*(TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE|PASSCODE|CREDENTIAL"
                    + "|(API|ACCESS|PRIVATE|SECRET|SIGNING|ENCRYPTION|DEPLOY)KEY)S?");

    /** What kind of key is a secret one, in front of the word KEY; others are those of caches and of tables. */
    private static final Set<String> SECRET_KEYS = Set.of(
            "API",
            "APP",
            "ACCESS",
            "ACCOUNT",
            "AUTH",
            "DEPLOY",
            "ENCRYPTION",
            "GPG",
            "MASTER",
            "PGP",
            "PRIVATE",
            "SECRET",
            "SERVICE",
            "SIGN",
            "SIGNING",
            "SSH",
            "STORAGE");

    /** All variables of the programs that upload: nothing that is built or tested asks for them. */
    private static final List<String> UPLOADS = List.of("TWINE_", "UV_PUBLISH_", "INVOKEAI_WEBHOOK_");

    /**
     * By these a program finds what it downloads, often with a login in the address. Without them nothing is installed, so a
     * login in an address is left there; what is printed shows it masked.
     */
    private static final Pattern DOWNLOADS = Pattern.compile(
            "(PIP|UV|NPM_CONFIG|PNPM_CONFIG|YARN|BUN_CONFIG|COREPACK|CARGO|POETRY|PDM|HATCH)_.*|(.*_)?(PROXY|GOPROXY)");

    /** Of an address, for instance GitLab's {@code CI_REPOSITORY_URL}; a user without a password is no secret. */
    private static final Pattern LOGIN = Pattern.compile("(?<=://)[^/\\s:@]*(?::(?<password>[^/\\s@]*))?(?=@)");

    /** For instance {@code -Dgpg.passphrase=…} in {@code MAVEN_ARGS}. */
    private static final Pattern OPTION =
            Pattern.compile("(?<!\\S)-{1,2}(?:D\\s*)?(?<name>[A-Za-z][\\w.:/-]*)(?:=|\\s+(?!-))(?<value>\\S+)");

    private static final Pattern PRIVATE_KEY = Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY");

    private CredentialVariables() {}

    /**
     * Whether a variable of this name is for a credential.
     *
     * @param name the variable, in any case
     * @return true also when nobody can tell
     */
    public static boolean isCredential(String name) {
        String upper = LetterCase.upper(name);
        if (UPLOADS.stream().anyMatch(upper::startsWith)) {
            return true;
        }
        List<String> words = words(name);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (WORDS.contains(word) || WORD_WITH_SECRET.matcher(word).matches()) {
                return true;
            }
            boolean key = word.equals("KEY") || word.equals("KEYS");
            if (key && i > 0 && SECRET_KEYS.contains(words.get(i - 1))) {
                return true;
            }
            // PWD and OLDPWD are folders.
            if (word.equals("PWD") && i > 0 && !words.get(i - 1).equals("OLD")) {
                return true;
            }
            if (word.equals("CONNECTION")
                    && i + 1 < words.size()
                    && words.get(i + 1).equals("STRING")) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether a variable holds a credential, by its name or by what is in it: a token whose shape is known, a private key, an
     * address with a password, an option such as {@code -Dgpg.passphrase=…}.
     *
     * @param name the variable, in any case
     * @param value its value
     * @return true when either says so
     */
    public static boolean isCredential(String name, String value) {
        if (isCredential(name)) {
            return true;
        }
        boolean download = DOWNLOADS.matcher(LetterCase.upper(name)).matches();
        String rest = download ? LOGIN.matcher(value).replaceAll("") : value;
        return Redactor.holdsToken(rest)
                || PRIVATE_KEY.matcher(rest).find()
                || !secretsIn(rest).isEmpty();
    }

    /**
     * What must not be printed of a value that a child may see: the passwords in its addresses and options.
     *
     * @param value of any variable
     * @return as they stand there
     */
    static List<String> secretsIn(String value) {
        List<String> secrets = new ArrayList<>(optionValues(value));
        Matcher login = LOGIN.matcher(value);
        while (login.find()) {
            Optional.ofNullable(login.group("password"))
                    .filter(password -> !password.isEmpty())
                    .ifPresent(secrets::add);
        }
        return secrets;
    }

    private static List<String> optionValues(String value) {
        List<String> values = new ArrayList<>();
        Matcher option = OPTION.matcher(value);
        while (option.find()) {
            // -Djdk.http.auth.tunneling.disabledSchemes is about logins and holds none.
            if (isCredential(option.group("name").replaceFirst("^.*[.:/]", ""))) {
                values.add(option.group("value"));
            }
        }
        return values;
    }

    private static List<String> words(String name) {
        return WORD_END.splitAsStream(name)
                .filter(word -> !word.isEmpty())
                .map(LetterCase::upper)
                .toList();
    }
}
