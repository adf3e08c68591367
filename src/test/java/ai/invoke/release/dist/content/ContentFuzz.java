package ai.invoke.release.dist.content;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.FuzzTarget.Claim;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** RECORD and names of files. */
public final class ContentFuzz {

    private ContentFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget(
                        "record",
                        ContentFuzz::record,
                        List.of(
                                List.of("", "\"", ""),
                                List.of("", "\n", ""),
                                List.of("", ",", ""),
                                List.of("a", "\"\"", ",\"b"),
                                List.of("\"", "\"\"", "\",,"),
                                List.of("", "a,b,1\n", ""))),
                FuzzTarget.ofText(
                        "file-name",
                        DistFileName::tryParse,
                        List.of(
                                List.of("a", "-", ".whl"),
                                List.of("a-1.0-", "1", "-py3-none-any.whl"),
                                List.of("a-1.0-", "py3.", "py3-none-any.whl"),
                                List.of("a", "_", "-1.0.tar.gz"),
                                List.of("a-", "1.", "0.tar.gz"))));
    }

    /** What is read without a remark, Python's {@code csv} reads alike. */
    private static Optional<Claim> record(byte[] input) throws IOException {
        RecordFile file = RecordFile.read(new ByteArrayInputStream(input), 1000, path -> path);
        if (!file.utf8() || !file.complete() || !file.oddLines().isEmpty()) {
            return Optional.empty();
        }
        List<List<?>> rows = new ArrayList<>();
        for (RecordRow row : file.rows()) {
            rows.add(List.of(row.fields(), row.path(), row.hash(), row.size()));
        }
        return Optional.of(new Claim(List.of("record", new String(input, StandardCharsets.UTF_8)), rows));
    }
}
