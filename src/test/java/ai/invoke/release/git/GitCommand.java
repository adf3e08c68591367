package ai.invoke.release.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The real git program in a folder, untouched by the configuration of whoever runs the tests. */
public record GitCommand(Path folder) {

    /** Runs git and gives what it printed, without the white space around it; fails when git does. */
    public String run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "protocol.file.allow=always"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("GIT_"));
        environment.putAll(Map.of(
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_AUTHOR_NAME", "Ada Lovelace",
                "GIT_AUTHOR_EMAIL", "ada@example.org",
                "GIT_AUTHOR_DATE", "1700000000 +0100",
                "GIT_COMMITTER_NAME", "Charles Babbage",
                "GIT_COMMITTER_EMAIL", "charles@example.org",
                "GIT_COMMITTER_DATE", "1700000123 +0100"));
        Path output = Files.createTempFile("git", ".txt");
        try {
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("git hangs: " + command);
            }
            String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
            if (process.exitValue() != 0) {
                throw new IOException(command + " failed: " + text);
            }
            return text;
        } finally {
            Files.delete(output);
        }
    }

    /** A new repository on branch {@code main} with one commit that holds {@code file.txt}. */
    public static GitCommand repository(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        GitCommand git = new GitCommand(folder);
        git.run("init", "-q", "-b", "main");
        git.commit("First commit");
        return git;
    }

    /** One more commit that changes {@code file.txt}; gives its id. */
    public String commit(String subject) throws IOException, InterruptedException {
        Files.writeString(folder.resolve("file.txt"), subject + "\n");
        run("add", "file.txt");
        run("commit", "-q", "-m", subject);
        return run("rev-parse", "HEAD");
    }
}
