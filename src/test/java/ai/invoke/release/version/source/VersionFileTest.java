package ai.invoke.release.version.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.invoke.release.problem.ProjectException;
import ai.invoke.release.version.Tsv;
import ai.invoke.release.version.source.VersionFile.Kind;
import ai.invoke.release.version.source.VersionFile.Literal;
import ai.invoke.release.version.source.VersionFile.NotStatic;
import ai.invoke.release.version.source.VersionFile.Reference;
import ai.invoke.release.version.source.VersionFile.Result;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionFileTest {

    @TempDir
    Path temp;

    static List<List<String>> corpus() {
        return Tsv.read("version-files/expected.tsv");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("corpus")
    void answersAsPythonDoes(List<String> row) throws Exception {
        Result result = VersionFile.read(corpusFile(row.get(0)));
        assertThat(result instanceof Literal ? "value" : "error")
                .as(result.toString())
                .isEqualTo(row.get(1));
        assertThat(answer(result)).isEqualTo(row.get(2));
    }

    private static Path corpusFile(String name) throws URISyntaxException {
        return Path.of(VersionFileTest.class
                .getResource("/corpora/version-files/" + name)
                .toURI());
    }

    private static String answer(Result result) {
        if (result instanceof Literal literal) {
            return literal.value();
        }
        NotStatic error = (NotStatic) result;
        String type = error.detail().substring(error.detail().lastIndexOf(' ') + 1);
        return error.kind() == Kind.NOT_A_STRING
                ? "not-a-string:" + type
                : error.kind().code();
    }

    private static String read(String source) {
        return answer(VersionFile.parse(source.getBytes(StandardCharsets.UTF_8), "__version__"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "__version__ = u'1.2.3'",
                "__version__=R\"1.2.3\"",
                "__version__ = (('1.2.3'))",
                "__version__ = (\n  '1.'  # one\n  '2.'\n\n  '3'\n)",
                "(__version__) = '1.2.3'",
                "__version__: Final[str] = '1.2.3'",
                "__version__: 'a: b = c' = '1.2.3'",
                "__version__: str\n__version__ = '1.2.3'",
                "__version__ = version = '1.2.3'",
                "x = __version__ = '1.2.3'",
                "x = \\\n__version__ = \\\n'1.2.3'",
                "import os; __version__ = '1.2.3'; x = 1",
                "__version__ = '1\\56\\x32.\\U00000033'",
                "__version__ = '1\\N{FULL STOP}2.3'",
                "__version__ = '1.2.3'\n__version__ = \"1.2.3\"",
                "class A:\n  __version__ = '9'\ndef f():\n\t__version__ = '9'\n__version__ = '1.2.3'",
                "x = dict(\n__version__='9'\n)\n__version__ = '1.2.3'",
                "lambda: (__version__ == '9')\n__version__ = '1.2.3'",
                "mod.__version__, d['__version__'] = '9', '9'\n__version__ = '1.2.3'",
                "d[__version__] = '9'\n__version__ = '1.2.3'",
                "f(x)[__version__].y = '9'\n__version__ = '1.2.3'",
                "if __version__ == '9': pass\n__version__ = '1.2.3'",
                "match x:\n  case 1: pass\n__version__ = '1.2.3'",
                "match = 1\ncase = 2\ntype = 3\n__version__ = '1.2.3'",
                "type x = int\ntype y[__version__] = int\ntype(__version__)\n__version__ = '1.2.3'",
                "type = __version__ = '1.2.3'",
                "x = f'{d[\"a\"]!r:>{w}} {{__version__}} \\N{DASH} {\"}\"}'\n__version__ = '1.2.3'",
                "x = f'''{\n# '''\n1}'''\n__version__ = '1.2.3'",
                "x = f'\\N{DASH}{{(__version__ := 9)}} \\\\{{'\n__version__ = '1.2.3'",
                "x = '\\N{DASH}{(__version__ := 9)}'\n__version__ = '1.2.3'",
                "__all__ = ['__version__']\n__version__ = '1.2.3'",
                "from x import __version__ as other\n__version__ = '1.2.3'",
                "import __version__ as other\n__version__ = '1.2.3'",
                "import a.__version__\n__version__ = '1.2.3'",
                "@decorated\nasync def f(): return 1\n__version__ = '1.2.3'",
                "try:\n  import x\nexcept ImportError as e:\n  x = None\n__version__ = '1.2.3'",
                "x: dict[str, int] = {}\n__version__ = '1.2.3'",
                "x = 1if y else 2e-5\n__version__ = '1.2.3'",
                "\f__version__ = '1.2.3'",
                "if x:\n        pass\n\tpass\n__version__ = '1.2.3'",
                "x[lambda: 1] = lambda a=1: a\n__version__ = '1.2.3'",
                "def f(a: int = (1)) -> str: return '9'\n__version__ = '1.2.3'",
                "del x, __version__.y\n__version__ = '1.2.3'",
                "from .x import *\n__version__ = '1.2.3'",
                "exec('x = 1')\n__version__ = '1.2.3'",
                "__version__ = '1.2.3'\nexec(open('x').read(), {}, ns)",
                "__version__ = '1.2.3'\nmod.exec(x); x = globals()['y']; globals().get('x')",
                "__version__ = '1.2.3'\nx = [globals()[n] for n in globals()]; y = 'z' not in globals()",
                "__version__ = '1.2.3'\nx = __import__('y', globals(), locals(), ['']); z = dict(globals())",
                "__version__ = '1.2.3'\nwith open(globals()['x']) as f: pass\nfor x in globals()['y']: pass",
                "__version__ = '1.2.3'\ndef exec(x): pass\ndef globals(): pass\nclass vars(A): pass",
                "__version__ = '1.2.3'\nx = f'{globals()[1]=}{re.exec}{(1)}'; y = vars(z); vars(z)['x'] = 1",
                "__version__ = '1.2.3'\nsys.modules[__name__].x = sys.modules[__name__].__version__",
                "__version__ = '1.2.3'\nsetattr(sys.modules[__name__], 'x', 1)",
                "__version__ = '1.2.3'\napp.__version__ = app.y.__version__ = __version__; app.version = '9'",
                "__version__ = '1.2.3'\nsetattr(app, '__version__', __version__); setattr(app, f'x{y}', 1)",
                "__version__ = '1.2.3'\nclass A: pass\nA.__version__ = '9'; setattr(A, '__version__', '9')",
                "__version__ = '1.2.3'\nd[app.__version__] = f(app.__version__).x = app.__version__[0] = '9'",
                "__version__ = '1.2.3'\nif app.__version__ != '9': x = app.__version__ == __version__",
                "__version__ = '1.2.3'\nx = [m.__version__ for m in ms]\nfrom a.__version__ import x as y",
                "__version__ = '1.2.3'\nre.exec; f(eval=1); eval = 1; x.eval = 2\neval: bool = False",
                "__version__ = '1.2.3'\ndef f(exec, eval=1, *, x): exec(x)\nfrom x import eval\nimport y as exec",
                "__version__ = '1.2.3'\n(exec)(x, {}); x = (eval)('1', {}), builtins.eval('1', {})",
                "__version__ = '1.2.3'\nimport builtins as b\nb.x = getattr(b, 'y', 1); hasattr(b, 'z'); b.open(x)",
                "__version__ = '1.2.3'\nprint(__builtins__); x = __builtins__['print']; y.builtins['exec'](z)",
                "__version__ = '1.2.3'\nsys.modules[__name__ + '.x'] = y; sys.modules[f'{__name__}.x'] = y",
                "__version__ = '1.2.3'\nsys.modules[__name__].x = 1; modules['a'] = 1; x = sys.modules[__name__]",
                "__version__ = '1.2.3'\nx = lambda: globals()['x']; y = {'a': globals()}; from . import globals",
                "__version__ = '1.2.3'\nlogging.getLogger(__name__).info('__version__', __version__)",
                "__version__ = '1.2.3'\nx = f'{__version__:=^9} {(__version__ == 1)} {x[__version__:2]}'",
                "__version__ = '1.2.3'\nclass A(B, v=__version__): pass\ndef f(v=__version__): x = (y := 1)",
                "__version__ = '1.2.3'\nwith open(__version__) as (f, g): pass\nfor x[__version__] in y: pass",
                "match x:\n case A(__version__=1) | __version__.B | a.__version__: pass\n__version__ = '1.2.3'",
                "match x:\n case 1 if __version__: pass\n__version__ = '1.2.3'",
                "x = 0x_f, 0o7, 0b1, 1_0, 00, 0_0, 1e5, 01.5, 09j, 1.5_0, .5, 0xfor x in y\n__version__ = '1.2.3'",
                "naïve = 1\n__version__ = '1.2.3'",
            })
    void readsALiteral(String source) {
        assertThat(read(source)).isEqualTo("1.2.3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "__version__ = 1.2 | not-a-string:float",
                "__version__ = 12 | not-a-string:int",
                "__version__ = 1j | not-a-string:complex",
                "__version__ = True | not-a-string:bool",
                "__version__ = () | not-a-string:tuple",
                "__version__ = ('1', '2') | not-a-string:tuple",
                "__version__ = ['1'] | not-a-string:list",
                "__version__ = {'1': 2} | not-a-string:dict",
                "__version__ = rb'1' | not-a-string:bytes",
                "__version__ = f'1' | f-string",
                "__version__ = '1' Rf'{x}' | f-string",
                "__version__ = '1' if x else '2' | expression",
                "__version__ = -1 | expression",
                "__version__ = v[0] | expression",
                "__version__ = version.text | name-reference",
                "__version__ = '1'.strip() | call",
                "__version__ = (open('x')).read() | call",
                "__version__, = ['1'] | unpacking",
                "[a, (__version__, b)] = x | unpacking",
                "(__version__ := '1') | walrus",
                "f(x, y=(__version__ := '1')) | walrus",
                "class __version__: pass | def",
                "async def __version__(): pass | def",
                "type __version__ = str | def",
                "type __version__[T] = str | def",
                "__version__ = '1'¶type = __version__ = '2' | ambiguous",
                "__version__ = '1'¶type[0] = __version__ = '2' | ambiguous",
                "__version__ = '1'¶type, __version__ = 1, '2' | unpacking",
                "__version__ = '1'¶type, *__version__ = 1, '2' | unpacking",
                "__version__ = '1'¶type(__version__ := '2') | walrus",
                "__version__ = '1'¶type += [__version__ := '2'] | walrus",
                "__version__ = '1'¶type: (__version__ := '2') = 1 | walrus",
                "__version__ = '1'¶type[(__version__ := 'a')] | walrus",
                "__version__ = '1'¶type in [__version__ := 'a'] | walrus",
                "__version__ = '1'¶match = __version__ = '2' | ambiguous",
                "__version__ = '1'¶match[0] = case, __version__ = 1, '2' | unpacking",
                "__version__ = '1'¶match(__version__ := '2') | walrus",
                "__version__ = '1'¶case[(__version__ := 'a')] = 1 | walrus",
                "__version__ = '1'¶match x:¶ case 1: type = __version__ = '2' | conditional",
                "__version__ = '1'¶_, __version__ = 1, '2' | unpacking",
                "for __version__ in ['1']: pass | conditional",
                "with x as __version__: pass | conditional",
                "while 1: __version__ = '1' | conditional",
                "from . import __version__ | imported",
                "from x import (a, b as __version__,) | imported",
                "import __version__ | imported",
                "import a.b as __version__ | imported",
                "x = 1; del (x, __version__) | deleted",
                "def f(): global a, __version__ | global-in-function",
                "__version__ = '1'; __version__ = get() | ambiguous",
                "__version__ @= '1' | augmented",
                "__version__ = '1'¶with x as (__version__, y): pass | conditional",
                "__version__ = '1'¶with (x as y, z as [a, *__version__]): pass | conditional",
                "__version__ = '1'¶async with x as __version__: pass | conditional",
                "__version__ = '1'¶async for x, __version__ in y: pass | conditional",
                "__version__ = '1'¶class A((__version__ := B)): pass | walrus",
                "__version__ = '1'¶class A(metaclass=(__version__ := B)): pass | walrus",
                "__version__ = '1'¶def f(a=(__version__ := '9')): pass | walrus",
                "__version__ = '1'¶def f(a: (__version__ := int)) -> None: pass | walrus",
                "__version__ = '1'¶def f() -> (__version__ := int): pass | walrus",
                "__version__ = '1'¶@(__version__ := f)¶def f(): pass | walrus",
                "__version__ = '1'¶x = lambda a=(__version__ := 9): 1 | walrus",
                "__version__ = '1'¶x[(__version__ := 0)] += 1 | walrus",
                "__version__ = '1'¶del x[(__version__ := 0)] | walrus",
                "__version__ = '1'¶x = f'{(__version__ := 9)}' | walrus",
                "__version__ = '1'¶x = f'{x:{(__version__ := 9)}}' | walrus",
                "__version__ = '1'¶x = rf'\\N{(__version__ := 9)}' | walrus",
                "__version__ = '1'¶x = f'\\{(__version__ := 9)}' | walrus",
                "__version__ = '1'¶x = f'\\n{(__version__ := 9)}' | walrus",
                "__version__ = '1'¶x = f'{x!r:>{(__version__ := 9)}}' | walrus",
                "__version__ = '1'¶x = f'{f\"{1}\" + str((__version__ := 9))}' | walrus",
                "__version__ = '1'¶x = f'{{{(__version__ := 9)}}}' | walrus",
                "__version__ = '1'¶f(f'a{f\"{y[__version__ := 9]}\"}') | walrus",
                "__version__ = '1'¶class A(f'{(__version__ := 9)}'): pass | walrus",
                "__version__ = '1'¶match x:¶ case A(b=__version__): pass | conditional",
                "__version__ = '1'¶match x:¶ case {'a': [1, __version__]}: pass | conditional",
                "__version__ = '1'¶match x:¶ case {**__version__}: pass | conditional",
                "__version__ = '1'¶match x:¶ case 1 if (__version__ := 2): pass | walrus",
                "__version__ = '1'¶from ._version import * | imported",
                "__version__ = '1'¶try:¶ from ._version import *¶except ImportError: pass | imported",
                "__version__ = '1'¶exec(open('x').read()) | runs-code",
                "__version__ = '1'¶exec(x, globals()) | runs-code",
                "__version__ = '1'¶globals()['__version__'] = 2 | runs-code",
                "__version__ = '1'¶globals().update(x) | runs-code",
                "__version__ = '1'¶vars()[x] = 2 | runs-code",
                "__version__ = '1'¶eval('[__version__ := 2]') | runs-code",
                "__version__ = '1'¶if globals().update(__version__='2'): pass | runs-code",
                "__version__ = '1'¶if 0: pass¶elif f(exec(x)): pass | runs-code",
                "__version__ = '1'¶while exec(x): pass | runs-code",
                "__version__ = '1'¶for globals()['__version__'] in '2': pass | runs-code",
                "__version__ = '1'¶for x, globals()[y] in z: pass | runs-code",
                "__version__ = '1'¶x = [0 for globals()['__version__'] in '2'] | runs-code",
                "__version__ = '1'¶with c('2') as globals()['__version__']: pass | runs-code",
                "__version__ = '1'¶with c('2') as (x, globals()['__version__']): pass | runs-code",
                "__version__ = '1'¶match exec(x):¶ case _: pass | runs-code",
                "__version__ = '1'¶match x:¶ case 1 if exec(x): pass | runs-code",
                "__version__ = '1'¶def f(a=exec(x)): pass | runs-code",
                "__version__ = '1'¶def f(a: exec(x)) -> None: pass | runs-code",
                "__version__ = '1'¶def f() -> exec(x): pass | runs-code",
                "__version__ = '1'¶class A(globals().update(x) or object): pass | runs-code",
                "__version__ = '1'¶class A(metaclass=globals().update(x) or type): pass | runs-code",
                "__version__ = '1'¶@(exec(x) or y)¶def f(): pass | runs-code",
                "__version__ = '1'¶x = f'{exec(x)}' | runs-code",
                "__version__ = '1'¶x = f'{1:{exec(x)}}' | runs-code",
                "__version__ = '1'¶x = f'{f\"{exec(x)}\"}' | runs-code",
                "__version__ = '1'¶if f'{globals().update(x)}': pass | runs-code",
                "__version__ = '1'¶exec(x, {'a': exec(y)}) | runs-code",
                "__version__ = '1'¶exec(x, {}, locals()) | runs-code",
                "__version__ = '1'¶(exec)(x) | runs-code",
                "__version__ = '1'¶((globals))()['__version__'] = 2 | runs-code",
                "__version__ = '1'¶(globals())['__version__'] = 2 | runs-code",
                "__version__ = '1'¶if (globals()).update(x): pass | runs-code",
                "__version__ = '1'¶ｅxec(x) | runs-code",
                "__version__ = '1'¶ｇlobals()['__version__'] = 2 | runs-code",
                "__version__ = '1'¶builtins.exec(x) | runs-code",
                "__version__ = '1'¶(__builtins__.exec)(x) | runs-code",
                "__version__ = '1'¶g = globals(); g['__version__'] = 2 | runs-code",
                "__version__ = '1'¶(g := globals())['__version__'] = 2 | runs-code",
                "__version__ = '1'¶sys.modules[__name__].__version__ = '2' | runs-code",
                "__version__ = '1'¶sys.modules[__name__].__ｖersion__ += '2' | runs-code",
                "__version__ = '1'¶del sys.modules[__name__].__version__ | runs-code",
                "__version__ = '1'¶for sys.modules[__name__].__version__ in '2': pass | runs-code",
                "__version__ = '1'¶sys.modules[__name__].__dict__['__version__'] = '2' | runs-code",
                "__version__ = '1'¶vars(sys.modules[__name__]).update(x) | runs-code",
                "__version__ = '1'¶setattr(sys.modules[__name__], '__version__', '2') | runs-code",
                "__version__ = '1'¶setattr(sys.modules[__name__], 'x' + y, '2') | runs-code",
                "__version__ = '1'¶if delattr(sys.modules[__name__], name): pass | runs-code",
                "__version__ = '1'¶(lambda:globals())()['__version__']='2' | runs-code",
                "__version__ = '1'¶(lambda: (vars()))().update(x) | runs-code",
                "__version__ = '1'¶f = lambda: globals() | runs-code",
                "__version__ = '1'¶(x or globals())['__version__'] = '2' | runs-code",
                "__version__ = '1'¶[locals()][0]['__version__'] = '2' | runs-code",
                "__version__ = '1'¶g = globals; g()['__version__'] = '2' | runs-code",
                "import builtins as b; __version__ = '1'; b.exec(x) | runs-code",
                "__version__ = '1'¶__builtins__['exec'](x) | runs-code",
                "__version__ = '1'¶__builtins__['ex' + 'ec'](x) | runs-code",
                "__version__ = '1'¶getattr(builtins, 'exec')(x) | runs-code",
                "__version__ = '1'¶getattr(builtins, name)(x) | runs-code",
                "__version__ = '1'¶builtins.__dict__['exec'](x) | runs-code",
                "__version__ = '1'¶b = builtins; b.exec(x) | runs-code",
                "__version__ = '1'¶__import__('builtins').exec(x) | runs-code",
                "from builtins import eval as e; __version__ = '1' | runs-code",
                "e = exec; __version__ = '1'; e(x) | runs-code",
                "__version__ = '1'¶e = builtins.exec | runs-code",
                "__version__ = '1'¶x = list(map(exec, y)) | runs-code",
                "__version__ = '1'¶f(exec)(x) | runs-code",
                "__version__ = '1'¶def f(a=exec): pass | runs-code",
                "__version__ = '1'¶x = f'{exec}' | runs-code",
                "__version__ = '1'¶x = [ｅval] | runs-code",
                "__version__ = '1'¶demo.__version__ = '2' | runs-code",
                "__version__ = '1'¶a.demo.__version__ += '2' | runs-code",
                "__version__ = '1'¶x, demo.__version__ = 1, __version__ | runs-code",
                "__version__ = '1'¶del demo.__version__ | runs-code",
                "__version__ = '1'¶for demo.__version__ in '2': pass | runs-code",
                "__version__ = '1'¶with x as demo.__version__: pass | runs-code",
                "__version__ = '1'¶class A: pass¶x.A.__version__ = '2' | runs-code",
                "__version__ = '1'¶setattr(demo, '__version__', '2') | runs-code",
                "__version__ = '1'¶delattr(demo, '__version__') | runs-code",
                "__version__ = '1'¶sys.modules[__name__] = x | runs-code",
                "sys.modules[__name__] = x; __version__ = '1' | runs-code",
                "import sys as s¶__version__ = '1'¶s.modules['demo'] = x | runs-code",
                "from sys import modules as m¶__version__ = '1'¶m['demo'] = x | runs-code",
                "__version__ = '1'¶del sys.modules[__name__] | runs-code",
                "e = exec | missing",
                "__version__ = '1'¶nonlocal __version__ | syntax",
                "__version__ = '1'¶if x: nonlocal y | syntax",
                "async: | syntax",
                "async | syntax",
                "async x: pass | syntax",
                "async = 1 | syntax",
                "__version__ = '1'¶x = 0777 | syntax",
                "__version__ = '1'¶x = 0b2 | syntax",
                "__version__ = '1'¶x = 0b12 | syntax",
                "__version__ = '1'¶x = 1__0 | syntax",
                "__version__ = '1'¶x = 1_ | syntax",
                "__version__ = '1'¶x = 0xg | syntax",
                "__version__ = '1'¶x = 1e | syntax",
                "__version__ = '1'¶x = 1abc | syntax",
                "__version__ = '1'¶＿x = 1 | syntax",
                "__version__ = '1'¶x×y | syntax",
                "__version__ = '1'¶\\¶ | syntax",
                "__version__ = | syntax",
                "__version__ = '1 | syntax",
                "__version__ = ('1' | syntax",
                "__version__ = '1') | syntax",
                "__version__ = '\\x4' | syntax",
                "__version__ = '\\N{NO SUCH CHARACTER}' | syntax",
                "__version__ = $x | syntax",
                "if x __version__ = '1' | syntax",
                "__version__ = f'{x' | syntax",
                "<<<<<<< HEAD | syntax",
                "VERSION = '1' | missing",
                "x.__version__ = '1' | missing",
                "__version__ == '1' | missing",
            })
    void refusesWhatIsNotStatic(String source, String kind) {
        assertThat(read(source.replace('¶', '\n'))).isEqualTo(kind);
    }

    @Test
    void aNameInCompatibilityFormIsTheSameName() {
        assertThat(read("__version__ = '1'\n__ｖersion__ = '2'")).isEqualTo("ambiguous");
    }

    @Test
    void decodesAsPep263Says() {
        byte[] latin = "# -*- coding: latin-1 -*-\nx = 'é'\n__version__ = '1.é'".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(answer(VersionFile.parse(latin, "__version__"))).isEqualTo("1.é");
        byte[] undeclared = "x = 1\n__version__ = '1.é'".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(answer(VersionFile.parse(undeclared, "__version__"))).isEqualTo("decode");
        for (String cookie : List.of("utf-16", "rot13", "nonsense", "cp500", "coding: nonsense")) {
            assertThat(read("# coding: " + cookie + "\n__version__ = '1'"))
                    .as(cookie)
                    .isEqualTo("decode");
        }
        for (String comment : List.of("#" + "x".repeat(2_100), "# Å", "# \f\u000b", "# \u0085\u2028")) {
            assertThat(read(comment + " coding: nonsense\n__version__ = '1'"))
                    .as(comment)
                    .isEqualTo("decode");
            assertThat(read(comment + "\n# coding: nonsense\n__version__ = '1'"))
                    .as(comment)
                    .isEqualTo("decode");
        }
        assertThat(read("#\n#\n# coding: nonsense\n__version__ = '1'")).isEqualTo("1");
        assertThat(read("\uFEFF# coding: latin-1\n__version__ = '1'")).isEqualTo("decode");
        assertThat(read("\uFEFF# coding: utf-8\n__version__ = '1'")).isEqualTo("1");
        byte[] utf16 = "__version__ = '1'".getBytes(StandardCharsets.UTF_16);
        NotStatic error = (NotStatic) VersionFile.parse(utf16, "__version__");
        assertThat(error.kind()).isEqualTo(Kind.DECODE);
        assertThat(error.detail()).contains("UTF-16");
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16LE, __version__ = '1', 1, the file is UTF-16",
        "UTF-16BE, \uFEFF__version__ = '1', 1, the file is UTF-16",
        "US-ASCII, x = 1#y = 2#@, 3, there is a NUL byte",
        "US-ASCII, @x, 1, there is a NUL byte",
        "US-ASCII, @, 1, there is a NUL byte",
    })
    void aFileWithNulBytesIsNotPython(String charset, String source, int line, String detail) {
        NotStatic error = (NotStatic) VersionFile.parse(
                source.replace('#', '\n').replace('@', '\0').getBytes(Charset.forName(charset)), "__version__");

        assertThat(error.kind()).isEqualTo(Kind.DECODE);
        assertThat(error.line()).isEqualTo(line);
        assertThat(error.detail()).startsWith(detail);
    }

    @Test
    void namesFileLineTextAndWhatToDo() {
        String source = "import os\n\n__version__ = os.environ['V']  # \u001b[31m\n";
        NotStatic error = (NotStatic) VersionFile.parse(source.getBytes(StandardCharsets.UTF_8), "__version__");
        assertThat(error.line()).isEqualTo(3);
        assertThat(error.problem("pkg/__init__.py", "__version__", Optional.empty()))
                .hasToString("pkg/__init__.py:3: cannot read __version__ without running Python: it is computed:"
                        + " __version__ = os.environ['V']  # \\u001b[31m" + System.lineSeparator()
                        + "  -> write __version__ = \"1.2.3\" here, point -Dinvokeai.versionFile at the file that holds"
                        + " the literal, or set -Dinvokeai.versionPattern");
    }

    @Test
    void findsTheFileThatAnImportNames() throws IOException {
        Path pkg = Files.createDirectories(temp.resolve("src/invokeai/version"));
        Path init = Files.writeString(
                pkg.resolve("__init__.py"), "from invokeai.version.invokeai_version import __version__  # noqa\n");
        Path literal = Files.writeString(pkg.resolve("invokeai_version.py"), "__version__ = '1'\n");
        NotStatic error = (NotStatic) VersionFile.read(init);
        Reference target = error.target().orElseThrow();
        assertThat(target).isEqualTo(new Reference("invokeai.version.invokeai_version", "__version__"));
        assertThat(target.resolve(init)).contains(literal);
        assertThat(new Reference(".invokeai_version", "v").resolve(init)).contains(literal);
        assertThat(new Reference("..version", "v").resolve(init)).contains(init);
        assertThat(new Reference(".nothing", "v").resolve(init)).isEmpty();
        assertThat(new Reference("...........nothing", "v").resolve(init)).isEmpty();
    }

    @Test
    void readsAnotherAttribute() {
        byte[] source = "__version__ = '1'\nversion = '2'".getBytes(StandardCharsets.UTF_8);
        assertThat(answer(VersionFile.parse(source, "version"))).isEqualTo("2");
    }

    @Test
    @Timeout(20)
    void refusesAHugeFileAtOnce() throws IOException {
        Path huge = temp.resolve("huge.py");
        try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
            file.setLength(100L << 20);
        }
        assertThat(answer(VersionFile.read(huge))).isEqualTo("too-large");
        assertThat(answer(VersionFile.search(huge, "x"))).isEqualTo("too-large");
    }

    @Tag("sweep")
    @Test
    @Timeout(30)
    void isLinearInWhatItReads() {
        int size = 1 << 19;
        for (String hostile : List.of(
                "(".repeat(size),
                "((".repeat(90) + "1,".repeat(size / 4),
                "x = " + "f'{".repeat(size / 3),
                "'".repeat(size),
                "\\\n".repeat(size / 2),
                "if x:\n" + " ".repeat(size),
                "__version__ = " + "'' ".repeat(size / 3),
                "__version__ = " + "(".repeat(190) + "x+".repeat(size / 2) + "y" + ")".repeat(190),
                "__version__ = ".repeat(size / 14) + "'1'",
                "#".repeat(size),
                "# coding".repeat(size / 8),
                "#" + "coding:\t".repeat(size / 8),
                "# coding:" + "\t".repeat(size),
                "\t".repeat(size) + "# coding",
                "a;".repeat(size / 2),
                "lambda ".repeat(size / 7),
                "__version__,".repeat(size / 12) + " = x",
                "if x:\n __version__='1'\n".repeat(size / 24),
                "__version__='1'\n" + "globals()[1],".repeat(size / 13),
                "__version__='1'\nx = " + "exec(1),".repeat(size / 8),
                "with " + "x as y,".repeat(size / 7) + ": pass",
                "x = f'" + "{(a:=1)}".repeat(size / 8) + "'",
                "f'{(" + "a:=1,".repeat(size / 10) + ")}'" + ";a".repeat(size / 4),
                "f'{(a:=1)}';".repeat(size / 12),
                "__version__='1'\n" + "exec(a,".repeat(190) + "a,".repeat(size / 2) + ")".repeat(190),
                "__version__='1'\n" + "setattr(x[__name__],'y',1);".repeat(size / 27),
                "a" + "\u0301\u0323".repeat(size / 4),
                "x = " + "1_".repeat(size / 2),
                "x = " + "0x_".repeat(size / 3),
                "x\n".repeat(size / 2) + "$")) {
            assertThat(read(hostile)).isNotNull();
        }
    }

    @Test
    @Timeout(30)
    void isLinearInWhatMayRunCode() {
        int size = 1 << 19;
        for (String hostile : List.of(
                "__version__='1'\n" + "e=exec;".repeat(size / 7),
                "__version__='1'\nx[" + "(exec)(a,b),".repeat(size / 12) + "]",
                "__version__='1'\n" + "(".repeat(190) + "exec" + ")".repeat(190) + "(a,b);".repeat(size / 6),
                "__version__='1'\n" + "m.__version__[0]=".repeat(size / 17) + "1",
                "__version__='1'\n" + "x=" + "lambda:".repeat(size / 7) + "0")) {
            assertThat(read(hostile)).isNotNull();
        }
    }

    @Test
    void saysWhenThereIsNoFile() {
        assertThatThrownBy(() -> VersionFile.read(temp.resolve("nothing.py")))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("nothing.py")
                .hasMessageContaining("-Dinvokeai.versionFile");
        assertThatThrownBy(() -> VersionFile.read(temp))
                .isInstanceOf(ProjectException.class)
                .hasMessageContaining("is not a file");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "^VERSION *= *\"(.*)\"",
                "(?P<q>x?)VERSION *= *(['\"])v?(?P<version>.+?)\\2",
                "(?i)^(__version__|version) *= *(?<q>['\"])v?(?P<version>.+?)(?P=q)",
                "(?<=^VERSION = \")[^\"]+",
            })
    void searchesWithAPattern(String pattern) throws IOException {
        Path file = Files.writeString(temp.resolve("x.py"), "# version\nVERSION = \"1.2.3\"\nVERSION = \"9\"\n");
        assertThat(VersionFile.search(file, pattern)).isEqualTo(new Literal("1.2.3", 2));
    }

    @Test
    @Timeout(20)
    void boundsAPattern() throws IOException {
        Path file = Files.writeString(temp.resolve("a.txt"), "x" + "a".repeat(50_000) + "!\n");
        Map<String, String> reasons = Map.of(
                "^NOTHING", "matches nothing",
                "(((", "not a valid regular expression",
                "x(1)?", "not its group",
                "(a|aa)+$", "backtracks|recurses",
                "(a*)*b", "backtracks|recurses",
                "(.|a)*Z", "backtracks|recurses");
        reasons.forEach((pattern, reason) -> {
            NotStatic error = (NotStatic) VersionFile.search(file, pattern);
            assertThat(error.kind()).isEqualTo(Kind.PATTERN);
            assertThat(error.detail()).containsAnyOf(reason.split("\\|"));
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "if x:\n  y\n __version__ = '1'", "  __version__ = '1'", "if x:\n__version__ = '1'", "def f():\n",
                "__version__ = '1'\nif x", "__version__ = '1\n'", "__version__ = '1' \\ \n'2'",
                        "x = '''\n__version__ = '1'\n",
            })
    void refusesBrokenLayout(String source) {
        assertThat(read(source)).isEqualTo("syntax");
    }

    @Test
    void aBackslashAloneIsAnEmptyLine() {
        assertThat(read("\\\n\n\\\n\n__version__ = '1'")).isEqualTo("1");
    }

    @Test
    void refusesAByteOfAnotherEncodingBehindABackslash() {
        byte[] source = "__version__ = '1'\nx = '\\é'\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(answer(VersionFile.parse(source, "__version__"))).isEqualTo("decode");
    }

    /** Python decodes a file in another encoding than UTF-8 as a whole. */
    @ParameterizedTest
    @CsvSource({"ascii,caf\u00e9", "us-ascii,\u0080", "cp1252,\u0081"})
    void saysThatACommentIsNotInTheEncodingOfTheFile(String cookie, String comment) {
        String text = "# coding: " + cookie + "\n__version__ = '1'\n# " + comment + "\n";

        assertThat(VersionFile.parse(text.getBytes(StandardCharsets.ISO_8859_1), "__version__"))
                .isInstanceOfSatisfying(NotStatic.class, error -> {
                    assertThat(error.kind()).isEqualTo(Kind.DECODE);
                    assertThat(error.line()).isEqualTo(3);
                });
        assertThat(read(text.replace(cookie, "utf-8"))).isEqualTo("1");
    }

    @Test
    void attributesOfUsualNamesAreThoseOfOtherObjects() {
        byte[] source = "version = '1'\napp.version = '2'\ndel app.version\n".getBytes(StandardCharsets.UTF_8);
        assertThat(answer(VersionFile.parse(source, "version"))).isEqualTo("1");
    }

    /** Every statement that is cut off after its first words has an answer. */
    @Test
    void survivesTruncatedStatements() {
        List<String> words = List.of(
                "async",
                "for",
                "with",
                "def",
                "class",
                "match",
                "case",
                "if",
                "lambda",
                "import",
                "from",
                "as",
                "in",
                "del",
                "type",
                "global",
                "exec",
                "globals",
                "builtins",
                "nonlocal",
                "sys.modules[__name__]",
                "__version__",
                "x",
                "1",
                "''",
                "f'{(__version__:=1)}'",
                ":",
                "=",
                ":=",
                "+=",
                "*",
                ",",
                ".",
                "(",
                ")",
                "[",
                "]",
                "\n",
                "\n ",
                ";",
                "@",
                "->");
        for (String first : words) {
            for (String second : words) {
                for (String third : words) {
                    String statement = first + " " + second + " " + third;
                    assertThat(read("__version__='1'\n" + statement))
                            .as(statement)
                            .isNotNull();
                }
            }
        }
    }

    /** Never hangs, never throws: the same mutations on every run. */
    @Tag("sweep")
    @Test
    @Timeout(60)
    void survivesMutatedFiles() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        for (List<String> row : corpus()) {
            seeds.add(Files.readAllBytes(corpusFile(row.get(0))));
        }
        byte[][] words = {
            "__version__".getBytes(StandardCharsets.UTF_8), "= '1.2.3'\n".getBytes(StandardCharsets.UTF_8),
            "f'{".getBytes(StandardCharsets.UTF_8), "\"\"\"".getBytes(StandardCharsets.UTF_8),
            "\\\n".getBytes(StandardCharsets.UTF_8), "# coding: utf-7\n".getBytes(StandardCharsets.UTF_8),
            "\\N{".getBytes(StandardCharsets.UTF_8), "\n if x:\n\t".getBytes(StandardCharsets.UTF_8),
            "lambda: ".getBytes(StandardCharsets.UTF_8), "))]".getBytes(StandardCharsets.UTF_8),
        };
        Random random = new Random(20261122);
        int literals = 0;
        for (int i = 0; i < 15_000; i++) {
            byte[] mutant = seeds.get(random.nextInt(seeds.size()));
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                mutant = mutate(mutant, words, random);
            }
            Result result = VersionFile.parse(mutant, "__version__");
            literals += result instanceof Literal ? 1 : 0;
            if (result instanceof NotStatic error) {
                assertThat(error.problem("x.py", "__version__", Optional.empty())
                                .toString())
                        .isNotEmpty();
            }
        }
        assertThat(literals).isBetween(1_000, 14_000);
    }

    private static byte[] mutate(byte[] source, byte[][] words, Random random) {
        int at = random.nextInt(source.length + 1);
        byte[] insert = switch (random.nextInt(4)) {
            case 0 -> words[random.nextInt(words.length)];
            case 1 -> new byte[] {(byte) random.nextInt(256)};
            default -> new byte[0];
        };
        int drop = random.nextBoolean() ? Math.min(random.nextInt(5), source.length - at) : 0;
        int length = Math.min(source.length - drop, 2_000);
        byte[] result = new byte[Math.max(length, at) + insert.length + 8];
        int end = 0;
        for (int i = 0; i < at && end < result.length; i++) {
            result[end++] = source[i];
        }
        for (int i = 0; i < insert.length && end < result.length; i++) {
            result[end++] = insert[i];
        }
        for (int i = at + drop; i < source.length && end < result.length; i++) {
            result[end++] = source[i];
        }
        return Arrays.copyOf(result, end);
    }
}
