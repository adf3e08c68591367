"""The version is the same wherever one asks for it."""

import re
from pathlib import Path

import pytest

from invokeai.app.run_app import main
from invokeai.version import __version__


def test_version_is_the_literal_in_the_version_file() -> None:
    source = Path(__file__).parents[1] / "invokeai" / "version" / "invokeai_version.py"
    match = re.search(r'^__version__ = "([^"]+)"$', source.read_text(), re.MULTILINE)
    assert match is not None
    assert match[1] == __version__


def test_console_script_prints_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.strip() == __version__
