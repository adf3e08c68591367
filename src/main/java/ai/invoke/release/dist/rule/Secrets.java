package ai.invoke.release.dist.rule;

import ai.invoke.release.text.LetterCase;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Files that no one means to publish, by their names. */
public final class Secrets {

    private static final Set<String> NAMES = Set.of(
            ".env",
            ".envrc",
            ".pypirc",
            ".netrc",
            "_netrc",
            ".npmrc",
            ".htpasswd",
            ".git-credentials",
            ".pgpass",
            "id_rsa",
            "id_dsa",
            "id_ecdsa",
            "id_ed25519",
            "credentials.json",
            "client_secret.json",
            "secrets.toml");
    private static final Set<String> DIRECTORIES =
            Set.of(".git", ".hg", ".svn", ".bzr", "_darcs", ".ssh", ".aws", ".gnupg");
    private static final Pattern ENV =
            Pattern.compile("\\.env\\.(?!example$|sample$|template$|dist$|defaults$)[a-z.]+");
    private static final Pattern KEY_STORE = Pattern.compile(".*\\.(?:p12|pfx|jks|keystore|kdbx|ppk)");
    private static final Set<String> TEST_DIRECTORIES =
            Set.of("test", "tests", "testing", "testdata", "fixtures", "examples", "example");

    private static final Set<String> FIXTURES = Set.of("test", "tests", "testdata", "fixtures");

    private Secrets() {}

    /**
     * Whether the name alone tells that this is a secret or the history of a version control system.
     *
     * @param path of the member
     * @return true when nobody wants to publish it
     */
    public static boolean named(String path) {
        String[] parts = LetterCase.lower(path).split("/", -1);
        for (int i = 0; i < parts.length - 1; i++) {
            if (DIRECTORIES.contains(parts[i])) {
                return true;
            }
        }
        String name = parts.length == 0 ? "" : parts[parts.length - 1];
        return NAMES.contains(name)
                || name.equals(".git")
                || ENV.matcher(name).matches()
                || KEY_STORE.matcher(name).matches();
    }

    /**
     * Whether a file has the name of a secret because a test wants to read it: {@code tests/fixtures/.netrc}. Below a folder that
     * is one itself, as {@code .git}, nothing is made for a test.
     *
     * @param path of the member
     * @return true when it is likely made for a test
     */
    public static boolean isFixture(String path) {
        List<String> folders = List.of(LetterCase.lower(path).split("/", -1));
        folders = folders.subList(0, folders.size() - 1);
        return folders.stream().anyMatch(FIXTURES::contains) && folders.stream().noneMatch(DIRECTORIES::contains);
    }

    /**
     * Whether a key found here is likely made for tests.
     *
     * @param path of the member
     * @return true below a folder of tests
     */
    public static boolean inTests(String path) {
        for (String part : LetterCase.lower(path).split("/", -1)) {
            if (TEST_DIRECTORIES.contains(part)) {
                return true;
            }
        }
        return false;
    }
}
