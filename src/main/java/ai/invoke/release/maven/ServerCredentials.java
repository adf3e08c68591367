package ai.invoke.release.maven;

import ai.invoke.release.problem.Location;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.problem.ProjectException;
import java.util.List;
import java.util.Optional;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/**
 * The {@code <server>} entries of {@code settings.xml}, decrypted. Read through the settings and not through the resolver's
 * authentication, which newer Mavens bind to declared repositories.
 */
public final class ServerCredentials {

    private final Settings settings;
    private final SettingsDecrypter decrypter;

    /**
     * The entries of a Maven run.
     *
     * @param settings the session's settings
     * @param decrypter Maven's own component
     */
    public ServerCredentials(Settings settings, SettingsDecrypter decrypter) {
        this.settings = settings;
        this.decrypter = decrypter;
    }

    /**
     * A decrypted entry.
     *
     * @param id the entry's id
     * @param user the user name; empty when the entry has none
     * @param password the secret
     */
    public record Login(String id, String user, String password) {

        /**
         * Where it came from.
         *
         * @return for people, without the secret
         */
        public String origin() {
            return "<server> '" + id + "' in settings.xml";
        }

        /** Never the secret. */
        @Override
        public String toString() {
            return "Login[id=" + id + ", user=" + user + ", password=***]";
        }
    }

    /**
     * The first entry with one of some ids.
     *
     * @param ids in the order of preference, for instance {@code testpypi}
     * @return the entry; empty when there is none with a password
     * @throws ProjectException when its password cannot be decrypted
     */
    public Optional<Login> find(List<String> ids) {
        for (String id : ids) {
            Server server = settings.getServer(id);
            if (server != null
                    && server.getPassword() != null
                    && !server.getPassword().isBlank()) {
                return Optional.of(decrypt(server));
            }
        }
        return Optional.empty();
    }

    private Login decrypt(Server server) {
        SettingsDecryptionResult result = decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
        Decryption.check(result.getProblems(), "<server> '" + server.getId() + "'");
        Server plain = result.getServer();
        String password = Optional.ofNullable(plain.getPassword()).orElse("");
        if (Decryption.looksEncrypted(password)) {
            throw Decryption.failed("<server> '" + server.getId() + "'", "it was left encrypted");
        }
        return new Login(
                server.getId(), Optional.ofNullable(plain.getUsername()).orElse(""), password);
    }

    /** What can go wrong with encrypted values, in one sentence. */
    static final class Decryption {

        private Decryption() {}

        static void check(List<SettingsProblem> problems, String entry) {
            for (SettingsProblem problem : problems) {
                // FATAL stands before ERROR in Maven's enumeration.
                if (problem.getSeverity().compareTo(SettingsProblem.Severity.ERROR) <= 0) {
                    throw failed(entry, firstLine(problem.getMessage()));
                }
            }
        }

        // settings-security.xml holds the key; without it Maven 3 hands the value back as it is.
        static boolean looksEncrypted(String value) {
            return value.startsWith("{") && value.endsWith("}") && value.length() > 20;
        }

        static ProjectException failed(String entry, String why) {
            return new ProjectException(Problem.of("cannot decrypt the password of " + entry + ": " + why)
                    .at(Location.of("settings.xml"))
                    .next("run mvn --encrypt-master-password and mvn --encrypt-password again, or check"
                            + " ~/.m2/settings-security.xml"));
        }

        private static String firstLine(String message) {
            return message.lines().findFirst().orElse("").strip();
        }
    }
}
