# Which of the installed distributions take part in a build without isolation, given the names of what the project requires.
import re
import sys
from importlib import metadata

# Where the backends look for plugins, which take part although no project has asked for them.
PLUGINS = {
    "hatchling": ("hatch",),
    "pdm-backend": ("pdm",),
    "scikit-build-core": ("scikit_build",),
    "setuptools": ("setuptools", "distutils", "egg_info"),
    "setuptools-scm": ("setuptools_scm", "vcs_versioning"),
    "vcs-versioning": ("setuptools_scm", "vcs_versioning"),
}


def canonical(name):  # PEP 503
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(requirement):
    return canonical(re.match(r"\s*([A-Za-z0-9._-]*)", requirement).group(1))


def readable(read, otherwise):
    # Old packages have metadata in Latin-1 or entry points of no form; they are no business of this build.
    try:
        return read()
    except (TypeError, ValueError):
        return otherwise


installed, groups = {}, {}
for distribution in metadata.distributions():
    # Broken leftovers of pip have no name.
    name = canonical(readable(lambda: distribution.metadata["Name"], None) or "")
    # The first on the path is the one that is imported.
    if name and name not in installed:
        installed[name] = distribution
        points = readable(lambda: list(distribution.entry_points), [])
        groups[name] = {point.group.partition(".")[0] for point in points}

waiting, found = [canonical(name) for name in sys.argv[1:]], set()
while waiting:
    name = waiting.pop()
    if name in found or name not in installed:
        continue
    found.add(name)
    for requirement in installed[name].requires or ():
        if not re.search(r";.*\bextra\b", requirement):
            waiting.append(name_of(requirement))
    for plugin in groups:
        if groups[plugin].intersection(PLUGINS.get(name, ())):
            waiting.append(plugin)

for name in sorted(found):
    print(name, installed[name].version, sep="==")
