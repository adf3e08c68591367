package ai.invoke.release.approval.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.EnvironmentException;
import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our verifier and OpenSSH's say the same, except where ours is meant to be stricter. */
class SshSignatureTest {

    private static final String NAMESPACE = "approval@release.invoke.ai";
    private static final String MESSAGE = "approved: grün\n";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    Path folder;

    private final ProcessRunner runner = new ProcessRunner(System.getenv());

    private Path key(String name, String... options) {
        Path file = folder.resolve(name);
        List<String> line = new ArrayList<>(List.of("ssh-keygen", "-q", "-N", "", "-f", file.toString()));
        line.addAll(List.of(options));
        assertThat(runner.run(Command.of(folder, line)).succeeded()).isTrue();
        return file;
    }

    private String sign(Path key, String namespace, String message) {
        return new SshKeygen(runner, line -> {}).sign(key.toString(), namespace, message, folder);
    }

    private String publicKey(Path key) throws Exception {
        return Files.readString(Path.of(key + ".pub")).strip();
    }

    /** Both verdicts: ours, and that of ssh-keygen -Y verify. */
    private boolean accepted(String signers, String principal, String namespace, String signature, String message) {
        boolean ours;
        try {
            SshSignature read = SshSignature.read(signature);
            read.verify(message.getBytes(StandardCharsets.UTF_8), namespace);
            AllowedSigners.read(signers).require(read.key(), namespace, principal, List.of(NOW));
            ours = true;
        } catch (SshFormatException e) {
            assertThat(e).hasMessageMatching("(?s).+");
            ours = false;
        }
        assertThat(openssh(signers, principal, namespace, signature, message))
                .as("OpenSSH's verdict")
                .isEqualTo(ours);
        return ours;
    }

    private boolean openssh(String signers, String principal, String namespace, String signature, String message) {
        try {
            Path allowed = Files.writeString(folder.resolve("allowed"), signers);
            Path file = Files.writeString(folder.resolve("signature"), signature);
            Outcome outcome = runner.run(Command.of(
                            folder,
                            "ssh-keygen",
                            "-Y",
                            "verify",
                            "-Overify-time=20261130120000Z",
                            "-f",
                            allowed.toString(),
                            "-I",
                            principal,
                            "-n",
                            namespace,
                            "-s",
                            file.toString())
                    .withInput(message));
            return outcome.succeeded();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-t,ed25519,-C,x",
        "-t,ecdsa,-b,256",
        "-t,ecdsa,-b,384",
        "-t,ecdsa,-b,521",
        "-t,rsa,-b,2048",
    })
    void everyTypeOfKeyIsVerified(String first, String type, String option, String value) throws Exception {
        Path key = key("key", first, type, option, value);
        String signers = "ada@example.org " + publicKey(key) + "\n";
        String signature = sign(key, NAMESPACE, MESSAGE);
        assertThat(accepted(signers, "ada@example.org", NAMESPACE, signature, MESSAGE))
                .isTrue();
        assertThat(accepted(signers, "ada@example.org", NAMESPACE, signature, MESSAGE + "x"))
                .isFalse();
        assertThat(accepted(signers, "ada@example.org", "git", signature, MESSAGE))
                .isFalse();
        assertThat(accepted(signers, "bob@example.org", NAMESPACE, signature, MESSAGE))
                .isFalse();
        assertThat(accepted(
                        "ada@example.org " + publicKey(key("other", "-t", "ed25519")) + "\n",
                        "ada@example.org",
                        NAMESPACE,
                        signature,
                        MESSAGE))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "ada@example.org|true",
                "*@example.org|true",
                "*@example.org,!ada@*|false",
                "bob@example.org,a?a@example.org|true",
                "bob@example.org|false",
                "ada@example.org namespaces=\"approval@*,git\"|true",
                "ada@example.org namespaces=\"git\"|false",
                "ada@example.org valid-after=\"20261130Z\"|true",
                "ada@example.org valid-after=\"20261201Z\"|false",
                "ada@example.org valid-before=\"202612010000Z\"|true",
                "ada@example.org valid-before=\"20261130115959Z\"|false",
                "ada@example.org valid-after=\"20260101Z\",valid-before=\"20270101Z\"|true",
                "ada@example.org namespaces=\"approval@*\",valid-before=\"20261129Z\"|false",
                "ada@example.org cert-authority|false",
                "ada@example.org valid-before=\"tomorrow\"|false",
            })
    void theFileOfSignersIsUnderstoodAsOpenSshDoes(String before, boolean allowed) throws Exception {
        Path key = key("key", "-t", "ed25519");
        String signers = "# who may approve\n\n" + before + " " + publicKey(key) + "\n";
        assertThat(accepted(signers, "ada@example.org", NAMESPACE, sign(key, NAMESPACE, MESSAGE), MESSAGE))
                .isEqualTo(allowed);
    }

    @Test
    void aSecondLineOfTheSameKeyCountsToo() throws Exception {
        Path key = key("key", "-t", "ed25519");
        String signers = "ada valid-before=\"20200101Z\" " + publicKey(key) + "\nada " + publicKey(key) + "\n";
        assertThat(accepted(signers, "ada", NAMESPACE, sign(key, NAMESPACE, MESSAGE), MESSAGE))
                .isTrue();
    }

    /** OpenSSH passes over it; whoever wrote the line believes that it counts, or that it forbids. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada ssh-ed25519 AAAA",
                "ada ssh-ed25519",
                "ada",
                "ada unknown-option ssh-ed25519 AAAA",
                "ada valid-before=\"20270101\" KEY",
                "ada valid-before=20270101Z KEY",
                "ada namespaces=\"git KEY",
            })
    void aLineThatIsNotUnderstoodIsNamed(String line) throws Exception {
        String signers = "# first\n" + line.replace("KEY", publicKey(key("key", "-t", "ed25519"))) + "\n";
        assertThatThrownBy(() -> AllowedSigners.read(signers))
                .isInstanceOf(SshFormatException.class)
                .hasMessageStartingWith("line 2: ");
    }

    @Test
    void aShortRsaKeyIsNotAccepted() throws Exception {
        Path key = key("key", "-t", "rsa", "-b", "1024");
        assertThatThrownBy(() -> AllowedSigners.read("ada " + publicKey(key)))
                .hasMessageContaining("an RSA key of 1024 bits is not accepted");
    }

    /** OpenSSH itself accepts such a signature: it never looks at the flags. */
    @ParameterizedTest
    @CsvSource({"0,false", "1,true", "4,false", "5,true"})
    void aHardwareKeyMustHaveBeenTouched(byte flags, boolean accepted) throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] blob = new WireWriter()
                .string("sk-ssh-ed25519@openssh.com".getBytes(StandardCharsets.US_ASCII))
                .string(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length))
                .string("ssh:".getBytes(StandardCharsets.US_ASCII))
                .bytes();
        byte[] inner = new WireWriter()
                .raw("SSHSIG".getBytes(StandardCharsets.US_ASCII))
                .string(NAMESPACE.getBytes(StandardCharsets.US_ASCII))
                .string(new byte[0])
                .string("sha512".getBytes(StandardCharsets.US_ASCII))
                .string(SshSignature.digest("SHA-512", MESSAGE.getBytes(StandardCharsets.UTF_8)))
                .bytes();
        byte[] rest = {flags, 0, 0, 0, 7};
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(SshSignature.digest("SHA-256", "ssh:".getBytes(StandardCharsets.US_ASCII)));
        signer.update(rest);
        signer.update(SshSignature.digest("SHA-256", inner));
        byte[] signature = new WireWriter()
                .raw("SSHSIG".getBytes(StandardCharsets.US_ASCII))
                .raw(new byte[] {0, 0, 0, 1})
                .string(blob)
                .string(NAMESPACE.getBytes(StandardCharsets.US_ASCII))
                .string(new byte[0])
                .string("sha512".getBytes(StandardCharsets.US_ASCII))
                .string(new WireWriter()
                        .string("sk-ssh-ed25519@openssh.com".getBytes(StandardCharsets.US_ASCII))
                        .string(signer.sign())
                        .raw(rest)
                        .bytes())
                .bytes();
        String armored = "-----BEGIN SSH SIGNATURE-----\n"
                + Base64.getMimeEncoder(70, new byte[] {'\n'}).encodeToString(signature)
                + "\n-----END SSH SIGNATURE-----\n";
        String signers = "ada sk-ssh-ed25519@openssh.com " + Base64.getEncoder().encodeToString(blob) + "\n";
        assertThat(openssh(signers, "ada", NAMESPACE, armored, MESSAGE)).isTrue();
        SshSignature read = SshSignature.read(armored);
        if (accepted) {
            assertThatCode(() -> read.verify(MESSAGE.getBytes(StandardCharsets.UTF_8), NAMESPACE))
                    .doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> read.verify(MESSAGE.getBytes(StandardCharsets.UTF_8), NAMESPACE))
                    .isInstanceOf(SshFormatException.class)
                    .hasMessage("nobody touched the hardware key for it");
        }
        AllowedSigners.read(signers).require(read.key(), NAMESPACE, "ada", List.of(NOW));
    }

    @Tag("sweep")
    @Test
    void noMutatedSignatureIsAcceptedAndNoneEndsInAnotherError() throws Exception {
        Path key = key("key", "-t", "ecdsa", "-b", "256");
        byte[] message = MESSAGE.getBytes(StandardCharsets.UTF_8);
        String armored = sign(key, NAMESPACE, MESSAGE);
        String base64 = armored.lines().filter(line -> !line.startsWith("-")).reduce("", String::concat);
        byte[] bytes = Base64.getDecoder().decode(base64);
        Random random = new Random(14);
        int refused = 0;
        for (int i = 0; i < 1000; i++) {
            byte[] mutated = i % 10 == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes.clone();
            if (mutated.length == bytes.length) {
                mutated[random.nextInt(mutated.length)] ^= (byte) (1 << random.nextInt(8));
            }
            String text = "-----BEGIN SSH SIGNATURE-----\n"
                    + Base64.getEncoder().encodeToString(mutated) + "\n-----END SSH SIGNATURE-----\n";
            try {
                SshSignature read = SshSignature.read(text);
                read.verify(message, NAMESPACE);
                assertThat(read.key())
                        .as("another key")
                        .isNotEqualTo(SshSignature.read(armored).key());
            } catch (SshFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(990);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "-----BEGIN SSH SIGNATURE-----",
                "-----BEGIN SSH SIGNATURE-----\n!\n-----END SSH SIGNATURE-----"
            })
    void rubbishIsNoSignature(String rubbish) {
        assertThatThrownBy(() -> SshSignature.read(rubbish)).isInstanceOf(SshFormatException.class);
        assertThatThrownBy(() -> SshSignature.read("A".repeat(100_000))).hasMessageContaining("too long");
    }

    @Test
    void aKeyThatIsNotThereNamesWhatToDo() {
        assertThatThrownBy(() -> sign(folder.resolve("none"), NAMESPACE, MESSAGE))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("ssh-keygen made no signature")
                .hasMessageContaining("-Dinvokeai.signingKey");
    }
}
