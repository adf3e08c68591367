package ai.invoke.release.approval;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.JsonScript;
import ai.invoke.release.fuzz.Scratch;
import ai.invoke.release.problem.ProjectException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Decisions of people. */
public final class ApprovalFuzz {

    private ApprovalFuzz() {}

    public static List<FuzzTarget> targets() {
        return JsonScript.targets("approval", ApprovalFuzz::read, List.of(List.of("{\"comment\": \"", "a", "\"}")));
    }

    private static void read(byte[] input) {
        try {
            Path folder = Scratch.folder("approvals");
            Files.write(folder.resolve("0001-000000000000-approved.json"), input);
            new Approvals(folder).kept();
        } catch (ProjectException documented) {
            if (documented.problems().isEmpty()) {
                throw new AssertionError("no problem", documented);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
