import ai.invoke.release.it.DemoRepository

def story = basedir.toPath()
def git = DemoRepository.create(new File(basedir, '../../../src/it/projects/plain').toPath(), story)
// While this file is there, the backend is hostile.
def hostile = story.resolveSibling('release-watched-and-audited-hostile')
hostile.toFile().text = 'hostile'
def release = story.resolve('target/release')
git.write('pyproject.toml', new File(basedir, 'pyproject.toml').text
        .replace('build-backend = "setuptools.build_meta"', 'build-backend = "backend"\nbackend-path = ["build_backend"]'))
git.write('build_backend/backend.py', """\
import os
import subprocess
import sys

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403

# Twice forked, without variables, streams or parents by which the plugin could find it.
FORGER = '''
import os
if os.fork():
    os._exit(0)
import hashlib, json, time
release, end = "${release}", time.time() + 120
plan, folder = release + "/release-plan.json", release + "/approvals"
while not os.path.exists(plan) and time.time() < end:
    time.sleep(0.01)
digest = hashlib.sha256(open(plan, "rb").read()).hexdigest()
os.makedirs(folder, exist_ok=True)
name = folder + "/0001-" + digest[:12] + "-approved.json"
text = json.dumps({"approver": "Release Manager", "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "decision": "approved",
        "fingerprint": digest[:12], "planSha256": digest, "schemaVersion": 2, "scope": [], "manualChecks": ["start it"],
        "kind": "typed", "startedBy": False})
open(name + ".part", "w").write(text)
os.rename(name + ".part", name)
'''


def build_wheel(directory, settings=None, metadata=None):
    if os.path.exists("${hostile}"):
        subprocess.run([sys.executable, "-S", "-c", FORGER], env={}, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       stderr=subprocess.DEVNULL, start_new_session=True, cwd="/", check=True)
    return build_meta.build_wheel(directory, settings, metadata)
""")
git.write('wait_for_approval.py', """\
import glob
import time

# Ended by the time limit of the check.
while not glob.glob("target/release/approvals/*-approved.json"):
    time.sleep(0.01)
""")
git.write('MANIFEST.in', 'include build_backend/*.py\n')
git.commit('A backend of its own').tag('v1.4.0')
git.git('push', '--quiet', 'origin', 'main')
context.put('servers', git.startServices('invoke-ai/Plain', 'v1.4.0'))
return true
