package ai.invoke.release.version.source;

import static org.assertj.core.api.Assertions.assertThat;

import ai.invoke.release.testing.PythonJudge;
import ai.invoke.release.version.source.VersionFile.Literal;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A literal is what Python has after running the file, whatever else the file does. */
class VersionFileDifferentialTest {

    private static final long SEED = Long.getLong("invokeai.test.seed", 20261130L);

    private static final List<String> STATEMENTS = List.of(
            "__version__ = '1'",
            "__version__: str = '1'",
            "(__version__) = '1'",
            "x = __version__ = '1'",
            "x = 1; __version__ = '1'",
            "__version__ = ('1'\n  '')",
            "__version__ = '2'",
            "from stub import *",
            "import os as __version__",
            "import os",
            "with ctx as (__version__, y): pass",
            "with (ctx as y, ctx as [__version__, z]): pass",
            "with ctx as d['__version__']: pass",
            "for __version__ in ['9']: pass",
            "for x in '12': pass",
            "for d['x'], __version__ in [(1, 2)]: pass",
            "class A((__version__ := object)): pass",
            "class A(metaclass=(__version__ := type)): pass",
            "class A:\n    __version__ = '9'",
            "class A:\n    global __version__\n    __version__ = '9'",
            "def f(a=(__version__ := '9')): pass",
            "def f(a: (__version__ := '9')): pass",
            "def f() -> (__version__ := 1): pass",
            "def f():\n    global __version__\n    __version__ = '9'",
            "def f():\n    __version__ = '9'\nf()",
            "@(__version__ := (lambda f: f))\ndef k(): pass",
            "x = f'{(__version__ := 9)}'",
            "x = f'{1:{(__version__ := 9)}}'",
            "x = f'{1:=^9} {{(__version__ := 9)}}'",
            "x = [__version__ := i for i in 'ab']",
            "x = [__version__ for __version__ in 'ab']",
            "x = lambda: (__version__ := 3)",
            "x = lambda a=(__version__ := 3): a",
            "match 5:\n    case __version__: pass",
            "match {'a': 5}:\n    case {'a': __version__}: pass",
            "match [1, 2]:\n    case [1, *__version__]: pass",
            "match 1j:\n    case complex(real=__version__): pass",
            "match 5:\n    case 5 if (__version__ := 6): pass",
            "try:\n    1/0\nexcept ZeroDivisionError as __version__: pass",
            "try: pass\nfinally: pass",
            "exec(\"__version__ = '9'\")",
            "exec(\"__version__ = '9'\", d)",
            "globals()['__version__'] = '9'",
            "globals().update(__version__='9')",
            "vars()['__version__'] = '9'",
            "for globals()['__version__'] in '9': pass",
            "with ctx as globals()['__version__']: pass",
            "def f(a=exec(\"__version__ = '9'\")): pass",
            "class A(globals().update(__version__='9') or object): pass",
            "x = f'{globals().update(__version__=9)}'",
            "(exec)(\"__version__ = '9'\")",
            "eval('[__version__ := 9]')",
            "x = globals()\nx['__version__'] = '9'",
            "type = __version__ = '9'\ndel type",
            "type(__version__ := '9')",
            "(lambda: globals())()['__version__'] = '9'",
            "(lambda: globals())().update(__version__='9')",
            "(0 or globals())['__version__'] = '9'",
            "import builtins as b\nb.exec(\"__version__ = '9'\")",
            "__builtins__['exec'](\"__version__ = '9'\")",
            "__import__('builtins').exec(\"__version__ = '9'\")",
            "from builtins import exec as e\ne(\"__version__ = '9'\")",
            "e = exec\ne(\"__version__ = '9'\")",
            "x = list(map(exec, [\"__version__ = '9'\"]))",
            "import demo\ndemo.__version__ = '9'",
            "import demo\ndemo.__version__ = __version__",
            "import demo\ndel demo.__version__",
            "import demo\nsetattr(demo, '__version__', '9')",
            "import sys\nsys.modules[__name__] = type(sys)('x')",
            "import sys as s\ndel s.modules['demo']",
            "import sys\nsys.modules[__name__ + '.x'] = sys",
            "class B: pass\nB.__version__ = '9'",
            "nonlocal __version__",
            "if True: __version__ = '9'",
            "if False:\n    __version__ = '9'",
            "x, *__version__ = 'abc'",
            "d['x'], x = 'ab'",
            "d['y'] = [__version__ := 4][0]",
            "d['n'] = 1\nd['n'] += (__version__ := 4)",
            "x = 0xf, 0o7, 1_0, 1e5, .5, 1jif 1else 2",
            "async def h():\n    async with x as __version__: pass",
            "# __version__ = '9'",
            "'''\n__version__ = '9'\n'''");

    @TempDir
    Path folder;

    @Test
    void aLiteralIsWhatPythonHas() throws Exception {
        Random random = new Random(SEED);
        List<String> sources = new ArrayList<>();
        for (String before : STATEMENTS) {
            sources.add("__version__ = '1'\n" + before + "\n");
            sources.add(before + "\n__version__ = '1'\n");
        }
        while (sources.size() < 2500) {
            StringBuilder source = new StringBuilder();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                source.append(STATEMENTS.get(
                                random.nextInt(3) == 0 ? random.nextInt(6) : random.nextInt(STATEMENTS.size())))
                        .append('\n');
            }
            sources.add(source.toString());
        }
        List<List<?>> questions = new ArrayList<>();
        sources.forEach(source -> questions.add(List.of("version", source)));
        List<JsonNode> answers = new PythonJudge(folder, "archives_oracle.py", Map.of()).ask(questions);
        Map<String, String> wrong = new LinkedHashMap<>();
        int literals = 0;
        for (int i = 0; i < sources.size(); i++) {
            JsonNode python = answers.get(i);
            boolean runs = !python.has("error");
            if (VersionFile.parse(sources.get(i).getBytes(StandardCharsets.UTF_8), "__version__")
                            instanceof Literal literal
                    && (runs || python.get("error").textValue().startsWith("SyntaxError"))) {
                literals++;
                if (!python.isTextual() || !python.textValue().equals(literal.value())) {
                    wrong.put(sources.get(i), "Python: " + python + ", we: " + literal.value());
                }
            }
        }
        assertThat(wrong).as("seed " + SEED).isEmpty();
        assertThat(literals).isBetween(250, 2000);
    }
}
