package ai.invoke.release.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** How the plugin names itself: PyPI asks for a unique name with a contact, and stores it with each file. */
final class UserAgent {

    private static final String POM = "/META-INF/maven/ai.invoke.release/invokeai-release-maven-plugin/pom.properties";

    private UserAgent() {}

    static String text() {
        return "invokeai-release-maven-plugin/" + version() + " (+https://github.com/invoke-ai)";
    }

    private static String version() {
        Properties pom = new Properties();
        try (InputStream in = UserAgent.class.getResourceAsStream(POM)) {
            if (in != null) {
                pom.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Classes that do not come out of the plugin's jar (tests, an IDE) carry no version.
        return pom.getProperty("version", "dev");
    }
}
