"""The table of the figures, the machine they were measured on, and the page of the documentation."""
import datetime
import os
import pathlib
import re
import shutil
import subprocess

PAGE = pathlib.Path(__file__).resolve().parents[1] / "site/markdown/benchmarks.md"
BEGIN = "<!-- figures: src/bench/all -->"
END = "<!-- end of the figures -->"
MISSED = "missed"


def said(*command):
    if not shutil.which(command[0]):
        return ""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout


def found(pattern, text, otherwise="not installed"):
    match = re.search(pattern, text, re.M)
    return match.group(1).strip() if match else otherwise


def machine():
    """One line without names of hosts or folders."""
    cpu = found(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), "processor not known")
    kibibytes = int(found(r"^MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text()))
    maven = re.sub(r"\x1b\[\d*m", "", said("mvn", "-version"))
    return ", ".join((
        cpu, f"{len(os.sched_getaffinity(0))} cores", f"{kibibytes / 1048576:.0f} GiB of memory", f"load {os.getloadavg()[0]:.1f} at the start",
        "Java " + found(r'version "([^"]*)"', said("java", "-version")), "Maven " + found(r"Apache Maven (\S+)", maven),
        "Python " + found(r"Python (\S+)", said("python3", "--version")), "twine " + found(r"twine version (\S+)", said("twine", "--version")),
        "zip " + found(r"This is Zip (\S+)", said("zip", "-v")), "git " + found(r"git version (\S+)", said("git", "--version"))))


def line(cells):
    return "| " + " | ".join(cells) + " |"


def wanted(figure, judged):
    text = figure.wanted or ""
    return f"{text}; {MISSED}" if judged and figure.met is False else text


def cells(figure, judged):
    value = "" if figure.ratio is None else f"{figure.ratio:.3g}"
    return figure.what, figure.ours, figure.theirs or "", value, wanted(figure, judged)


def table(results, judged):
    """`results`: title of a bench to its figures, or to the reason why it did not run."""
    lines = [line(("figure", "ours", "theirs", "ratio", "wanted")), "| --- | --- | --- | --- | --- |"]
    for title, outcome in results.items():
        if isinstance(outcome, str):
            lines.append(line((title, f"not run: {outcome}", "", "", "")))
            continue
        lines += [line(cells(figure, judged)) for figure in outcome]
    return "\n".join(lines)


def report(results, about, rounds, quick):
    full = "One round." if rounds == 1 else f"Median of {rounds} rounds."
    how = "One round with small sizes: it shows that everything runs, and judges nothing." if quick else full
    return f"{datetime.date.today()}, {about}. {how}\n\n{table(results, not quick)}"


def write(text):
    page = PAGE.read_text(encoding="utf-8")
    head, begin, rest = page.partition(BEGIN)
    _, end, tail = rest.partition(END)
    if not begin or not end:
        raise SystemExit(f"{PAGE.name} lacks its marks {BEGIN} and {END}")
    PAGE.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8")
