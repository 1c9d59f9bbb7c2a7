"""Landlock: the kernel refuses files, network and signals, in addition to seccomp. (Linux 5.13, ABI 1 to 6)"""

from __future__ import annotations

import ctypes
import os
import struct
from dataclasses import dataclass

from raftlab.jail.kernel_calls import IS_LINUX, LIBC, set_no_new_privs

CREATE_RULESET, RESTRICT_SELF = 444, 446  # the same numbers on every machine
QUERY_VERSION = 1
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
TCP_RIGHTS = 0b11  # bind, connect; from ABI 4
SCOPE_FLAGS = 0b11  # abstract sockets, signals; from ABI 6


@dataclass(frozen=True)
class Ruleset:
    """A ruleset that allows nothing: its descriptor and ABI. `fd` is -1 if there is none."""

    abi: int
    fd: int

    def install(self) -> bool:
        """Bind this process to the rules for good; return whether the kernel did."""
        return self.fd >= 0 and set_no_new_privs() and LIBC.syscall(RESTRICT_SELF, self.fd, 0) == 0


def empty_ruleset(target_fd: int) -> Ruleset:
    """Return the ruleset, as descriptor `target_fd`, that refuses all that this kernel's Landlock can refuse."""
    abi = LIBC.syscall(CREATE_RULESET, None, 0, QUERY_VERSION) if IS_LINUX else -1
    if abi < 1:
        return Ruleset(0, -1)
    rights = struct.pack("<Q", FILE_RIGHTS.get(abi, FILE_RIGHTS[5]))
    if abi >= 4:
        rights += struct.pack("<Q", TCP_RIGHTS)
    if abi >= 6:
        rights += struct.pack("<Q", SCOPE_FLAGS)
    fd = LIBC.syscall(CREATE_RULESET, ctypes.c_char_p(rights), ctypes.c_size_t(len(rights)), 0)
    if fd < 0:
        return Ruleset(0, -1)
    os.dup2(fd, target_fd, inheritable=False)
    os.close(fd)
    return Ruleset(abi, target_fd)
