package ai.invoke.release.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * What {@code mvn install} and a repository manager write beside a plugin, and the invoker's install does not: which
 * prefix belongs to it. Without it {@code invokeai-release:…} needs a POM that names the plugin.
 */
public final class PluginPrefix {

    private PluginPrefix() {}

    /**
     * Writes it.
     *
     * @param localRepository {@code localRepositoryPath} in a script
     */
    public static void write(Path localRepository) {
        Path group = localRepository.resolve("ai/invoke/release");
        try {
            Path fresh = Files.createTempFile(group, "metadata", ".xml");
            Files.writeString(fresh, """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <metadata>
                      <plugins>
                        <plugin>
                          <name>InvokeAI Release Maven Plugin</name>
                          <prefix>invokeai-release</prefix>
                          <artifactId>invokeai-release-maven-plugin</artifactId>
                        </plugin>
                      </plugins>
                    </metadata>
                    """);
            // Two stories may run at the same time.
            Files.move(fresh, group.resolve("maven-metadata-local.xml"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
