"""Runs a command as where the kernel has neither seccomp filters nor Landlock: python without_seccomp.py CMD…"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys

from raftlab.jail.kernel_calls import LIBC, cpu_architecture, set_no_new_privs
from raftlab.jail.seccomp import ARCHITECTURES

LOAD, EQUALS, RETURN, ALLOW, FAIL = 0x20, 0x15, 0x06, 0x7FFF0000, 0x00050000
PRCTL_NUMBERS = {"x86_64": 157, "aarch64": 167}
PR_SET_SECCOMP, SET_MODE_FILTER = 22, 1
LANDLOCK_CALLS = (444, 445, 446)
FIRST_ARGUMENT_OFFSET = 16


class FilterProgram(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def refusal_program(architecture: str) -> bytes:
    """Return the program that refuses every further filter, and all of Landlock."""
    seccomp_call = ARCHITECTURES[architecture].seccomp_number
    lines = [(LOAD, 0, 0, 0)]
    for number, error in [(seccomp_call, errno.EPERM), *((call, errno.ENOSYS) for call in LANDLOCK_CALLS)]:
        lines += [(EQUALS, 0, 1, number), (RETURN, 0, 0, FAIL | error)]
    lines += [(EQUALS, 0, 3, PRCTL_NUMBERS[architecture]), (LOAD, 0, 0, FIRST_ARGUMENT_OFFSET)]
    lines += [(EQUALS, 0, 1, PR_SET_SECCOMP), (RETURN, 0, 0, FAIL | errno.EPERM), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("<HBBI", *line) for line in lines)


def main(command: list[str]) -> None:
    """Install the filter and become the command."""
    architecture = cpu_architecture()
    code = refusal_program(architecture)
    set_no_new_privs()
    program = FilterProgram(len(code) // 8, code)
    assert LIBC.syscall(ARCHITECTURES[architecture].seccomp_number, SET_MODE_FILTER, 0, ctypes.byref(program)) == 0
    os.execv(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
