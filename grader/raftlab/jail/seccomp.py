"""The allow-list of system calls: a small program that the kernel runs before each one. (seccomp, Linux 3.17)

A jailed worker may read requests, write responses, manage its memory and exit. All else fails with EPERM; a call with
the numbers of another architecture ends the process. Needs no root, no namespaces and no library.
"""

from __future__ import annotations

import ctypes
import errno
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from raftlab.jail.kernel_calls import LIBC, cpu_architecture, set_no_new_privs

REQUEST_FD = 3
"""Where a worker reads requests: the only descriptor it may read."""
RESPONSE_FD = 4
"""Where a worker writes responses: the only descriptor it may write, besides 1 and 2, which are /dev/null."""

ALLOW, FAIL, KILL = 0x7FFF0000, 0x00050000 | errno.EPERM, 0x80000000
LOAD, EQUALS, AT_LEAST, HAS_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # the opcodes of classic BPF that are used here
NUMBER_OFFSET, ARCH_OFFSET, ARGUMENTS_OFFSET = 0, 4, 16  # offsets in struct seccomp_data
X32_BIT = 0x40000000
PROT_EXEC = 4
MAP_ANONYMOUS = 0x20
MREMAP_MAYMOVE = 1
MADV_DONTNEED, MADV_FREE = 4, 8
CLOCKS = range(12)
"""The clocks of the machine and of this process; another number means another process's clock, or a device's."""
FUTEX_WAKE, FUTEX_WAKE_PRIVATE = 1, 129
SET_MODE_FILTER, SPEC_ALLOW = 1, 4


@dataclass(frozen=True)
class Architecture:
    """One processor's name for itself and its numbers of the calls used here."""

    audit_arch: int
    seccomp_number: int
    call_numbers: dict[str, int]


X86_64 = Architecture(
    0xC000003E,
    317,
    {"read": 0, "write": 1, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigreturn": 15, "mremap": 25}
    | {"madvise": 28, "exit": 60, "futex": 202, "clock_gettime": 228, "exit_group": 231},
)
AARCH64 = Architecture(
    0xC00000B7,
    277,
    {"read": 63, "write": 64, "mmap": 222, "mprotect": 226, "munmap": 215, "brk": 214, "rt_sigreturn": 139}
    | {"mremap": 216, "madvise": 233, "exit": 93, "futex": 98, "clock_gettime": 113, "exit_group": 94},
)
ARCHITECTURES = {"x86_64": X86_64, "aarch64": AARCH64}

UNCONDITIONAL_CALLS = ("munmap", "brk", "rt_sigreturn", "exit", "exit_group")
"""Calls allowed whatever their arguments."""

Instruction = tuple[int, int, int, int]
"""opcode, how far to jump where true, where false, operand."""


def filter_program(architecture: Architecture) -> list[Instruction]:
    """Return the filter for one machine. Invariant: every path ends in a RETURN, and the last one is FAIL."""
    code: list[Instruction] = [
        (LOAD, 0, 0, ARCH_OFFSET),
        (EQUALS, 1, 0, architecture.audit_arch),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_OFFSET),
        (AT_LEAST, 0, 1, X32_BIT),
        (RETURN, 0, 0, KILL),
    ]
    code += allow_if_argument(architecture, "read", 0, (REQUEST_FD,))
    code += allow_if_argument(architecture, "write", 0, (1, 2, RESPONSE_FD))
    code += allow_unless_executable(architecture, "mmap", needs_anonymous=True)
    code += allow_unless_executable(architecture, "mprotect")
    code += allow_if_argument(architecture, "mremap", 3, (0, MREMAP_MAYMOVE))
    code += allow_if_argument(architecture, "madvise", 2, (MADV_DONTNEED, MADV_FREE))
    code += allow_if_argument(architecture, "clock_gettime", 0, CLOCKS)
    code += allow_if_argument(architecture, "futex", 1, (FUTEX_WAKE, FUTEX_WAKE_PRIVATE))  # a wait would be a sleep
    for name in UNCONDITIONAL_CALLS:
        code += [(EQUALS, 0, 1, architecture.call_numbers[name]), (RETURN, 0, 0, ALLOW)]
    return [*code, (RETURN, 0, 0, FAIL)]


def allow_if_argument(architecture: Architecture, name: str, position: int, values: Sequence[int]) -> list[Instruction]:
    """Return the instructions that allow the call `name` if its argument at `position` is one of `values`."""
    tests = [part for value in values for part in ((EQUALS, 0, 1, value), (RETURN, 0, 0, ALLOW))]
    return [
        (EQUALS, 0, 2 + len(tests), architecture.call_numbers[name]),
        load_argument(position),
        *tests,
        (RETURN, 0, 0, FAIL),
    ]


def allow_unless_executable(
    architecture: Architecture, name: str, *, needs_anonymous: bool = False
) -> list[Instruction]:
    """Return the instructions that allow the memory call `name` unless it requests executable memory.

    needs_anonymous: nor the memory of a file.
    """
    tests = [load_argument(2), (HAS_BIT, 0, 1, PROT_EXEC), (RETURN, 0, 0, FAIL)]
    tests += [load_argument(3), (HAS_BIT, 1, 0, MAP_ANONYMOUS), (RETURN, 0, 0, FAIL)] if needs_anonymous else []
    tests += [(RETURN, 0, 0, ALLOW)]
    return [(EQUALS, 0, len(tests), architecture.call_numbers[name]), *tests]


def load_argument(position: int) -> Instruction:
    """Return the instruction that loads the low half of an argument: the kernel reads these arguments as ints."""
    return (LOAD, 0, 0, ARGUMENTS_OFFSET + 8 * position)


class SockFprog(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("count", ctypes.c_ushort), ("code", ctypes.c_char_p))


class SeccompFilter:
    """The filter for this machine, built before the fork so that installing it is one call."""

    def __init__(self) -> None:
        here = ARCHITECTURES.get(cpu_architecture()) if sys.platform == "linux" and sys.byteorder == "little" else None
        self._number = here.seccomp_number if here else -1
        code = filter_program(here) if here else []
        self._program = SockFprog(len(code), b"".join(struct.pack("<HBBI", *each) for each in code))

    def install(self) -> bool:
        """Bind this process to the filter for good; return whether the kernel did. Sets no_new_privs."""
        if self._number < 0 or not set_no_new_privs():
            return False
        pointer = ctypes.byref(self._program)
        return any(LIBC.syscall(self._number, SET_MODE_FILTER, flags, pointer) == 0 for flags in (SPEC_ALLOW, 0))
