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


installed, groups = {}, {}
for distribution in metadata.distributions():
    name = distribution.metadata["Name"]
    # The first on the path is the one that is imported; broken leftovers of pip have no name.
    if name and canonical(name) not in installed:
        installed[canonical(name)] = distribution
        groups[canonical(name)] = {point.group.partition(".")[0] for point in distribution.entry_points}

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
