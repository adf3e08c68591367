# Runs the build of another environment with the packages of this interpreter, for builds without isolation.
import runpy
import subprocess
import sys

tool = sys.argv.pop(1)
ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
# Behind everything of its own, so that nothing of it is hidden.
sys.path.append(subprocess.check_output([tool, "-I", "-X", "utf8", "-c", ask], encoding="utf-8").strip())
runpy.run_module("build", run_name="__main__", alter_sys=True)
