package ai.invoke.release.fuzz;

import ai.invoke.release.fuzz.FuzzTarget.Claim;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/** Where Jazzer comes in: one input for the target that {@code -Dinvokeai.fuzz.target} names. */
public final class FuzzMain {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FuzzTarget TARGET = FuzzTargets.of(System.getProperty("invokeai.fuzz.target", ""));

    private FuzzMain() {}

    /** Jazzer calls this. */
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        Optional<Claim> claim = TARGET.probe().read(input);
        if (claim.isPresent()) {
            JsonNode ours = claim.get().json();
            JsonNode python = LivePython.get().ask(claim.get().question());
            if (!ours.equals(python)) {
                throw new AssertionError("asked "
                        + JSON.writeValueAsString(claim.get().question()) + "\nPython: " + python + "\nwe: " + ours);
            }
        }
    }
}
