"""The worker's process: imports what a layer may use once, then forks one jailed worker for each test.

Run as `python -m raftlab.worker.zygote FD [rlimits-only]`. The grader first sends one frame on the socket FD, a
Prepare; b"R" answers that all is ready. Then, numbers little-endian:

    b"F" and the two ends of a worker's pipes: fork a worker.     Answer: its pid (4 bytes)
    b"C" and a pid: tell the CPU time that it has used.           Answer: microseconds (8 bytes)
    b"W" and a pid: end it, unless it has ended.                  Answer: its exit status, negative for a signal
                                                                  (4 bytes), and its CPU time in microseconds (8 bytes)
No code of a submission runs here, and nothing hidden is sent here. When the socket closes, all workers end.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import os
import signal
import socket
import sys
import time

import msgspec

from raftlab.jail.confine import CONTROL_FD, Finding, Walls, confine, make_walls
from raftlab.jail.imports import ALLOWED
from raftlab.jail.kernel import die_with_parent, hide_memory
from raftlab.jail.seccomp import ANSWERS_FD, ASKS_FD
from raftlab.server import Server
from raftlab.worker.answers import Failed, Hello
from raftlab.worker.frames import FrameError, FrameReader, write_frame
from raftlab.worker.layers import layer_class
from raftlab.worker.servant import NO_MEMORY, Ready, Servant
from raftlab.worker.wire import AnswerFrame, AskFrame, Codec, Layer, Prepare

READY = b"R"
DECODER = msgspec.msgpack.Decoder(AskFrame)
ENCODER = msgspec.msgpack.Encoder()
COLLECTOR = (50_000, 20, 100)
"""The thresholds of a worker's cycle collector: one search keeps many small values, and Python's own would look at
them again and again."""


def main() -> None:
    """Serve the grader's socket until it closes."""
    die_with_parent(os.getppid())
    hide_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    control = socket.socket(fileno=fcntl.fcntl(int(sys.argv[1]), fcntl.F_DUPFD_CLOEXEC, CONTROL_FD))
    os.close(int(sys.argv[1]))
    ready = prepare(control.fileno())
    walls = make_walls(strict=len(sys.argv) < 3)
    gc.freeze()
    gc.set_threshold(*COLLECTOR)
    control.sendall(READY)
    workers: set[int] = set()
    try:
        while obey(control, walls, ready, workers):
            pass
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGKILL)


def prepare(control: int) -> Ready:
    """Import what layers may use, and make the classes of the layers that are the kit's own."""
    body = FrameReader(control).next()
    order = msgspec.msgpack.decode(body or b"", type=Prepare)
    for name in (*sorted(ALLOWED), *order.modules):
        importlib.import_module(name)
    made = {layer: kind for layer in order.layers if (kind := kit_class(layer))}
    return Ready(made, order.modules, Codec(order.modules))


def kit_class(layer: Layer) -> type[Server] | None:
    """Return the class of a layer of the kit's; None where it has none: its workers will say what is wrong with it."""
    try:
        return layer_class(layer, known=True)
    except Exception:
        return None


def obey(control: socket.socket, walls: Walls, ready: Ready, workers: set[int]) -> bool:
    """Carry out one order; False where there are no more."""
    order, fds, _, _ = socket.recv_fds(control, 5, 2)
    pid = int.from_bytes(order[1:5], "little")
    if order[:1] == b"F":
        pid = fork_worker(control, walls, ready, *fds)
        workers.add(pid)
        control.sendall(pid.to_bytes(4, "little"))
    elif order[:1] == b"C":
        control.sendall(cpu_us(pid).to_bytes(8, "little"))
    elif order[:1] == b"W" and pid in workers:
        workers.remove(pid)
        os.kill(pid, signal.SIGKILL)
        _, status, used = os.wait4(pid, 0)
        spent = int((used.ru_utime + used.ru_stime) * 1e6)
        code_of = os.waitstatus_to_exitcode(status)
        control.sendall(code_of.to_bytes(4, "little", signed=True) + spent.to_bytes(8, "little"))
    else:
        return False
    return True


def cpu_us(pid: int) -> int:
    """Return the CPU time of process `pid`, in microseconds, by its own clock: ((~pid) << 3) | CPUCLOCK_SCHED."""
    try:
        return time.clock_gettime_ns(~pid << 3 | 2) // 1000
    except OSError:
        return 0


def fork_worker(control: socket.socket, walls: Walls, ready: Ready, asks: int, answers: int) -> int:
    """Fork a worker on the two pipe ends and return its pid."""
    pid = os.fork()
    if pid:
        os.close(asks)
        os.close(answers)
        return pid
    try:
        control.detach()
        serve(confine(walls, asks, answers), ready)
    finally:
        os._exit(0)


def serve(finding: Finding, ready: Ready) -> None:
    """Say what the jail turned out to be, then answer frames until the grader closes its end."""
    servant = Servant(ready=ready)
    decoder, encoder = DECODER, ENCODER
    reader = FrameReader(ASKS_FD)
    write_frame(ANSWERS_FD, encoder.encode(AnswerFrame(0, Hello(finding.level, finding.walls, finding.leaks))))
    while (body := reader.next()) is not None:
        frame = decoder.decode(body)
        answer = servant.answer(frame.request)
        try:
            write_frame(ANSWERS_FD, encoder.encode(AnswerFrame(frame.sequence, answer)))  # type: ignore[arg-type]
        except MemoryError:
            write_frame(ANSWERS_FD, encoder.encode(AnswerFrame(frame.sequence, NO_MEMORY)))
        except (TypeError, ValueError, OverflowError, FrameError) as fault:  # state or effects that no frame can carry
            failed = Failed("raised", type(fault).__name__, f"state or message is not plain data: {fault}"[:2000])
            write_frame(ANSWERS_FD, encoder.encode(AnswerFrame(frame.sequence, failed)))


if __name__ == "__main__":
    main()
