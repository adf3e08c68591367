package ai.invoke.release.approval.ssh;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.problem.Problem;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Signs with OpenSSH, so that agents and hardware keys work and no private key is ever read here. Through standard input and output:
 * with a file, {@code ssh-keygen} keeps an old signature, says nothing and ends with 0.
 */
public final class SshKeygen {

    /** Time to find and touch a hardware key, and to type its PIN. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String BEGIN = "-----BEGIN";

    private final ProcessRunner runner;
    private final Consumer<String> out;

    /**
     * Creates a signer.
     *
     * @param runner starts ssh-keygen
     * @param out is told what ssh-keygen says, for instance that a key waits to be touched
     */
    public SshKeygen(ProcessRunner runner, Consumer<String> out) {
        this.runner = runner;
        this.out = out;
    }

    /**
     * Signs a message.
     *
     * @param key a private key, or a public one whose private part the agent or a hardware key has
     * @param namespace what the signature is for
     * @param message the message
     * @param directory where ssh-keygen is started
     * @return the signature with its first and last line
     * @throws EnvironmentException when there is none
     */
    public String sign(String key, String namespace, String message, Path directory) {
        // The agent is reached through a variable that holds a credential; nothing else of the project runs here.
        Command command = Command.of(directory, "ssh-keygen", "-Y", "sign", "-n", namespace, "-f", key)
                .withCredentials()
                .withInput(message)
                .withUsualTimeout(PATIENCE);
        boolean[] signature = {false};
        Outcome outcome = runner.run(command, line -> {
            signature[0] |= line.startsWith(BEGIN);
            if (!signature[0] && !line.startsWith("Signing data on standard input")) {
                out.accept(line);
            }
        });
        if (outcome instanceof Outcome.Exited exited && exited.succeeded()) {
            String text = exited.output();
            int start = text.indexOf(BEGIN);
            if (start >= 0) {
                return text.substring(start).strip() + "\n";
            }
        }
        String why = outcome instanceof Outcome.NotStarted unstarted
                ? unstarted.reason()
                : outcome instanceof Outcome.TimedOut late ? late.why() : last(outcome);
        throw new EnvironmentException(Problem.of("ssh-keygen made no signature with " + key + ": " + why)
                .next("ssh-add -L shows the keys of the agent; name another one with -Dinvokeai.signingKey=<file>"));
    }

    private static String last(Outcome outcome) {
        List<String> tail = outcome.tail();
        return tail.isEmpty() ? "it said nothing" : tail.get(tail.size() - 1);
    }
}
