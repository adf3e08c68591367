package ai.invoke.release.pypi.trust;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.Scratch;
import ai.invoke.release.pypi.index.PackageIndex;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Tokens that say something about themselves, and the file of passwords. */
public final class TrustFuzz {

    private TrustFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(
                // The bytes inside, as a fuzzer would hardly guess how to write them.
                FuzzTarget.of(
                        "macaroon",
                        input -> Macaroon.read("pypi-"
                                + Base64.getUrlEncoder().withoutPadding().encodeToString(input)),
                        List.of(
                                List.of("\2", "\1\0", ""),
                                List.of("\2", "\0", ""),
                                List.of("\2\1\1x\0", "\2\1[\0", "\0"))),
                FuzzTarget.ofText(
                        "macaroon-text",
                        text -> Macaroon.read("pypi-" + text),
                        List.of(List.of("", "A", ""), List.of("", "=", ""))),
                FuzzTarget.ofText(
                        "identity",
                        text -> {
                            String token = "e30."
                                    + Base64.getUrlEncoder()
                                            .withoutPadding()
                                            .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                                    + ".";
                            for (String one : List.of(token, text)) {
                                IdentityClaims claims = IdentityClaims.of(one);
                                claims.forPeople();
                                claims.reusableWorkflow();
                            }
                        },
                        List.of(
                                List.of("", ".", ""),
                                List.of("{\"sub\": ", "[", ""),
                                List.of("{\"sub\": \"", "a", "\"}"))),
                FuzzTarget.of(
                        "pypirc",
                        input -> Pypirc.find(
                                PackageIndex.PYPI,
                                Map.of(
                                        "TWINE_CONFIG_FILE",
                                        Scratch.file("pypirc", input).toString())),
                        List.of(
                                List.of("[pypi]\npassword", " ", "= x"),
                                List.of("", "[pypi]\n", ""),
                                List.of("[", "\u0130", "]\npassword = x"),
                                List.of("[pypi]\n", "\u0130", " = x"),
                                List.of("[pypi]\npassword = x\nrepository = ", "a", ""),
                                List.of("", "=", ""))));
    }
}
