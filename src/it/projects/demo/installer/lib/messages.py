"""What the installer says."""

from pathlib import Path


def welcome(wheel: Path, root: Path) -> str:
    return f"Installing {wheel.name}\n      into {root}"


def confirm(root: Path) -> bool:
    """Asks whether to go on; no answer means yes, the end of the input means no."""
    try:
        answer = input(f"Install into {root}? [Y/n] ")
    except EOFError:
        return False
    return answer.strip().lower() in ("", "y", "yes")


def done(launcher: Path) -> str:
    return f"Installed. Start it with:\n  {launcher}"
