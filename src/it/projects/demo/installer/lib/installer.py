"""Makes a virtual environment and installs the application into it."""

import os
import shutil
import subprocess
import venv
from pathlib import Path
from typing import Optional

HERE = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"


class InstallError(Exception):
    """Something that the user can act on."""


def find_wheel(given: Optional[str]) -> Path:
    """The wheel to install: the one that was named, else the only one next to this file."""
    if given is not None:
        wheel = Path(given).resolve()
        if not wheel.is_file():
            raise InstallError(f"there is no wheel {wheel}")
        return wheel
    wheels = sorted(HERE.glob("*.whl"))
    if len(wheels) != 1:
        raise InstallError(f"{HERE} should hold one wheel and holds {len(wheels)}; name one with --wheel")
    return wheels[0]


class Installation:
    """A folder with a virtual environment and a launcher."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.venv = root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / ("Scripts/python.exe" if WINDOWS else "bin/python")

    @property
    def launcher(self) -> Path:
        return self.root / ("invoke.bat" if WINDOWS else "invoke.sh")

    def install(self, wheel: Path) -> None:
        """Installs the wheel; everything it needs comes from where pip is configured to look."""
        self.root.mkdir(parents=True, exist_ok=True)
        venv.create(self.venv, with_pip=True, clear=True, symlinks=not WINDOWS)
        command = [str(self.python), "-I", "-m", "pip", "install", "--disable-pip-version-check", str(wheel)]
        status = subprocess.call(command, cwd=self.root)
        if status != 0:
            raise InstallError(f"pip could not install {wheel.name} (exit code {status})")
        template = HERE.parent / "templates" / (self.launcher.name + ".in")
        shutil.copyfile(template, self.launcher)
        self.launcher.chmod(0o755)
