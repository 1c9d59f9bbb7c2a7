"""One server of PySyncObj behind the same client port: python -m … OWN_PEER_PORT CLIENT_PORT FOLDER SYNC PEER_PORT …

GET goes through the log, as raftlab's does: PySyncObj's own local read may be stale. With SYNC 1 each entry is synced
before it is acknowledged; as it comes, PySyncObj leaves its journal to the kernel.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pysyncobj
import pysyncobj.journal

from raftlab.cluster.client_port import ClientConnection
from raftlab.cluster.resp_encoding import OK_LINE, encode_error, encode_status, encode_value

SendAnswer = Callable[[bytes], None]
LOOPBACK = "127.0.0.1"


class Store(pysyncobj.SyncObj):
    """A replicated dict."""

    def __init__(self, own: str, others: list[str], config: Any) -> None:
        super().__init__(own, others, config)
        self.values: dict[str, str] = {}

    @pysyncobj.replicated
    def set_value(self, key: str, value: str) -> bool:
        """Store a value."""
        self.values[key] = value
        return True

    @pysyncobj.replicated
    def get_value(self, key: str) -> str | None:
        """Return a value, in the order of the log."""
        return self.values.get(key)


class StoreCommands:
    """SET, GET and PING of one connection."""

    def __init__(self, store: Store, loop: asyncio.AbstractEventLoop) -> None:
        self._store, self._loop = store, loop

    def execute(self, request: list[str], answer: SendAnswer) -> bool:
        """Carry out one request; a thread of PySyncObj brings its result."""

        def take_result(result: Any, error: int) -> None:
            data = encode_error(f"TRYAGAIN error {error}") if error else encode_result(result)
            self._loop.call_soon_threadsafe(answer, data)

        def encode_result(result: Any) -> bytes:
            return OK_LINE if result is True else encode_value(result)

        name = request[0].upper()
        if name == "SET":
            self._store.set_value(request[1], request[2], callback=take_result)
        elif name == "GET":
            self._store.get_value(request[1], callback=take_result)
        elif name == "ROLE":
            answer(encode_value(str(self._store._getLeader())))
        else:
            answer(encode_status("PONG") if name == "PING" else encode_value([]))
        return True

    def end(self) -> None:
        """Do nothing: there is no session."""


def sync_each_entry() -> None:
    """Let the journal sync each entry before it is acknowledged."""
    add = pysyncobj.journal.FileJournal.add

    def add_and_sync(self: Any, command: bytes, index: int, term: int) -> None:
        add(self, command, index, term)
        self.flush()

    pysyncobj.journal.FileJournal.add = add_and_sync


async def serve(own: str, others: list[str], port: int, folder: Path) -> None:
    """Serve until the process is ended."""
    loop = asyncio.get_running_loop()
    config = pysyncobj.SyncObjConf(journalFile=str(folder / "journal"), fullDumpFile=str(folder / "dump"))
    store = Store(own, others, config)
    await loop.create_server(
        lambda: ClientConnection(lambda: StoreCommands(store, loop), lambda line: None), LOOPBACK, port, backlog=512
    )
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    own_port, client_port, home, synced, *peer_ports = sys.argv[1:]
    if synced == "1":
        sync_each_entry()
    asyncio.run(
        serve(f"{LOOPBACK}:{own_port}", [f"{LOOPBACK}:{port}" for port in peer_ports], int(client_port), Path(home))
    )
