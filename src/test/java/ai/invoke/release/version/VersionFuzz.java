package ai.invoke.release.version;

import ai.invoke.release.fuzz.FuzzTarget;
import ai.invoke.release.fuzz.FuzzTarget.Claim;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** PEP 440. */
public final class VersionFuzz {

    private VersionFuzz() {}

    public static List<FuzzTarget> targets() {
        return List.of(
                new FuzzTarget(
                        "version",
                        input -> {
                            String text = new String(input, StandardCharsets.UTF_8);
                            Optional<PyVersion> version = PyVersion.tryParse(text);
                            version.ifPresent(one -> one.compareTo(one.baseVersion()));
                            return Optional.of(new Claim(
                                    List.of("pep440", text),
                                    version.map(PyVersion::normalized).orElse(null)));
                        },
                        List.of(
                                List.of("", "1", ""),
                                List.of("", "1.", "0"),
                                List.of("1+", "a.", "b"),
                                List.of("", " ", "1"),
                                List.of("1", " ", ""),
                                List.of("1a", "0", ""),
                                List.of("1-", "1", ""))),
                new FuzzTarget(
                        "specifier",
                        input -> {
                            String text = new String(input, StandardCharsets.UTF_8);
                            Optional<SpecifierSet> set = SpecifierSet.tryParse(text);
                            set.ifPresent(one -> one.matches(PyVersion.parse("1.2.3")));
                            return Optional.of(new Claim(
                                    List.of("specifier", text),
                                    set.map(found -> new TreeSet<>(found.clauses().stream()
                                                    .map(SpecifierSet.Clause::toString)
                                                    .toList()))
                                            .orElse(null)));
                        },
                        List.of(
                                List.of("", ">=1,", ">=1"),
                                List.of(">=", " ", "1"),
                                List.of("==", "1.", "*"),
                                List.of("~=", "1.", "0"),
                                List.of("===", "a", ""),
                                List.of("", ",", ""))),
                FuzzTarget.ofText(
                        "tag-name",
                        text -> {
                            TagName tag = TagName.of(text, "v");
                            if (tag.version().isEmpty() && tag.problem().isEmpty()) {
                                throw new AssertionError("neither a version nor a problem");
                            }
                        },
                        List.of(List.of("v", "1.", "0"), List.of("", "v", ""), List.of("v1-", "a", ""))));
    }
}
