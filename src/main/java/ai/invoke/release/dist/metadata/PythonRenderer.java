package ai.invoke.release.dist.metadata;

import ai.invoke.release.process.Command;
import ai.invoke.release.process.Outcome;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Renders with {@code readme_renderer}, which PyPI uses, or with docutils under the settings of {@code readme_renderer},
 * in one of the Pythons of this machine. The first interpreter that has either of them is asked.
 */
public final class PythonRenderer implements DescriptionRenderer {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Exit codes: 0 renders, 3 fails, 4 neither package is there. */
    private static final String SCRIPT = """
            import io, sys
            text = sys.stdin.buffer.read().decode("utf-8")
            warnings = io.StringIO()
            try:
                from readme_renderer import rst
                rendered = rst.render(text, stream=warnings)
            except ImportError:
                try:
                    from docutils.core import publish_parts
                    from docutils.utils import SystemMessage
                except ImportError:
                    sys.exit(4)
                settings = {
                    "cloak_email_addresses": True, "doctitle_xform": True, "sectsubtitle_xform": True,
                    "initial_header_level": 2, "file_insertion_enabled": False, "halt_level": 2,
                    "math_output": "MathJax /dummy.js", "raw_enabled": False, "report_level": 5,
                    "smart_quotes": True, "strip_comments": True, "syntax_highlight": "none",
                    "field_name_limit": 0, "warning_stream": warnings,
                }
                try:
                    parts = publish_parts(text, writer_name="html5", settings_overrides=settings)
                    rendered = parts.get("docinfo", "") + parts.get("fragment", "")
                except SystemMessage as error:
                    rendered = None
                    if not warnings.getvalue():
                        warnings.write(str(error))
            if rendered:
                sys.exit(0)
            print(" ".join(warnings.getvalue().replace("<string>:", "line ").split()) or "it renders to nothing")
            sys.exit(3)
            """;

    private final ProcessRunner processes;
    private final List<String> interpreters;
    private final Path directory;
    private final Map<String, Verdict> rendered = new ConcurrentHashMap<>();

    /**
     * Creates a renderer.
     *
     * @param processes how to run Python
     * @param interpreters commands or paths, tried in this order
     * @param directory where to run, best an empty folder
     */
    public PythonRenderer(ProcessRunner processes, List<String> interpreters, Path directory) {
        this.processes = processes;
        this.interpreters = List.copyOf(interpreters);
        this.directory = directory;
    }

    /** The wheels of a matrix have one description, and each start of Python takes a third of a second. */
    @Override
    public Verdict render(String text) {
        return rendered.computeIfAbsent(text, this::tried);
    }

    private Verdict tried(String text) {
        Optional<Verdict> late = Optional.empty();
        for (String interpreter : interpreters) {
            Outcome outcome = ask(interpreter, text);
            Optional<Verdict> verdict = verdict(outcome);
            if (verdict.isPresent()) {
                return verdict.get();
            }
            if (outcome instanceof Outcome.TimedOut none) {
                late = Optional.of(new Verdict.NotChecked(interpreter + " gave " + none.why()));
            }
        }
        return late.orElseGet(() -> DescriptionRenderer.withoutPython().render(text));
    }

    private Outcome ask(String interpreter, String text) {
        // -I: neither the current folder nor the user's own packages may stand in for docutils.
        Command command = Command.of(directory, interpreter, "-I", "-W", "ignore", "-c", SCRIPT)
                .withInput(text)
                .withUsualTimeout(LIMIT)
                .without(Set.of("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP"));
        return processes.run(command);
    }

    private static Optional<Verdict> verdict(Outcome outcome) {
        if (outcome instanceof Outcome.Exited exited) {
            if (exited.code() == 0) {
                return Optional.of(new Verdict.Renders());
            }
            if (exited.code() == 3) {
                return Optional.of(new Verdict.Fails(String.join(" ", exited.tail())));
            }
        }
        return Optional.empty();
    }
}
