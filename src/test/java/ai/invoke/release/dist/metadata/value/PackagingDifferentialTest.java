package ai.invoke.release.dist.metadata.value;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.dist.metadata.CoreField;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.text.PythonText;
import ai.invoke.release.version.PyVersion;
import ai.invoke.release.version.SpecifierSet;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares every reader of metadata values with the Python package that PyPI uses, over generated values. */
class PackagingDifferentialTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static PythonOracle oracle;

    @BeforeAll
    static void install() throws Exception {
        oracle = new PythonOracle(folder);
    }

    private final Random random = new Random(20261122);

    private String pick(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String several(int most, String separator, String... choices) {
        List<String> picked = new ArrayList<>();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            picked.add(pick(choices));
        }
        return String.join(separator, picked);
    }

    private void compare(String kind, List<String> inputs, Function<String, Object> ours) throws Exception {
        List<List<?>> questions = new ArrayList<>();
        for (String input : inputs) {
            questions.add(List.of(kind, input));
        }
        List<JsonNode> answers = oracle.ask(questions);
        Map<String, String> differences = new LinkedHashMap<>();
        for (int i = 0; i < inputs.size(); i++) {
            JsonNode mine = JSON.valueToTree(ours.apply(inputs.get(i)));
            if (!mine.equals(answers.get(i))) {
                differences.put(inputs.get(i), "Python: " + answers.get(i) + ", we: " + mine);
            }
        }
        assertThat(differences).as("%s, %d inputs", kind, inputs.size()).isEmpty();
    }

    private String version() {
        return pick("", "", "", "v", "1!")
                + pick("0", "1", "1.0", "1.1", "2", "2.0.0", "1.0.1", "01.2")
                + pick("", "", "", "a1", "rc1", "-beta.2", "b", "c3", "pre")
                + pick("", "", "", ".post1", "-1", ".rev", "post")
                + pick("", "", "", ".dev0", "dev3", "-dev")
                + pick("", "", "", "", "+local", "+a.1", "+ubuntu-1");
    }

    private String clause() {
        return pick("", "", " ", "\t", "\u00a0")
                + pick("==", "!=", ">=", "<=", ">", "<", "~=", "===", "=", "", "=>")
                + pick("", "", " ")
                + version()
                + pick("", "", "", ".*", " ", ")", ";");
    }

    @Test
    void specifierSets() throws Exception {
        List<String> inputs = new ArrayList<>(List.of("", ",", " , ", ">=1,", "===", "=== x y", ">=3.9.*", "==1.*,"));
        for (int i = 0; i < 1000; i++) {
            inputs.add(random.nextInt(3) == 0 ? clause() + "," + clause() : clause());
        }
        compare(
                "specifier",
                inputs,
                text -> SpecifierSet.tryParse(text)
                        .map(set -> new TreeSet<>(set.clauses().stream()
                                .map(SpecifierSet.Clause::toString)
                                .toList()))
                        .orElse(null));
    }

    @Test
    void versionsInSpecifierSets() throws Exception {
        List<List<?>> questions = new ArrayList<>();
        List<Boolean> ours = new ArrayList<>();
        while (questions.size() < 2500) {
            String text = clause();
            String candidate = version();
            var set = SpecifierSet.tryParse(text);
            var parsed = PyVersion.tryParse(candidate);
            if (set.isPresent() && parsed.isPresent()) {
                questions.add(List.of("match", text, candidate));
                ours.add(set.get().matches(parsed.get()));
            }
        }
        List<JsonNode> answers = oracle.ask(questions);
        List<String> differences = new ArrayList<>();
        for (int i = 0; i < ours.size(); i++) {
            if (ours.get(i) != answers.get(i).asBoolean()) {
                differences.add(questions.get(i) + " Python: " + answers.get(i));
            }
        }
        assertThat(differences).isEmpty();
        assertThat(ours).contains(true, false);
    }

    private String marker() {
        String variable = pick(
                "python_version",
                "os.name",
                "os_name",
                "extra",
                "sys_platform",
                "platform.machine",
                "python_implementation",
                "extras",
                "nonsense",
                "'x'");
        String operator = pick("==", "<", ">=", "in", "not in", "notin", "not  in", "~=", "===", "=", "");
        String value =
                pick("'3.8'", "\"linux\"", "'a\"b'", "\"\\x41\"", "'\\x4'", "'a\\'", "'\n'", "os_name", "x", "''");
        String one = variable + pick(" ", "", "  ") + operator + pick(" ", "", "\t") + value;
        return switch (random.nextInt(6)) {
            case 0 -> "(" + one + ")";
            case 1 -> one + pick(" and ", " or ", "and", " And ") + "os_name == 'nt'";
            case 2 -> "(" + one + " or (os_name == 'x'" + pick("))", ")", ")) ");
            default -> one;
        };
    }

    private String requirement() {
        return pick("", "", " ")
                + pick("demo", "Demo_x", "a", "a-", "-a", "a.b", "d\u00e9mo", "", "a b", "x_-y")
                + pick("", "", "", "[a]", "[a,b]", "[ a , b ]", "[]", "[a b]", "[a,]", "[a")
                + pick("", "", " ", "  ")
                + pick(
                        "",
                        "",
                        clause(),
                        clause() + "," + clause(),
                        "(" + clause() + ")",
                        "(" + clause(),
                        "@ https://example.org/x.whl",
                        "@https://x ",
                        "@ ",
                        "@ file:///x#y")
                + pick("", "", "", ";" + marker(), " ; " + marker(), "; ", " # comment");
    }

    @Test
    void requirements() throws Exception {
        List<String> inputs =
                new ArrayList<>(List.of("numpy >> 1.0", "foo (>=1.0)", "foo>=1.*", "foo<1+l", "foo==1.0.*"));
        for (int i = 0; i < 2000; i++) {
            inputs.add(requirement());
        }
        compare("requirement", inputs, text -> {
            try {
                Requirement found = Requirement.parse(text);
                ArrayNode node = JSON.createArrayNode();
                node.add(found.name());
                node.add(JSON.valueToTree(new TreeSet<>(found.extras())));
                node.add(found.url().orElse(null));
                node.add(JSON.valueToTree(new TreeSet<>(found.specifiers().clauses().stream()
                        .map(SpecifierSet.Clause::toString)
                        .toList())));
                return node;
            } catch (SyntaxException e) {
                return null;
            }
        });
    }

    @Test
    void requirementsThatMeanTheSame() throws Exception {
        List<List<?>> questions = new ArrayList<>();
        List<Boolean> ours = new ArrayList<>();
        for (String first : List.of(
                "a-b>=1.0",
                "A_B>=1",
                "a.b>=1.0.0",
                "a-b[x,y]",
                "a-b[Y,X]",
                "a-b~=1.0",
                "a-b~=1.0.0",
                "a-b>=1,<2",
                "a-b<2.0,>=1",
                "a-b;os_name=='nt'",
                "a-b ; os.name == \"nt\"",
                "a-b @ https://x")) {
            for (String second : List.of(
                    "a-b>=1.0",
                    "A_B>=1",
                    "a-b[x,y]",
                    "a-b[Y,X]",
                    "a-b~=1.0",
                    "a-b<2.0,>=1",
                    "a-b;os_name=='nt'",
                    "a-b @ https://x",
                    "a-b")) {
                questions.add(List.of("same", first, second));
                ours.add(Requirement.parse(first)
                        .canonical()
                        .equals(Requirement.parse(second).canonical()));
            }
        }
        List<JsonNode> answers = oracle.ask(questions);
        for (int i = 0; i < ours.size(); i++) {
            assertThat(ours.get(i))
                    .as(questions.get(i).toString())
                    .isEqualTo(answers.get(i).asBoolean());
        }
    }

    @Test
    void markers() throws Exception {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            inputs.add(marker());
        }
        compare("marker", inputs, text -> {
            try {
                Marker.parse(text);
                return true;
            } catch (SyntaxException e) {
                return false;
            }
        });
    }

    @Test
    void licenseExpressions() throws Exception {
        List<String> inputs = new ArrayList<>(List.of("", " ", "Apache 2.0", "MIT", "mit+", "LicenseRef-Own", "()"));
        for (int i = 0; i < 1500; i++) {
            inputs.add(several(
                    6,
                    pick(" ", " ", " ", ""),
                    "MIT",
                    "apache-2.0",
                    "GPL-2.0-only",
                    "GPL-2.0+",
                    "AND",
                    "or",
                    "With",
                    "Classpath-exception-2.0",
                    "(",
                    ")",
                    "LicenseRef-x.1",
                    "licenseref-\u00e9",
                    "LicenseRef-",
                    "nonsense",
                    "LicenseRef-a+",
                    "\u2003"));
        }
        compare("license", inputs, text -> {
            try {
                return LicenseExpression.parse(text).text();
            } catch (SyntaxException e) {
                return null;
            }
        });
    }

    @Test
    void contentTypes() throws Exception {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            inputs.add(pick(
                            "text/markdown",
                            "text/plain",
                            "text/x-rst",
                            "Text/Markdown",
                            "text/html",
                            "text",
                            "",
                            " text/plain")
                    + several(
                            2,
                            "",
                            "; charset=UTF-8",
                            ";charset=\"UTF-8\"",
                            "; charset=latin-1",
                            "; variant=GFM",
                            "; variant=gfm",
                            " ; variant = CommonMark",
                            ";",
                            "; x",
                            "; =y",
                            " x",
                            ", z",
                            "; foo=bar",
                            "/x"));
        }
        compare("content_type", inputs, text -> {
            try {
                return ContentType.parse(text).fault(text).isEmpty();
            } catch (SyntaxException e) {
                return false;
            }
        });
    }

    @Test
    void urls() throws Exception {
        List<String> inputs = new ArrayList<>(List.of("example", "not a url", "http:", "https://", "//x", "HTTP://x"));
        for (int i = 0; i < 1500; i++) {
            inputs.add(pick("https://", "http://", "ftp://", "HTTPS://", "http:", "", "//", "mailto:")
                    + pick("", "", "u@", "u:p@", "@", "u%41@", "\u00e9@")
                    + pick(
                            "example.org",
                            "127.0.0.1",
                            "256.1.1.1",
                            "1.2.3",
                            "[::1]",
                            "[1::2:3]",
                            "[::1",
                            "[v1.x]",
                            "ex ample",
                            "ex\u00e4mple.org",
                            "[fe80::1%25eth0]",
                            "[1:2:3:4:5:6:7:8]",
                            "[1:2:3:4:5:6:1.2.3.4]",
                            "[:::]",
                            "a%zz",
                            "")
                    + pick("", "", ":", ":80", ":65536", ":x", ":123456")
                    + pick("", "/", "/a/b", "/a b", "/%20", "/%2", "/\u00e9", "/~x;y=1,2", "/a\\b", "//")
                    + pick("", "", "?q=1", "?a b", "?%", "#f", "# f", "?\u00e9"));
        }
        compare("url", inputs, HttpUrl::isTakenByPypi);
    }

    @Test
    void addressesInFields() throws Exception {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            inputs.add(several(
                    3,
                    pick(", ", ",", " "),
                    "a@example.org",
                    "Ada <a@example.org>",
                    "\"B, C\" <b@example.org>",
                    "d@example.org (D (e))",
                    "demoexample",
                    "J. D. <j@x.org>",
                    "<x@y.z>",
                    "a b@c.d",
                    "a@b@c",
                    "x@[1.2.3.4]",
                    "\"q\"@x.org",
                    "Ren\u00e9 <r@x.org>",
                    "a . b@c.d",
                    "<@r:x@y>",
                    "(c)"));
        }
        compare("addresses", inputs, EmailAddress::in);
    }

    @Test
    void emailAddresses() throws Exception {
        List<String> inputs = new ArrayList<>(List.of("demoexample", "", "a@b@c.d", "x@y.z" + "z".repeat(300)));
        for (int i = 0; i < 1000; i++) {
            inputs.add(several(3, pick("", ".", "-"), "a", "b1", "ren\u00e9", "x y", "(", "+tag", "\u200b", "A_")
                    + pick("@", "@", "@", "@", "", "@@")
                    + pick(
                            "example.org",
                            "x.org",
                            "localhost",
                            "a.test",
                            "a..b",
                            ".a.b",
                            "a-.b",
                            "ab--c.de",
                            "b\u00fccher.de",
                            "x.123",
                            "[1.2.3.4]",
                            "",
                            "under_score.org",
                            "a.b-",
                            "xn--bcher-kva.de",
                            "x.org."));
        }
        compare("address", inputs, address -> EmailAddress.fault(address).orElse(null));
    }

    @Test
    void pythonTexts() throws Exception {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            inputs.add(several(
                    5,
                    "",
                    "a",
                    "'",
                    "\"",
                    "\\",
                    "\n",
                    "\t",
                    "\u00e9",
                    "\u00ad",
                    "\u2028",
                    "\ud83d\ude00",
                    "_",
                    "1",
                    "\u0301",
                    "\u00b7",
                    "x",
                    " ",
                    "\u007f",
                    "$",
                    "\u30a2",
                    "\ufeff"));
        }
        compare("repr", inputs, PythonText::repr);
        compare("identifier", inputs, PythonText::isIdentifier);
    }

    private byte[] metadataFile() {
        StringBuilder text =
                new StringBuilder(pick("", "", "", "", "", "", "\ufeff", "\n", " x\n", "From me\n", ":\n"));
        for (int i = random.nextInt(12); i > 0; i--) {
            String name = random.nextInt(8) == 0
                    ? pick("X-Custom", "name", "NAME", "Na me", "N\u00e4me", "", "License-file", "From x", "Author")
                    : CoreField.values()[random.nextInt(CoreField.values().length)].title();
            text.append(name)
                    .append(pick(": ", ": ", ": ", ":", ":\t ", " :", " "))
                    .append(pick(
                            "demo",
                            "1.0",
                            "",
                            "UNKNOWN",
                            "a, b , c",
                            "Home, https://x",
                            "Home,https://y",
                            "no label",
                            "Ren\u00e9",
                            "\u00ff\u0080",
                            "a\n  folded",
                            "a\n\tb\n c",
                            "trailing  ",
                            "a: b",
                            "=?utf-8?q?x?="))
                    .append(pick("\n", "\n", "\n", "\n", "\r\n", "\r"));
        }
        text.append(pick("", "\n", "\n\n", "\r\n", "no header\n", "From the body\n", "\nFrom the body\n"))
                .append(pick("", "", "# Title\n\nText\n", "Name: in the body\n", "\u00e9\r\n", "From x\n"));
        // Latin-1 makes bytes that are no UTF-8 out of the accented letters.
        byte[] bytes =
                text.toString().getBytes(random.nextInt(6) == 0 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        if (random.nextInt(4) == 0 && bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void wholeFiles() throws Exception {
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            inputs.add(Base64.getEncoder().encodeToString(metadataFile()));
        }
        compare(
                "metadata",
                inputs,
                text -> PackagingView.of(CoreMetadata.parse(Base64.getDecoder().decode(text))));
    }
}
