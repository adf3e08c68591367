package ai.invoke.release.pypi.attestation.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.json.MalformedJsonException;
import ai.invoke.release.pypi.attestation.statement.Statement;
import ai.invoke.release.pypi.attestation.verify.MiniSigstore;
import ai.invoke.release.pypi.attestation.verify.RealAttestations;
import ai.invoke.release.pypi.attestation.verify.Tampering;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class AttestationTest {

    private static final Attestation REAL = RealAttestations.publish();

    private static void refused(String why, String json) {
        assertThatThrownBy(() -> Attestation.read(json.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(why);
    }

    private static void refused(String why, Consumer<ObjectNode> change) {
        ObjectNode json = Tampering.json(REAL);
        change.accept(json);
        refused(why, json.toString());
    }

    @Test
    void writesWhatItRead() {
        assertThat(Attestation.read(REAL.json().getBytes(StandardCharsets.UTF_8))
                        .json())
                .isEqualTo(REAL.json())
                .doesNotContain("\n");
        assertThat(REAL.sha256()).hasSize(64);
    }

    @Test
    void readsTheLineBreaksOfEarlyAttestations() {
        ObjectNode json = Tampering.json(REAL);
        String statement = Tampering.envelope(json).path("statement").asText();
        Tampering.envelope(json).put("statement", statement.substring(0, 76) + "\n" + statement.substring(76) + "\n");
        assertThat(Attestation.read(json.toString().getBytes(StandardCharsets.UTF_8))
                        .json())
                .isEqualTo(REAL.json());
    }

    @Test
    void refusesEveryOtherForm() {
        refused("an object is expected", "");
        refused("line 1", "{");
        refused("an object is expected", "[]");
        refused("something follows the object", REAL.json() + "{}");
        refused("version: 1 is expected", json -> json.put("version", 2));
        refused("version: an integer", json -> json.put("version", "1"));
        refused("version is missing", json -> json.remove("version"));
        refused("envelope is missing", json -> json.remove("envelope"));
        refused("unknown: other", json -> json.put("other", 1));
        refused("unknown: envelope.other", json -> Tampering.envelope(json).put("other", 1));
        refused(
                "unknown: verification_material.timestamps",
                json -> Tampering.material(json).putArray("timestamps"));
        refused(
                "transparency_entries: 1 to 8 entries",
                json -> Tampering.material(json).putArray("transparency_entries"));
        refused(
                "unknown: verification_material.transparency_entries[0].x",
                json -> Tampering.entry(json).put("x", 1));
        refused(
                "transparency_entries[0].logIndex: a text is expected",
                json -> Tampering.entry(json).put("logIndex", 5));
        refused(
                "transparency_entries[0].integratedTime: an integer in quotes",
                json -> Tampering.entry(json).put("integratedTime", "01"));
        refused(
                "transparency_entries[0].integratedTime: seconds since 1970",
                json -> Tampering.entry(json).put("integratedTime", "999999999999999999"));
        for (String text : new String[] {"", "é", "YQ", "YR==", " YQ==", "YQ==YQ==", "-_-_"}) {
            refused(
                    "envelope.signature: base64 with padding is expected",
                    json -> Tampering.envelope(json).put("signature", text));
        }
        refused("Duplicate", REAL.json().replaceFirst("\"version\":1", "\"version\":1,\"version\":1"));
    }

    @Test
    void isReadWithinBounds() {
        refused("more than 262144 bytes", " ".repeat(Attestation.MAX_BYTES) + REAL.json());
        refused("nesting depth", "{\"version\":" + "[".repeat(1000) + "]".repeat(1000) + "}");
        refused("entries are expected", json -> {
            var entries = MiniSigstore.entries(json);
            for (int i = 0; i < 8; i++) {
                entries.add(entries.get(0).deepCopy());
            }
        });
    }

    @Test
    void whateverComesIsReadOrRefused() {
        byte[] good = REAL.json().getBytes(StandardCharsets.UTF_8);
        for (int place = 0; place < good.length; place += 7) {
            for (byte instead : new byte[] {'"', '0', '{', ']', (byte) 0xff, 0}) {
                byte[] changed = good.clone();
                changed[place] = instead;
                readOrRefused(changed);
            }
            readOrRefused(Arrays.copyOf(good, place));
        }
    }

    private static void readOrRefused(byte[] json) {
        try {
            assertThat(Attestation.read(json)).isNotNull();
        } catch (MalformedJsonException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    @Test
    void theStatementIsReadStrictly() {
        String subject = "[{\"name\":\"a\",\"digest\":{\"sha256\":\"" + "0".repeat(64) + "\",\"sha512\":\"x\"}}]";
        String good = "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":" + subject
                + ",\"predicateType\":\"t\",\"predicate\":{\"a\":[1.5,null]},\"later\":1}";
        assertThat(statement(good)).isEqualTo(new Statement("a", "0".repeat(64), "t"));
        assertThat(statement(good.replace("{\"a\":[1.5,null]}", "null"))).isNotNull();
        assertThat(statement(
                        new String(new Statement("ü \"quoted\"", "0".repeat(64), "t").write(), StandardCharsets.UTF_8)))
                .isEqualTo(new Statement("ü \"quoted\"", "0".repeat(64), "t"));
        notAStatement("_type", good.replace("Statement/v1", "Statement/v0.1"));
        notAStatement("predicate: an object", good.replace("{\"a\":[1.5,null]}", "[]"));
        notAStatement("predicateType is missing", good.replace("predicateType", "type"));
        notAStatement("a SHA-256 of 64 lower-case hex digits", good.replace("\"000", "\"ABC"));
        notAStatement("subject is missing", good.replace("subject", "subjects"));
    }

    private static Statement statement(String json) {
        return Statement.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void notAStatement(String why, String json) {
        assertThatThrownBy(() -> statement(json))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining(why);
    }
}
