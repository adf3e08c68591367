#!/usr/bin/env python3
"""Makes the pictures of the documentation anew: the approval page and the console of the demo.

usage: mvn -Pdemo verify && python3 src/tools/screenshots.py [FOLDER_OF_THE_STORY]

Needs a chromium (Debian: apt-get install chromium; another one by the variable CHROMIUM). The pictures go to
src/site/resources/images; look at them before you commit them.
"""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "src/site/resources/images"
GOALS = ("run-checks", "smoke-test", "verify-dist", "plan")
CONSOLE = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; background: #16181d; }}
pre {{ margin: 0; padding: 18px 22px; color: #d6d9e0; font: 13px/1.45 "DejaVu Sans Mono", monospace; }}
b {{ color: #7aa2f7; font-weight: normal; }} i {{ color: #9ece6a; font-style: normal; }} u {{ color: #e0af68; text-decoration: none; }}
</style><pre>{lines}</pre>"""


def console(story: Path) -> list[str]:
    """The goals that say most, without what only this machine has."""
    lines, shown, hidden = [], False, False
    for line in (story / "build.log").read_text(encoding="utf-8").splitlines():
        goal = re.match(r"\[INFO\] --- (?:[\w.]+:)?invokeai-release-maven-plugin:[\w.-]+:([\w-]+) \(default", line)
        if line.startswith("[INFO] --- "):
            shown = bool(goal) and goal.group(1) in GOALS
        # The shell of whoever takes the picture is nobody's business.
        if shown and line.startswith("[WARNING]   ->") and hidden:
            continue
        hidden = "set in this shell" in line
        if shown and not hidden:
            lines.append(line.replace(str(story), "~/invokeai-demo").removesuffix(" "))
    if not lines:
        sys.exit(f"{story / 'build.log'} has none of {', '.join(GOALS)}: run mvn -Pdemo verify first")
    return lines


def painted(line: str) -> str:
    text = html.escape(line if len(line) <= 130 else line[:129] + "…")
    text = re.sub(r"^\[INFO\]", "[<b>INFO</b>]", text)
    text = re.sub(r"^\[WARNING\]", "[<u>WARNING</u>]", text)
    text = re.sub(r"\b(ok|passed)\b", r"<i>\1</i>", text)
    return re.sub(r"\b(look first|fingerprint|FAILED)\b", r"<u>\1</u>", text)


def photograph(chromium: str, page: Path, picture: Path, height: int) -> None:
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1",
         f"--window-size=1100,{height}", f"--screenshot={picture}", page.as_uri()],
        check=True, stderr=subprocess.DEVNULL, timeout=120)
    print(f"{picture.relative_to(ROOT)}  {picture.stat().st_size // 1024} KiB")


def main() -> None:
    story = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/it/demo").resolve()
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or sys.exit("no chromium: apt-get install chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        lines = console(story)
        page = Path(scratch, "console.html")
        page.write_text(CONSOLE.format(lines="\n".join(map(painted, lines))), encoding="utf-8")
        photograph(chromium, page, IMAGES / "console.png", 36 + 19 * len(lines))
        report = Path(scratch, "report.html")
        report.write_text(
            (story / "target/release/report/index.html").read_text(encoding="utf-8").replace(str(story), "~/invokeai-demo"),
            encoding="utf-8")
        photograph(chromium, report, IMAGES / "report.png", 1500)


if __name__ == "__main__":
    main()
