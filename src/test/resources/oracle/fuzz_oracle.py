"""Python's verdict about the inputs of the fuzz targets: one question a line in, one answer a line out, at once."""

import ast
import base64
import configparser
import csv
import email.parser
import html.parser
import importlib.metadata
import io
import json
import sys
import tarfile
import tomllib
import warnings
import zipfile

import archives_oracle
import packaging_oracle
from packaging.version import InvalidVersion, Version

warnings.simplefilter("ignore")
NAME = "__version__"


def tar_list(data):
    with tarfile.open(fileobj=io.BytesIO(base64.b64decode(data)), mode="r:") as archive:
        return [
            [
                member.name,
                next((kind for test, kind in archives_oracle.KINDS if test(member)), "OTHER"),
                member.size,
                member.linkname if member.issym() or member.islnk() else "",
            ]
            for member in archive
        ]


def unpacked(data, files):
    """Whether these are the files of the archive."""
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(data))) as archive:
        python = sorted(
            [info.filename, base64.b64encode(archive.read(info)).decode()]
            for info in archive.infolist()
            if not info.is_dir()
        )
    return True if python == sorted(files) else python


def record(text):
    # As pip opens it: without translation of line ends.
    return [
        [len(row), *(row + ["", "", ""])[:3]]
        for row in csv.reader(io.StringIO(text, newline=""))
    ]


def entry_points(text):
    pip = [
        [section.name, section.value.name, section.value.value]
        for section in importlib.metadata.Sectioned.section_pairs(text)
    ]
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.optionxform = str
    parser.read_string(text)
    config = [[section, *entry] for section in parser.sections() for entry in parser[section].items()]
    return pip if pip == config else {"pip": pip, "configparser": config}


def headers(text):
    return [
        [key, value.replace("\r\n", "\n").replace("\r", "\n")]
        for key, value in email.parser.Parser().parsestr(text).items()
    ]


def pep440(text):
    try:
        return str(Version(text))
    except InvalidVersion:
        return None


class Bindings(ast.NodeVisitor):
    """Values of the name at the level of the module, in order; None for whatever is no plain literal."""

    def __init__(self):
        self.values = []
        self.literal = None

    def visit_FunctionDef(self, node):
        if node.name == NAME:
            self.values.append(None)
        for part in [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(part)
        for name in [node, *ast.walk(node.args)]:
            for part in (getattr(name, "annotation", None), getattr(name, "returns", None)):
                if part is not None:
                    self.visit(part)
        if any(isinstance(part, ast.Global) and NAME in part.names for part in ast.walk(node)):
            self.values.append(None)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node):
        for part in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
            self.visit(part)

    def visit_ClassDef(self, node):
        if node.name == NAME:
            self.values.append(None)
        for part in [*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)]:
            self.visit(part)
        if any(isinstance(part, ast.Global) and NAME in part.names for part in ast.walk(node)):
            self.values.append(None)

    def comprehension(self, node):
        # The targets are the comprehension's own; an assignment expression is not.
        for part in ast.walk(node):
            if isinstance(part, ast.NamedExpr):
                self.visit(part)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def visit_Assign(self, node):
        plain = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        self.visit(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id == NAME:
                self.values.append(node.value.value if plain else None)
            else:
                self.visit(target)

    def visit_AnnAssign(self, node):
        if node.value is not None and isinstance(node.target, ast.Name) and node.target.id == NAME:
            plain = isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
            self.values.append(node.value.value if plain else None)
            self.visit(node.annotation)
        elif node.value is not None:
            self.generic_visit(node)

    def visit_Name(self, node):
        if node.id == NAME and not isinstance(node.ctx, ast.Load):
            self.values.append(None)

    def visit_ImportFrom(self, node):
        names = [alias.asname or alias.name for alias in node.names]
        # What a star brings is gone when a literal comes after it.
        if NAME in names or ("*" in names and self.values):
            self.values.append(None)

    def visit_Import(self, node):
        if any((alias.asname or alias.name.split(".")[0]) == NAME for alias in node.names):
            self.values.append(None)

    def visit_ExceptHandler(self, node):
        if node.name == NAME:
            self.values.append(None)
        self.generic_visit(node)

    def visit_MatchAs(self, node):
        if node.name == NAME:
            self.values.append(None)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node):
        if node.rest == NAME:
            self.values.append(None)
        self.generic_visit(node)


def version_ast(data, literal):
    source = base64.b64decode(data)
    try:
        tree = compile(source, "version.py", "exec", flags=ast.PyCF_ONLY_AST)
        compile(source, "version.py", "exec")
    except SyntaxError:
        # Nothing can be built of it, whatever its literal is.
        return literal
    bindings = Bindings()
    for statement in tree.body:
        bindings.visit(statement)
    values = bindings.values
    return values[-1] if values and all(value == values[-1] for value in values) else values


def toml(data, texts):
    """Whether these are the texts in the document, each by its path, or whether it is none."""
    try:
        document = tomllib.loads(base64.b64decode(data).decode())
    except RecursionError:
        return True
    except ValueError as error:
        # Not only its own: days that do not exist, and numbers with more digits than Python converts.
        return texts == "refused" or "integer string conversion" in str(error) or str(error)
    found = {}

    def walk(value, path):
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{path}/{len(key.encode('utf-16-le')) // 2}:{key}")
        elif isinstance(value, list):
            for i, inner in enumerate(value):
                walk(inner, f"{path}/{i}")
        elif isinstance(value, str):
            found[path] = value

    walk(document, "")
    return texts == found or found


class Anchors(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.open = None

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.open = [dict(reversed(attributes)), ""]

    def handle_data(self, data):
        if self.open:
            self.open[1] += data

    def handle_endtag(self, tag):
        if tag == "a" and self.open:
            self.found.append([self.open[1].strip(), "yanked" if "data-yanked" in self.open[0] else ""])
            self.open = None


def anchors(text, files):
    """Whether Python's reader of HTML finds each of these links, too."""
    reader = Anchors()
    try:
        reader.feed(text)
        reader.close()
    except AssertionError:
        # It gives up at some declarations; what stands before them counts.
        pass
    missing = [file for file in files if file not in reader.found]
    return missing or True


HANDLERS = packaging_oracle.handlers | {
    "zip": lambda data: archives_oracle.zip_(base64.b64decode(data)),
    "tar_list": tar_list, "unpacked": unpacked, "record": record, "entry_points": entry_points,
    "headers": headers, "pep440": pep440, "version_ast": version_ast, "toml": toml, "anchors": anchors,
}

if __name__ == "__main__":
    for line in sys.stdin:
        kind, *arguments = json.loads(line)
        try:
            answer = HANDLERS[kind](*arguments)
        except Exception as error:  # noqa: BLE001 - what Python says is the answer
            answer = {"error": type(error).__name__ + ": " + str(error)}
        print(json.dumps(answer), flush=True)
