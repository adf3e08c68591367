package ai.invoke.release.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.documentation.GoalCatalogue.Goal;
import ai.invoke.release.documentation.MarkdownPage.Found;
import ai.invoke.release.documentation.MarkdownPage.Snippet;
import ai.invoke.release.toml.TomlDocument;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.yaml.snakeyaml.Yaml;

/** What the documentation says to type exists: goals, properties, profiles, elements of a POM; and every snippet can be read. */
class DocumentationTest {

    private static final Set<String> PHASES = Set.of(
            "clean", "validate", "compile", "test", "test-compile", "package", "verify", "install", "deploy", "site");
    private static final Set<String> OPTIONS = Set.of(
            "-B",
            "-q",
            "-X",
            "-e",
            "-o",
            "-T",
            "-ntp",
            "-f",
            "-pl",
            "-s",
            "--fail-at-end",
            "--encrypt-password",
            "-am");
    private static final Pattern GOAL = Pattern.compile(
            "(?:invokeai-release|ai\\.invoke\\.release:invokeai-release-maven-plugin(?::1\\.0\\.0-SNAPSHOT)?):([\\w-]++)");
    private static final Pattern PROPERTY = Pattern.compile("(?<![\\w./@-])invokeai\\.[a-zA-Z][\\w-]*+(?:\\.\\w++)*+");
    /** Properties of this project's own build. */
    private static final Set<String> OWN = Set.of("invokeai.test.rewrite", "invokeai.page.chromium");

    /** Properties that check-version sets for others. */
    private static final Set<String> SET =
            Set.of("invokeai.version.normalized", "invokeai.version.majorMinor", "invokeai.version.prerelease");

    private static final GoalCatalogue CATALOGUE = new GoalCatalogue();
    private static final List<MarkdownPage> PAGES = MarkdownPage.all();

    private List<MavenCommand> commands() {
        List<MavenCommand> commands = new ArrayList<>();
        for (MarkdownPage page : PAGES) {
            for (Snippet snippet : page.snippets()) {
                if (snippet.language().equals("yaml")) {
                    scripts(new Yaml().load(snippet.text()))
                            .forEach(script -> commands.addAll(MavenCommand.in(snippet.where(), script)));
                } else {
                    commands.addAll(MavenCommand.in(snippet.where(), snippet.text()));
                }
            }
            for (Found code : page.codes()) {
                MavenCommand.on(code.where(), code.text()).ifPresent(commands::add);
            }
        }
        return commands;
    }

    private static List<String> scripts(Object yaml) {
        List<String> scripts = new ArrayList<>();
        if (yaml instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (value instanceof String text) {
                    scripts.add(text);
                } else {
                    scripts.addAll(scripts(value));
                }
            });
        } else if (yaml instanceof Collection<?> list) {
            for (Object one : list) {
                scripts.addAll(one instanceof String text ? List.of(text) : scripts(one));
            }
        }
        return scripts;
    }

    @Test
    void goalsPhasesAndOptionsExist() {
        List<String> wrong = new ArrayList<>();
        List<MavenCommand> commands = commands();
        for (MavenCommand command : commands) {
            for (String goal : command.goals()) {
                Matcher own = GOAL.matcher(goal);
                boolean known = own.matches()
                        ? CATALOGUE.goals().containsKey(own.group(1))
                                || own.group(1).equals("help")
                        : PHASES.contains(goal) || goal.matches("(spotless|site):\\w+|\\$\\w+|…");
                if (!known) {
                    wrong.add(command.where() + ": no goal or phase " + goal);
                }
            }
            command.options().stream()
                    .filter(option -> !OPTIONS.contains(option))
                    .forEach(option -> wrong.add(command.where() + ": no option " + option));
        }
        assertThat(commands).hasSizeGreaterThan(100);
        assertThat(wrong).isEmpty();
    }

    @Test
    void propertiesOfACommandArePropertiesOfItsGoals() {
        List<String> wrong = new ArrayList<>();
        for (MavenCommand command : commands()) {
            List<Goal> goals = command.goals().stream()
                    .map(GOAL::matcher)
                    .filter(Matcher::matches)
                    .flatMap(goal -> Stream.ofNullable(CATALOGUE.goals().get(goal.group(1))))
                    .toList();
            Set<String> known =
                    goals.isEmpty() || goals.size() < command.goals().size()
                            ? CATALOGUE.properties()
                            : GoalCatalogue.properties(goals);
            command.properties().keySet().stream()
                    .filter(name -> name.startsWith("invokeai.") && !known.contains(name) && !OWN.contains(name))
                    .forEach(name -> wrong.add(command.where() + ": " + command.goals() + " have no property " + name));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void testsStoriesAndProfilesExist() throws Exception {
        String pom = Files.readString(Path.of("pom.xml"));
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> walk = Files.walk(Path.of("src/test/java"))) {
            walk.forEach(file -> tests.add(file.getFileName().toString().replace(".java", "")));
        }
        List<String> wrong = new ArrayList<>();
        for (MavenCommand command : commands()) {
            command.profiles().stream()
                    .filter(profile -> !pom.contains("<id>" + profile + "</id>"))
                    .forEach(profile -> wrong.add(command.where() + ": no profile " + profile));
            command.properties().forEach((name, value) -> {
                boolean known = switch (name) {
                    case "test" -> Stream.of(value.split(",")).allMatch(tests::contains);
                    case "invoker.test" -> Files.isDirectory(Path.of("src/it", value));
                    case "skipTests", "detail", "goal", "invoker.skip", "gpg.skip" -> true;
                    default ->
                        name.startsWith("invokeai.")
                                || pom.contains("<" + name + ">")
                                || pom.contains("<name>" + name + "</name>")
                                || pom.contains("${" + name + "}")
                                || name.startsWith("chaos.");
                };
                if (!known) {
                    wrong.add(command.where() + ": -D" + name + "=" + value);
                }
            });
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void propertiesThatAPageNamesExist() {
        Set<String> known = CATALOGUE.properties();
        Set<String> wrong = new TreeSet<>();
        for (MarkdownPage page : PAGES) {
            Stream.concat(
                            page.codes().stream(),
                            page.snippets().stream().map(snippet -> new Found(snippet.where(), snippet.text())))
                    .forEach(code -> PROPERTY.matcher(code.text())
                            .results()
                            .map(found -> found.group())
                            .filter(name -> !known.contains(name) && !OWN.contains(name) && !SET.contains(name))
                            .forEach(name -> wrong.add(code.where() + ": " + name)));
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void snippetsOfAPomAreWhatTheGoalsTake() throws Exception {
        List<String> wrong = new ArrayList<>();
        int parsed = 0;
        for (MarkdownPage page : PAGES) {
            for (Snippet snippet : page.snippets()) {
                if (snippet.language().equals("xml")) {
                    parsed++;
                    try {
                        pom(snippet.where(), xml(snippet.text()), wrong);
                    } catch (SAXException e) {
                        wrong.add(snippet.where() + ": " + e.getMessage());
                    }
                }
            }
        }
        assertThat(parsed).isGreaterThan(10);
        assertThat(wrong).isEmpty();
    }

    private static Element xml(String text) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        return builder.parse(new InputSource(
                        new StringReader("<snippet>" + text.replaceFirst("^<\\?xml[^>]*>", "") + "</snippet>")))
                .getDocumentElement();
    }

    private static List<Element> children(Element element) {
        List<Element> children = new ArrayList<>();
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element one) {
                children.add(one);
            }
        }
        return children;
    }

    private void pom(String where, Element element, List<String> wrong) {
        for (Element child : children(element)) {
            if (child.getTagName().equals("configuration")) {
                configuration(where, child, wrong);
            } else {
                if (child.getTagName().startsWith("invokeai.")
                        && !CATALOGUE.properties().contains(child.getTagName())) {
                    wrong.add(where + ": no property <" + child.getTagName() + ">");
                }
                if (child.getTagName().equals("goal")
                        && !CATALOGUE.goals().containsKey(child.getTextContent().strip())) {
                    wrong.add(where + ": no goal " + child.getTextContent());
                }
                // A snippet may begin below <configuration>.
                if (element.getTagName().equals("snippet")) {
                    parameters(child.getTagName()).forEach(parameter -> inside(where, child, parameter, wrong));
                }
                pom(where, child, wrong);
            }
        }
    }

    private List<GoalCatalogue.Parameter> parameters(String name) {
        return CATALOGUE.goals().values().stream()
                .flatMap(goal -> Stream.ofNullable(goal.parameters().get(name)))
                .distinct()
                .toList();
    }

    private void configuration(String where, Element configuration, List<String> wrong) {
        for (Element child : children(configuration)) {
            List<GoalCatalogue.Parameter> parameters = parameters(child.getTagName());
            if (parameters.isEmpty()) {
                wrong.add(where + ": no goal has the parameter <" + child.getTagName() + ">");
            }
            parameters.forEach(parameter -> inside(where, child, parameter, wrong));
        }
    }

    private static void inside(String where, Element element, GoalCatalogue.Parameter parameter, List<String> wrong) {
        Optional<Set<String>> known = parameter.fieldsOfEachElement();
        if (known.isPresent()) {
            List<Element> each = parameter.isCollection() ? children(element) : List.of(element);
            each.stream()
                    .flatMap(one -> children(one).stream())
                    .map(Element::getTagName)
                    .filter(name -> !known.get().contains(name))
                    .forEach(name -> wrong.add(where + ": <" + element.getTagName() + "> has no <" + name + ">"));
        }
    }

    /** A table of {@code index.md} names each element of a POM that holds others, with all that it may hold. */
    @Test
    void elementsOfListsAreListedWhole() throws Exception {
        Pattern row = Pattern.compile("(?m)^\\| `<(\\w++)>` \\|[^|]*+\\|([^|]*+\\|[^|]*+)\\|$");
        Map<String, Set<String>> listed = new TreeMap<>();
        Matcher rows = row.matcher(Files.readString(Path.of("src/site/markdown/index.md")));
        while (rows.find()) {
            // The first column of "required" names other indexes, which are no elements.
            String cells =
                    rows.group(2).replace("but for `pypi` and `testpypi`", "").replaceAll("\\([^)]*+\\)", "");
            listed.put(
                    rows.group(1),
                    Pattern.compile("`(\\w++)`")
                            .matcher(cells)
                            .results()
                            .map(found -> found.group(1))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
        Map<String, Set<String>> taken = new TreeMap<>();
        for (Goal goal : CATALOGUE.goals().values()) {
            goal.parameters().forEach((name, parameter) -> {
                if (parameter.isCollection()) {
                    parameter
                            .fieldsOfEachElement()
                            .ifPresent(fields -> taken.put(name.replaceAll("e?s$", ""), new TreeSet<>(fields)));
                }
            });
        }

        assertThat(taken).isNotEmpty();
        taken.forEach((name, fields) -> {
            String element = listed.containsKey(name) ? name : name + "e";
            assertThat(listed).as("elements of index.md").containsEntry(element, fields);
        });
    }

    @Test
    void everyParameterSaysWhatItIsAndSinceWhen() throws Exception {
        Pattern field =
                Pattern.compile("((?:^ {4}(?:/\\*\\*| \\*).*+\\n)*+)^ {4}@Parameter(.*+)\\n", Pattern.MULTILINE);
        List<String> wrong = new ArrayList<>();
        int parameters = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/ai/invoke/release/mojo"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Matcher fields = field.matcher(Files.readString(file));
                while (fields.find()) {
                    if (!fields.group(2).contains("readonly = true")) {
                        parameters++;
                        if (!fields.group(1).contains("@since ")) {
                            wrong.add(file + ": " + fields.group());
                        }
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(parameters).isGreaterThan(200);
    }

    @Test
    void snippetsOfDataCanBeRead() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (MarkdownPage page : PAGES) {
            for (Snippet snippet : page.snippets()) {
                try {
                    switch (snippet.language()) {
                        case "yaml" -> new Yaml().load(snippet.text());
                        case "json" -> new ObjectMapper().readTree(snippet.text());
                        case "toml" -> TomlDocument.parse(snippet.text());
                        case "", "xml", "sh", "groovy", "python", "html" -> {}
                        default -> wrong.add(snippet.where() + ": unknown language " + snippet.language());
                    }
                } catch (Exception e) {
                    wrong.add(snippet.where() + ": " + e.getMessage());
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void dataAreMarkedAsSuch() {
        assertThat(PAGES.stream()
                        .flatMap(page -> page.snippets().stream())
                        .filter(snippet -> snippet.language().isEmpty())
                        .filter(snippet -> snippet.text()
                                .matches("(?s)\\s*+(?:\\{\\s.*|\\[[\\w.\\-\"]++\\]\\n.*|<\\w.*|\\w++:\\n.*)")))
                .isEmpty();
    }
}
