"""The parts of the jail: the seccomp program, the measured level, and the allowed imports."""

from __future__ import annotations

import ast
import ctypes
import os
import re
import time
from pathlib import Path

import pytest
from attack_runner import live_child_commands

from raftlab.errors import SubmissionRaisedError, SubmissionRejectedError, UsageError
from raftlab.jail import seccomp
from raftlab.jail.escape_probe import ATTEMPTS
from raftlab.jail.import_policy import (
    ALLOWED_MODULES,
    BUILTIN_ADVICE,
    MODULE_ADVICE,
    first_refused_import,
    is_allowed_module,
)
from raftlab.kit import Kit, LayerSource, find_kit
from raftlab.server import Options
from raftlab.worker.measure_isolation import measure_level, repair_text, require_level
from raftlab.worker.responses import JailResponse
from raftlab.worker.wire import BootServer, CallMethod, Layer, LoadLayers
from raftlab.worker.worker_hosts import WorkerHosts, make_load_request

PR_GET_DUMPABLE = 3
SYSCALL_TABLE = Path(__file__).with_name("syscalls.tsv")
JAIL_HANDOUT = Path(__file__).parent.parent.parent / "labs" / "JAIL.md"


def run_filter(
    machine: seccomp.Architecture, number: int, arguments: tuple[int, ...] = (), audit: int | None = None
) -> int:
    """Run the filter as the kernel would and return what it decides."""
    words = {seccomp.NUMBER_OFFSET: number, seccomp.ARCH_OFFSET: machine.audit_arch if audit is None else audit}
    words |= {seccomp.ARGUMENTS_OFFSET + 8 * position: value for position, value in enumerate(arguments)}
    code, at, loaded = seccomp.filter_program(machine), 0, 0
    while True:
        opcode, if_true, if_false, operand = code[at]
        if opcode == seccomp.RETURN:
            return operand
        at += 1
        if opcode == seccomp.LOAD:
            loaded = words.get(operand, 0)
        else:
            holds = {
                seccomp.EQUALS: loaded == operand,
                seccomp.AT_LEAST: loaded >= operand,
                seccomp.HAS_BIT: bool(loaded & operand),
            }[opcode]
            at += if_true if holds else if_false


each_machine = pytest.mark.parametrize("machine", seccomp.ARCHITECTURES.values(), ids=seccomp.ARCHITECTURES)


@each_machine
def test_filter_allows_what_is_listed_and_nothing_else(machine: seccomp.Architecture) -> None:
    """With invalid arguments only calls without an argument check are allowed."""
    free = {machine.call_numbers[name] for name in seccomp.UNCONDITIONAL_CALLS} | {
        machine.call_numbers["mprotect"],
    }
    found = {number for number in range(1000) if run_filter(machine, number, (99, 99, 0, 99 & ~0x20)) == seccomp.ALLOW}
    assert found == free


@each_machine
@pytest.mark.parametrize(
    ("name", "arguments", "is_allowed"),
    [
        ("read", (seccomp.REQUEST_FD,), True),
        ("read", (0,), False),
        ("read", (seccomp.RESPONSE_FD,), False),
        ("write", (seccomp.RESPONSE_FD,), True),
        ("write", (2,), True),
        ("write", (seccomp.REQUEST_FD,), False),
        ("write", (5,), False),
        ("mmap", (0, 4096, 3, 0x22), True),
        ("mmap", (0, 4096, 7, 0x22), False),
        ("mmap", (0, 4096, 1, 0x02), False),
        ("mmap", (0, 4096, 3, 0x01), False),
        ("mremap", (0, 4096, 8192, 1), True),
        ("mremap", (0, 4096, 8192, 3), False),
        ("mremap", (0, 4096, 8192, 5), False),
        ("madvise", (0, 4096, 4), True),
        ("madvise", (0, 4096, 100), False),
        ("clock_gettime", (0,), True),
        ("clock_gettime", (3,), True),
        ("clock_gettime", (12,), False),
        ("clock_gettime", ((~1 << 3 | 2) & 0xFFFFFFFF,), False),
        ("clock_gettime", ((~1 << 3 | 6) & 0xFFFFFFFF,), False),
        ("mprotect", (0, 4096, 1), True),
        ("mprotect", (0, 4096, 5), False),
        ("futex", (0, 1), True),
        ("futex", (0, 129), True),
        ("futex", (0, 0), False),
        ("futex", (0, 128), False),
    ],
)
def test_filter_looks_at_arguments(
    machine: seccomp.Architecture, name: str, arguments: tuple[int, ...], is_allowed: bool
) -> None:
    """Only the worker's own pipe ends, memory without execution, and wakes that cannot wait are allowed."""
    assert run_filter(machine, machine.call_numbers[name], arguments) == (seccomp.ALLOW if is_allowed else seccomp.FAIL)


@each_machine
def test_foreign_calls_end_the_process(machine: seccomp.Architecture) -> None:
    """System calls of another architecture, and x32 calls, end the process."""
    assert run_filter(machine, machine.call_numbers["exit"], audit=0x40000003) == seccomp.KILL
    assert run_filter(machine, seccomp.X32_BIT | machine.call_numbers["exit"]) == seccomp.KILL


def kernel_syscall_numbers() -> dict[str, dict[str, int]]:
    """Return each machine's numbers of its calls by name, from the kernel's own headers."""
    rows = [line.split("\t") for line in SYSCALL_TABLE.read_text().splitlines() if not line.startswith("#")]
    columns = {"x86_64": 1, "aarch64": 2}
    return {of: {row[0]: int(row[at]) for row in rows if row[at] != "-"} for of, at in columns.items()}


@pytest.mark.parametrize("name", seccomp.ARCHITECTURES)
def test_numbers_are_the_kernels_own(name: str) -> None:
    """The table of call numbers equals the kernel's headers on both architectures."""
    of, known = seccomp.ARCHITECTURES[name], kernel_syscall_numbers()[name]
    assert of.call_numbers == {call: known[call] for call in of.call_numbers}
    assert of.seccomp_number == known["seccomp"]
    processor = {"x86_64": 62, "aarch64": 183}[name]  # EM_X86_64, EM_AARCH64
    assert of.audit_arch == 0xC0000000 | processor  # 64 bit, little-endian


@pytest.mark.parametrize("name", seccomp.ARCHITECTURES)
def test_no_unlisted_call_is_allowed(name: str) -> None:
    """No system call outside of the allow-list is allowed, whatever its arguments."""
    of, allowed = seccomp.ARCHITECTURES[name], set()
    for call, number in kernel_syscall_numbers()[name].items():
        if any(run_filter(of, number, (value,) * 4) == seccomp.ALLOW for value in range(200)):
            allowed.add(call)
    checked = {"read", "write", "mmap", "mprotect", "futex", "mremap", "madvise", "clock_gettime"}
    assert allowed == {*seccomp.UNCONDITIONAL_CALLS, *checked}


@pytest.mark.parametrize("ceiling", ["L1", "L2", "L3"])
def test_level_is_measured(ceiling: str) -> None:
    """The measured level never exceeds the requested one, and from L2 on the probe finds no leak."""
    found = measure_level(ceiling)
    if os.environ.get("CI") == "true":
        assert found.level == ceiling, found.repair  # there, every wall is to be seen standing
    assert "L1" <= found.level <= ceiling
    assert (found.leaks == ()) == (found.level >= "L2")
    assert (found.repair == "") == (found.level == "L3")


def test_lowest_level_leaks() -> None:
    """The probe is able to find leaks: without a filter it can do most of what it tries."""
    leaks = measure_level("L1").leaks
    assert {"read a file", "reach the network", "sleep"} <= set(leaks) <= set(ATTEMPTS)


def test_grading_others_needs_strict_level() -> None:
    """Staff grading is refused below L2, with the command that explains how to reach it."""
    require_level("L2")
    require_level("L1", "L1")
    with pytest.raises(UsageError, match=r"only L1 here.*`raftlab doctor`.*--allow-level L1"):
        require_level("L1")


def test_repair_names_missing_jail_parts() -> None:
    """Each level below the highest names what would raise it."""
    assert repair_text(JailResponse("L3", (), ())) == ""
    assert "Landlock" in repair_text(JailResponse("L2", ("rlimits", "seccomp"), ()))
    assert "bubblewrap" in repair_text(JailResponse("L2", ("rlimits", "landlock 4", "seccomp"), ()))
    assert "L2" in repair_text(JailResponse("L1", ("rlimits",), ("read a file",)))


def test_grader_hides_its_memory() -> None:
    """While it has a worker, other processes of the same user cannot read the grader's memory."""
    with WorkerHosts(LoadLayers((), ())) as hosts:
        assert hosts.hello.level >= "L1"
        assert ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0


def test_closing_hosts_ends_their_workers() -> None:
    """Hosts that are closed while workers wait leave no process."""
    before = set(live_child_commands())
    with WorkerHosts(LoadLayers((), ())) as hosts:
        hosts.open()
        hosts.open()
    patience = time.monotonic() + 10  # a process that was killed takes its moment to go
    while not set(live_child_commands()) <= before and time.monotonic() < patience:
        time.sleep(0.05)
    assert set(live_child_commands()) <= before


def test_what_workers_use_is_told() -> None:
    """The CPU time of a worker is counted when it has ended, beside the zygote's own."""
    with WorkerHosts(LoadLayers((), ())) as hosts:
        hosts.fork().close()
        before = hosts.cpu_used_s
        assert before > 0
        for _ in range(5):
            hosts.fork().close()
        assert hosts.cpu_used_s > before


# ---- imports --------------------------------------------------------------------------------------------------------


def load_layer(source: str) -> None:
    """Load `source` as a submission's only layer."""
    with WorkerHosts(make_load_request((LayerSource("commit.py", source, "Commit"),), ())) as hosts:
        hosts.open()


LAYER_SOURCE = "from raftlab.server import Server\nclass Commit(Server):\n    pass\n"


def test_every_allowed_module_can_be_imported() -> None:
    """Every module of the allow-list can be imported, inside and outside of the jail."""
    load_layer("".join(f"import {name}\n" for name in sorted(ALLOWED_MODULES - {"__future__"})) + LAYER_SOURCE)


@pytest.mark.usefixtures("shared_zygotes")
@pytest.mark.parametrize("name", sorted(MODULE_ADVICE))
def test_refused_module_is_told_with_line_and_repair(name: str) -> None:
    """A forbidden module is refused with its line and an alternative."""
    with pytest.raises(
        SubmissionRejectedError, match=f"^commit.py line 2: import {name} is not available in a lab; "
    ) as told:
        load_layer(f"import math\nimport {name}\n{LAYER_SOURCE}")
    assert MODULE_ADVICE[name] in str(told.value)


@pytest.mark.usefixtures("shared_zygotes")
@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import random", "handlers are deterministic: setTimer(name, low, high) lets the environment draw"),
        ("from random import randint", "setTimer(name, low, high) lets the environment draw"),
        ("from secrets import token_hex", "setTimer(name, low, high) lets the environment draw"),
        ("from os import urandom", "setTimer(name, low, high) lets the environment draw"),
        ("import uuid", "handlers are deterministic: name things by server, term and index"),
        ("from datetime import datetime", "handlers are deterministic: self.now is the event's time in ms"),
        ("import time as clock", "handlers are deterministic: self.now is the event's time in ms"),
        ("from threading import Thread", "one event at a time, from its start to its end, and has no threads"),
        ("from concurrent.futures import ThreadPoolExecutor", "one event at a time"),
        ("DRAW = __import__('random')", "setTimer(name, low, high) lets the environment draw"),
        ("exec('import threading')", "and has no threads"),
    ],
)
def test_refusal_says_why_a_handler_has_no_such_thing(code: str, reason: str) -> None:
    """random, clocks and threads are refused with the line and the reason: handlers are deterministic."""
    with pytest.raises(SubmissionRejectedError, match=r"^commit\.py line 2: import ") as told:
        load_layer(f"import math\n{code}\n{LAYER_SOURCE}")
    assert reason in str(told.value)


def test_dataclass_in_a_layer_works() -> None:
    """A layer's own dataclass finds its module, as in an ordinary program."""
    load_layer(
        "from __future__ import annotations\nimport dataclasses\n@dataclasses.dataclass\nclass P:\n    x: int\n"
        + LAYER_SOURCE
    )


def test_messages_of_a_lab_can_be_imported() -> None:
    """The labs' message types may be imported, other files of the labs may not."""
    assert is_allowed_module("raftlab.labs.scene03a.messages")
    assert not is_allowed_module("raftlab.labs.scene03a.tests")
    assert not is_allowed_module("raftlab.worker.wire")


def test_the_kits_own_layers_keep_to_the_list() -> None:
    """No layer that students are given imports what they may not."""
    kit: Kit = find_kit()
    for scene in kit.scenes:
        if scene.file.endswith(".py"):
            tree = ast.parse(kit.solution_layer(scene).source)
            assert first_refused_import(tree) is None, scene.id


def test_handout_lists_what_the_jail_allows() -> None:
    """labs/JAIL.md names every allowed module, every refused built-in, and all that leaks at L1."""
    text = re.sub(r"[ \n]+", " ", JAIL_HANDOUT.read_text(encoding="utf-8"))
    named = set(re.findall(r"`([^` ]+)`", text))
    assert ALLOWED_MODULES - {"raftlab"} <= named
    assert set(BUILTIN_ADVICE) <= {name.removesuffix("()") for name in named}
    missing = [leak for leak in ATTEMPTS if leak not in text]
    assert not missing, f"labs/JAIL.md does not tell that L1 leaks: {missing}"


def test_a_layer_in_front_leaves_the_author_the_name() -> None:
    """With a layer in front, messages still name the submission's own class."""
    own = "from raftlab.server import Server\n\n\nclass Mine(Server):\n    def settle(self):\n        self.typo()\n"
    watching = "from raftlab.server import Server\n\n\nclass Above(Server):\n    pass\n"
    with WorkerHosts(LoadLayers((Layer("mine.py", own, "Mine"),), ())) as hosts:
        host = hosts.open((LayerSource("watching.py", watching, "Above"),))
        host.request(BootServer("S1", ("S1",), Options()))
        with pytest.raises(SubmissionRaisedError, match="'Mine' object has no attribute 'typo'"):
            host.request(CallMethod("S1", "settle"))
