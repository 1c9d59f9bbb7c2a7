"""Tries: files in /tmp, beside the kit and in the home folder.

Happens: open is refused.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

os = sys.modules["os"]


class Commit(Server):
    def tryAdvanceCommit(self):
        for folder in ("@CANARY@", "/tmp", "/var/tmp", "/dev/shm", "@KIT@", "@KIT@/labs", ".", "/"):
            try:
                os.open(f"{folder}/raftlab-attack", os.O_CREAT | os.O_WRONLY, 0o666)
                print("BREACH", folder)
            except OSError:
                pass
        return False
