"""Runs a command on a terminal of its own: terminal.py COLUMNS ROWS LOG WORD ANSWER COMMAND...

All that appears goes to LOG. When WORD has appeared, ANSWER is done: "file NAME" makes a file, "interrupt" is Ctrl-C.
"""

import os
import pty
import select
import signal
import struct
import sys
import termios
import time
from fcntl import ioctl

columns, rows, log, word, answer = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4].encode(), sys.argv[5]
pid, terminal = pty.fork()
if pid == 0:
    for name in ("CI", "COLUMNS", "LINES", "MAVEN_ARGS"):
        os.environ.pop(name, None)
    os.environ["TERM"] = "xterm"
    # The terminal must have its size before anybody asks.
    ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    os.execvp(sys.argv[6], sys.argv[6:])

seen = b""
deadline = time.monotonic() + 120
with open(log, "wb") as file:
    while True:
        if time.monotonic() > deadline:
            os.kill(pid, signal.SIGKILL)
            sys.exit("still running after two minutes")
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        file.write(data)
        file.flush()
        seen += data
        if word and word in seen:
            word = b""
            if answer == "interrupt":
                os.write(terminal, b"\x03")
            else:
                open(answer.removeprefix("file "), "w").close()
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
