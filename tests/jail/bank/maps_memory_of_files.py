"""Tries: to map a descriptor into memory, to move pages over others, and to give the kernel strange advice on memory.

Happens: memory is anonymous and stays where it is; all else is refused.
Expected: nothing
"""

from collections import _sys as sys

from raftlab.server import Server

ctypes = sys.modules["ctypes"]
PAGE, EPERM = 4096, 1


class Commit(Server):
    def tryAdvanceCommit(self):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = libc.mremap.restype = ctypes.c_void_p
        mine = libc.mmap(None, ctypes.c_size_t(2 * PAGE), 3, 0x22, -1, ctypes.c_long(0))
        assert mine not in (None, ctypes.c_void_p(-1).value), "anonymous memory must be there"
        known = ctypes.c_void_p(mine)
        tries = {f"mmap of {fd}": lambda fd=fd: libc.mmap(None, ctypes.c_size_t(PAGE), 1, 2, fd, ctypes.c_long(0)) for fd in range(5)}
        tries["move over others"] = lambda: libc.mremap(known, ctypes.c_size_t(PAGE), ctypes.c_size_t(PAGE), 3, ctypes.c_void_p(mine + PAGE))
        tries["keep both"] = lambda: libc.mremap(known, ctypes.c_size_t(PAGE), ctypes.c_size_t(PAGE), 5, None)
        tries |= {f"advice {kind}": lambda kind=kind: libc.madvise(known, ctypes.c_size_t(PAGE), kind) for kind in (10, 12, 16, 18, 100, 101)}
        for name, attempt in tries.items():
            ctypes.set_errno(0)
            if attempt() not in (-1, ctypes.c_void_p(-1).value) or ctypes.get_errno() != EPERM:
                print("BREACH", name, ctypes.get_errno())
        return False
