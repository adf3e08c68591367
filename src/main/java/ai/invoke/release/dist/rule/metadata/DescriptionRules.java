package ai.invoke.release.dist.rule.metadata;

import ai.invoke.release.dist.content.DistContents;
import ai.invoke.release.dist.metadata.CoreField;
import ai.invoke.release.dist.metadata.CoreMetadata;
import ai.invoke.release.dist.metadata.DescriptionRenderer;
import ai.invoke.release.dist.metadata.DescriptionRenderer.Verdict;
import ai.invoke.release.dist.metadata.value.ContentType;
import ai.invoke.release.dist.metadata.value.SyntaxException;
import ai.invoke.release.dist.rule.Findings;
import ai.invoke.release.dist.rule.PypiStage;
import ai.invoke.release.dist.rule.Rule;
import ai.invoke.release.dist.rule.RuleGroup;
import ai.invoke.release.dist.rule.Severity;
import ai.invoke.release.dist.rule.metadata.MetadataReport.Pass;
import ai.invoke.release.text.PythonText;
import java.util.List;
import java.util.Optional;

/** The long description: there, of a type that PyPI renders, and renderable. */
public final class DescriptionRules implements RuleGroup {

    static final Rule CONTENT_TYPE = Rule.enforced(
            "MD-19",
            "Description-Content-Type {x}: {why}",
            "write text/markdown, text/x-rst or text/plain, with charset=UTF-8 and, for Markdown, variant=GFM or"
                    + " CommonMark at most",
            "core metadata specification; PyPI",
            PypiStage.METADATA,
            "");
    /** The description cannot be rendered. */
    public static final Rule RENDERS = Rule.enforced(
            "MD-20",
            "the description does not render as {type}: {why}",
            "fix the markup, or declare its type: readme = {file = \"README.md\", content-type = \"text/markdown\"}",
            "PyPI (readme_renderer)",
            PypiStage.DESCRIPTION,
            "");

    static final Rule NO_CONTENT_TYPE = Rule.of(
            "MD-21",
            Severity.WARNING,
            "no Description-Content-Type; PyPI assumes reStructuredText",
            "set the content type of the readme in pyproject.toml",
            "twine check --strict");
    static final Rule NO_DESCRIPTION = Rule.of(
            "MD-22",
            Severity.WARNING,
            "no long description; the project's page will be empty",
            "set readme = \"README.md\" in pyproject.toml",
            "twine check --strict");

    private static final String RST = "text/x-rst";

    private final DescriptionRenderer renderer;

    /**
     * Creates the rules.
     *
     * @param renderer judges reStructuredText
     */
    public DescriptionRules(DescriptionRenderer renderer) {
        this.renderer = renderer;
    }

    @Override
    public String title() {
        return "Long description";
    }

    @Override
    public List<Rule> rules() {
        return List.of(CONTENT_TYPE, RENDERS, NO_CONTENT_TYPE, NO_DESCRIPTION);
    }

    @Override
    public void check(DistContents contents, Findings findings) {
        contents.metadata().filter(metadata -> !metadata.fields().isEmpty()).ifPresent(metadata -> {
            MetadataReport report = new MetadataReport(contents, metadata);
            look(report);
            report.flush(findings);
        });
    }

    private void look(MetadataReport report) {
        CoreMetadata metadata = report.metadata();
        Optional<CoreMetadata.Field> said =
                report.values(CoreField.DESCRIPTION_CONTENT_TYPE).stream().findFirst();
        Optional<String> description =
                metadata.description().filter(text -> !PythonText.strip(text).equals("UNKNOWN"));
        if (said.isPresent() && !contentType(report, said.get())) {
            return;
        }
        if (description.isEmpty()) {
            report.add(Pass.WAREHOUSE, CoreField.DESCRIPTION, NO_DESCRIPTION.with());
            return;
        }
        String type = said.map(field -> bareType(field.value())).orElse(RST);
        if (said.isEmpty()) {
            report.add(Pass.WAREHOUSE, CoreField.DESCRIPTION, NO_CONTENT_TYPE.with());
        }
        String answer = said.isPresent()
                ? "The description failed to render for " + PythonText.repr(type) + "."
                : "The description failed to render in the default format of reStructuredText.";
        if (PythonText.strip(description.get()).isEmpty()) {
            report.add(
                    Pass.WAREHOUSE,
                    CoreField.DESCRIPTION,
                    RENDERS.with(type, "it is blank").pypi(answer));
        } else if (type.equals(RST)) {
            render(report, description.get(), answer);
        }
    }

    private void render(MetadataReport report, String text, String answer) {
        Verdict verdict = renderer.render(text);
        int line = report.metadata().body().line();
        if (verdict instanceof Verdict.Fails fails) {
            report.add(
                    Pass.WAREHOUSE,
                    CoreField.DESCRIPTION,
                    line,
                    RENDERS.with("reStructuredText", fails.why()).pypi(answer));
        } else if (verdict instanceof Verdict.NotChecked unknown) {
            report.add(
                    Pass.WAREHOUSE,
                    CoreField.DESCRIPTION,
                    line,
                    RENDERS.with("reStructuredText", unknown.why())
                            .saying("not checked whether the description renders as {type}: {why}")
                            .as(Severity.NOTE));
        }
    }

    private static boolean contentType(MetadataReport report, CoreMetadata.Field field) {
        Optional<String> fault;
        try {
            fault = ContentType.parse(field.value()).fault(field.value());
        } catch (SyntaxException e) {
            fault = Optional.of(PythonText.repr(field.value())
                    + " is not a valid content type for 'description-content-type': " + e.reason());
        }
        fault.ifPresent(words -> report.add(
                Pass.PACKAGING,
                CoreField.DESCRIPTION_CONTENT_TYPE,
                field.line(),
                CONTENT_TYPE
                        .with(field.value(), "type, charset or variant not allowed")
                        .pypi(words)));
        return fault.isEmpty();
    }

    private static String bareType(String value) {
        try {
            return ContentType.parse(value).type();
        } catch (SyntaxException e) {
            throw new AssertionError("was read a moment ago", e);
        }
    }
}
