package ai.invoke.release.dist.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ai.invoke.release.dist.metadata.DescriptionRenderer.Verdict;
import ai.invoke.release.process.ProcessRunner;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptionRendererTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Title\n=====\n\n.. raw:: html\n\n   <b>\n",
                ".. include:: /etc/passwd\n",
                ".. toctree::\n\n   a\n",
                "Text\n\n```python\ncode\n\nmore\n"
            })
    void someMistakesAreSureWithoutPython(String text) {
        assertThat(DescriptionRenderer.withoutPython().render(text)).isInstanceOf(Verdict.Fails.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Title\n=====\n\nText with ``code``.\n",
                "Example::\n\n  .. raw:: html\n\nText\n",
                "Example::\n\n.. raw:: html\n\nText\n",
                ".. code-block:: python\n\n   x\n",
                ".. comment without colons\n\n``literal`` and more\n",
                "``a\nb``\n",
                ".. |x| image:: y.png\n\n.. _target: https://x\n"
            })
    void whatMayBeRightIsNotCalledWrong(String text) {
        assertThat(DescriptionRenderer.withoutPython().render(text)).isInstanceOf(Verdict.NotChecked.class);
    }

    @Test
    void aPythonWithDocutilsSpeaksForPypi(@TempDir Path folder) {
        ProcessRunner processes = new ProcessRunner(System.getenv());
        List<String> interpreters =
                processes.path().all("python3").stream().map(Path::toString).toList();
        PythonRenderer renderer = new PythonRenderer(processes, interpreters, folder);
        Verdict fine = renderer.render("Title\n=====\n\nText with ``code``.\n");
        if (!"true".equals(System.getenv("INVOKEAI_REQUIRE_CLIENTS"))) {
            // Only a machine without docutils in any of its Pythons cannot tell.
            assumeThat(fine).isNotInstanceOf(Verdict.NotChecked.class);
        }

        assertThat(fine).isInstanceOf(Verdict.Renders.class);
        assertThat(renderer.render("Text with ``code\n")).isInstanceOf(Verdict.Fails.class);
        assertThat(renderer.render("\n.. a comment\n")).isInstanceOf(Verdict.Fails.class);
    }

    @Test
    void anInterpreterThatDoesNotExistIsNoAnswer(@TempDir Path folder) {
        PythonRenderer renderer =
                new PythonRenderer(new ProcessRunner(System.getenv()), List.of("no-such-python"), folder);

        assertThat(renderer.render("Text\n")).isInstanceOf(Verdict.NotChecked.class);
    }
}
