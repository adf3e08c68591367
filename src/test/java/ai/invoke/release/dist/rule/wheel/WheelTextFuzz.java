package ai.invoke.release.dist.rule.wheel;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.FuzzTarget.Claim;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The small files of a wheel that installers read with readers of their own. */
public final class WheelTextFuzz {

    private WheelTextFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget(
                        "entry-points",
                        WheelTextFuzz::entryPoints,
                        List.of(
                                List.of("", "[", ""),
                                List.of("", "]", ""),
                                List.of("", "\n", ""),
                                List.of("", " ", ""),
                                List.of("[a]\n", "=", ""),
                                List.of("[a]\nb=c", "\n d", ""),
                                List.of("", "#\n", ""),
                                List.of("", "[a]\n", ""))),
                new FuzzTarget(
                        "wheel-file",
                        WheelTextFuzz::headers,
                        List.of(
                                List.of("", "\n", ""),
                                List.of("", "A: b\n", ""),
                                List.of("A: ", "\n ", ""),
                                List.of("A:", " ", "b"),
                                List.of("", ":", ""))));
    }

    /** What nobody disputes, pip's reader and configparser read alike. */
    private static Optional<Claim> entryPoints(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        EntryPointsFile file = EntryPointsFile.parse(text);
        if (file.error().isPresent() || !file.disputes().isEmpty()) {
            return Optional.empty();
        }
        List<List<String>> entries = new ArrayList<>();
        file.sections()
                .forEach(
                        (section, names) -> names.forEach((name, value) -> entries.add(List.of(section, name, value))));
        return Optional.of(new Claim(List.of("entry_points", text), entries));
    }

    private static Optional<Claim> headers(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        HeaderLines lines = HeaderLines.parse(text);
        if (lines.oddLine().isPresent()) {
            return Optional.empty();
        }
        List<List<String>> headers = new ArrayList<>();
        for (int i = 0; i < lines.keys().size(); i++) {
            headers.add(List.of(lines.keys().get(i), lines.values().get(i)));
        }
        return Optional.of(new Claim(List.of("headers", text), headers));
    }
}
