"""How the benches measure: what a command costs, rounds of commands that are compared, and the figures of the table."""
import os
import statistics
import subprocess
import tempfile
import time
from dataclasses import dataclass


class NotRun(Exception):
    """Why a bench cannot run here."""


class Failed(Exception):
    """What a measured command said when it failed."""


@dataclass(frozen=True)
class Cost:
    """What a command took with all its children: seconds, seconds of the processor, MiB of its largest process."""

    wall: float
    processor: float
    peak: float
    output: str

    def __add__(self, other):
        return Cost(self.wall + other.wall, self.processor + other.processor, max(self.peak, other.peak), self.output + other.output)


def cost(command, folder, clear=(), **variables):
    environment = {**os.environ, "PIP_RETRIES": "0", **variables}
    # In a CI's environment the goals look for the CI's tag and annotate.
    for name in ("CI", "GITHUB_ACTIONS", "GITLAB_CI", *clear):
        environment.pop(name, None)
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read()
    if process.returncode:
        raise Failed(f"exit code {process.returncode} of {' '.join(command)}\n{said}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)


def rounds(count, **commands):
    """Calls each function once a round, one after the other, so that what disturbs one run disturbs its partners as well."""
    taken = {name: [] for name in commands}
    for _ in range(count):
        for name, command in commands.items():
            taken[name].append(command())
    return taken


def walls(costs):
    return [each.wall for each in costs]


def processors(costs):
    return [each.processor for each in costs]


def peaks(costs):
    return [each.peak for each in costs]


def less(values, others):
    """The differences within the rounds."""
    return [value - other for value, other in zip(values, others)]


def ratio(values, others):
    """The median of the ratios within the rounds; a start that took nothing measurable counts as ten milliseconds."""
    return statistics.median(value / max(other, 0.01) for value, other in zip(values, others))


@dataclass(frozen=True)
class Figure:
    """A line of the table. None where there is nothing to compare with, or nothing was wanted."""

    what: str
    ours: str
    theirs: str | None = None
    ratio: float | None = None
    wanted: str | None = None
    met: bool | None = None


def shown(values, unit="s"):
    """The median, and the best where there are several."""
    digits = 2 if unit == "s" else 0
    text = f"{statistics.median(values):,.{digits}f} {unit}"
    return text + (f" (best {min(values):,.{digits}f})" if len(values) > 1 else "")


def compared(what, ours, theirs, name, unit="s", wanted=None):
    """A figure of ours as a ratio to theirs; `name` says who they are, `wanted` is the greatest ratio."""
    value = ratio(ours, theirs)
    return Figure(
        what, shown(ours, unit), f"{shown(theirs, unit)}, {name}", value,
        None if wanted is None else f"at most {wanted} x", None if wanted is None else value <= wanted)


def more(what, ours, theirs, name, wanted):
    """A figure of ours that may be so many seconds more than theirs."""
    value = statistics.median(less(ours, theirs))
    return Figure(
        what, shown(ours), f"{shown(theirs)}, {name}", ratio(ours, theirs), f"theirs + at most {wanted} s, is {value:+.2f} s", value <= wanted)


def limited(what, ours, limit, unit="s", theirs=None, name=""):
    """A figure of ours with a limit of its own."""
    return Figure(
        what, shown(ours, unit), f"{shown(theirs, unit)}, {name}" if theirs else None, ratio(ours, theirs) if theirs else None,
        f"at most {limit:,} {unit}", statistics.median(ours) <= limit)


def growth(what, small, large, factor, unit="s", wanted=1.3):
    """How much more the large input takes than the small one, as a ratio to how much larger it is: 1 is proportional."""
    grown = statistics.median(large) / max(statistics.median(small), 0.001)
    value = grown / factor
    return Figure(
        what, f"{shown(small, unit)} → {shown(large, unit)}: {grown:,.1f} x", f"{factor:,.0f} x the input", value,
        f"at most {wanted} x", value <= wanted)
