"""The zygote process: imports what layers may use once, then forks jailed workers.

Run as `python -m raftlab.worker.zygote FD [rlimits-only]`. The grader first sends one frame on the socket FD, a
PrepareZygote; the zygote replies b"R" when it is ready. Then, numbers little-endian:

    b"F" and the two ends of a worker's pipes: fork a worker.     Answer: its pid (4 bytes)
    b"C" and a pid: tell the CPU time that it has used.           Answer: microseconds (8 bytes)
    b"S" and a pid: stop its event, so that it says where.        Answer: the pid (4 bytes)
    b"W" and a pid: end it, unless it has ended.                  Answer: its exit status, negative for a signal
                                                                  (4 bytes), and its CPU time in microseconds (8 bytes)
No code of a submission runs in the zygote, and it gets nothing hidden. When the socket closes, all workers end.
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

from raftlab.jail.confine import CONTROL_FD, JailSetup, MeasuredJail, confine_process, prepare_jail
from raftlab.jail.import_policy import ALLOWED_MODULES
from raftlab.jail.kernel_calls import die_with_parent, hide_memory
from raftlab.jail.seccomp import REQUEST_FD, RESPONSE_FD
from raftlab.server import Server
from raftlab.worker.event_watchdog import STOP_SIGNAL, raise_stopped_error
from raftlab.worker.frame_io import FrameError, FrameReader, write_frame
from raftlab.worker.preloaded_modules import import_lazy_modules
from raftlab.worker.request_handler import OUT_OF_MEMORY, PreparedLayers, RequestHandler
from raftlab.worker.responses import FailureResponse, JailResponse
from raftlab.worker.server_composition import load_layer_class
from raftlab.worker.wire import Codec, Layer, PrepareZygote, RequestFrame, ResponseFrame

READY = b"R"
DECODER = msgspec.msgpack.Decoder(RequestFrame)
ENCODER = msgspec.msgpack.Encoder()
GC_THRESHOLDS = (50_000, 20, 100)
"""The thresholds of a worker's garbage collector: a search keeps many small values, and Python's default would scan
them again and again."""


def main() -> None:
    """Serve the grader's socket until it closes."""
    die_with_parent(os.getppid())
    hide_memory()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to handle
    control = socket.socket(fileno=fcntl.fcntl(int(sys.argv[1]), fcntl.F_DUPFD_CLOEXEC, CONTROL_FD))
    os.close(int(sys.argv[1]))
    ready = prepare_layers(control.fileno())
    walls = prepare_jail(is_strict=len(sys.argv) < 3)
    signal.signal(STOP_SIGNAL, raise_stopped_error)  # inherited by the workers
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    control.sendall(READY)
    workers: set[int] = set()
    try:
        while carry_out_order(control, walls, ready, workers):
            pass
    finally:
        for pid in workers:
            os.kill(pid, signal.SIGKILL)


def prepare_layers(control: int) -> PreparedLayers:
    """Import what layers may use, and make the classes of the kit's own layers."""
    body = FrameReader(control).read_frame()
    order = msgspec.msgpack.decode(body or b"", type=PrepareZygote)
    for name in (*sorted(ALLOWED_MODULES), *order.message_modules):
        importlib.import_module(name)
    import_lazy_modules()
    made = {layer: kind for layer in order.layers if (kind := kit_layer_class(layer))}
    return PreparedLayers(made, order.message_modules, Codec(order.message_modules))


def kit_layer_class(layer: Layer) -> type[Server] | None:
    """Return the class of a layer of the kit; None if it fails: its workers will report the error."""
    try:
        return load_layer_class(layer, skip_import_check=True)
    except Exception:
        return None


def carry_out_order(control: socket.socket, setup: JailSetup, prepared: PreparedLayers, workers: set[int]) -> bool:
    """Carry out one order; False if there are no more."""
    order, fds, _, _ = socket.recv_fds(control, 5, 2)
    pid = int.from_bytes(order[1:5], "little")
    if order[:1] == b"F":
        pid = fork_worker(control, setup, prepared, *fds)
        workers.add(pid)
        control.sendall(pid.to_bytes(4, "little"))
    elif order[:1] == b"C":
        control.sendall(process_cpu_us(pid).to_bytes(8, "little"))
    elif order[:1] == b"S" and pid in workers:
        os.kill(pid, STOP_SIGNAL)
        control.sendall(order[1:5])
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


def process_cpu_us(pid: int) -> int:
    """Return the CPU time of process `pid`, in microseconds, by its own clock: ((~pid) << 3) | CPUCLOCK_SCHED."""
    try:
        return time.clock_gettime_ns(~pid << 3 | 2) // 1000
    except OSError:
        return 0


def fork_worker(
    control: socket.socket, setup: JailSetup, prepared: PreparedLayers, request_fd: int, response_fd: int
) -> int:
    """Fork a worker on the two pipe ends and return its pid."""
    pid = os.fork()
    if pid:
        os.close(request_fd)
        os.close(response_fd)
        return pid
    try:
        control.detach()
        serve_requests(confine_process(setup, request_fd, response_fd), prepared)
    finally:
        os._exit(0)


def serve_requests(jail: MeasuredJail, prepared: PreparedLayers) -> None:
    """Report the measured jail, then handle requests until the grader closes its end."""
    servant = RequestHandler(prepared=prepared)
    decoder, encoder = DECODER, ENCODER
    reader = FrameReader(REQUEST_FD)
    write_frame(RESPONSE_FD, encoder.encode(ResponseFrame(0, JailResponse(jail.level, jail.mechanisms, jail.leaks))))
    while (body := reader.read_frame()) is not None:
        frame = decoder.decode(body)
        answer = servant.handle(frame.request)
        try:
            write_frame(RESPONSE_FD, encoder.encode(ResponseFrame(frame.sequence, answer)))  # type: ignore[arg-type]
        except MemoryError:
            write_frame(RESPONSE_FD, encoder.encode(ResponseFrame(frame.sequence, OUT_OF_MEMORY)))
        except (TypeError, ValueError, OverflowError, FrameError) as fault:  # state or effects that no frame can carry
            failed = FailureResponse(
                "raised", type(fault).__name__, f"state or message is not plain data: {fault}"[:2000]
            )
            write_frame(RESPONSE_FD, encoder.encode(ResponseFrame(frame.sequence, failed)))


if __name__ == "__main__":
    main()
