"""Serves one laboratory on this machine only: a secret in every address, no other origin, nothing but its few calls."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec

from raftlab.errors import RaftlabError, UsageFault
from raftlab.pages.abreast import Companion
from raftlab.pages.laboratory import told
from raftlab.pages.session import Session, scenario_text

ADDRESS = "127.0.0.1"
BODY_BYTES = 4096
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """What a call may say."""

    line: str = ""
    at: int = 0
    branch: int = 0
    name: str = ""
    expect: bool = False


@dataclass
class Desk:
    """Carries out the page's calls on one session, one at a time. `folder` is where it saves scenarios;
    `companion` does what the session does, where the kit can show that."""

    session: Session
    page: str
    folder: Path
    companion: Companion | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    lock: Lock = field(default_factory=Lock)

    def answer(self, what: str, asked: Asked) -> dict[str, Any]:
        """Carry out one call and return what the page shows. UsageFault for what cannot be done."""
        calls: dict[str, Callable[[], str | None]] = {
            "state": lambda: None,
            "do": lambda: self.session.do(asked.line),
            "go": lambda: self.session.go(asked.at),
            "take": lambda: self.session.take(asked.branch),
            "save": lambda: self.save(asked.name, asked.expect),
        }
        if what not in calls:
            raise UsageFault("no such call")
        with self.lock:
            saved = calls[what]()
            return told(self.session, self.companion) | ({"saved": saved} if saved else {})

    def close(self) -> None:
        """End the clusters."""
        self.session.close()
        if self.companion is not None:
            self.companion.close()

    def save(self, name: str, expect: bool) -> str:
        """Write the session as a new scenario file and return its path. UsageFault for a bad or a taken name."""
        if not NAME.fullmatch(name):
            raise UsageFault("a name is made of small letters, digits and -, at most 40 of them")
        file = self.folder / f"{name}.txt"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8") as stream:
                stream.write(scenario_text(self.session, name, expect))
        except FileExistsError:
            raise UsageFault(f"{file} is there already; choose another name") from None
        except OSError as fault:
            raise UsageFault(f"cannot write {file} ({fault.strerror})") from None
        return str(file)


def serve(desk: Desk, port: int = 0) -> ThreadingHTTPServer:
    """Return a server that listens on this machine only; its serve_forever answers, its shutdown ends it."""

    class Handler(Door):
        pass

    Handler.desk = desk
    server = ThreadingHTTPServer((ADDRESS, port), Handler)
    server.daemon_threads = True
    return server


def address(server: ThreadingHTTPServer, desk: Desk) -> str:
    """Return the address to open: it holds the secret."""
    return f"http://{ADDRESS}:{server.server_port}/{desk.token}/"


class Door(BaseHTTPRequestHandler):
    """Lets in the page and its calls, and nobody else."""

    desk: Desk
    server_version = "raftlab"
    sys_version = ""
    timeout = 30

    def do_GET(self) -> None:
        """Give the page to whoever knows the secret."""
        if self.admitted() and self.path == f"/{self.desk.token}/":
            self.give(200, "text/html; charset=utf-8", self.desk.page.encode("utf-8"))
        else:
            self.refuse()

    def do_POST(self) -> None:
        """Carry out a call of the page."""
        what = self.path.removeprefix(f"/{self.desk.token}/api/")
        size = self.headers.get("Content-Length", "")
        known = what != self.path and self.admitted() and self.from_page()
        if not known or not size.isdigit() or int(size) > BODY_BYTES:
            self.refuse()
            return
        try:
            answer = self.desk.answer(what, msgspec.json.decode(self.rfile.read(int(size)), type=Asked))
        except (RaftlabError, msgspec.DecodeError) as fault:
            answer = {"error": str(fault)}
        self.give(200, "application/json", msgspec.json.encode(answer))

    def admitted(self) -> bool:
        """Tell whether the request names this very server (no other name was made to point here) and the secret."""
        given = self.path.split("/")[1] if self.path.startswith("/") else ""
        hosts = (f"{ADDRESS}:{self.port}", f"localhost:{self.port}")
        return self.headers.get("Host") in hosts and secrets.compare_digest(
            given.encode("utf-8", "replace"), self.desk.token.encode("ascii")
        )

    def from_page(self) -> bool:
        """Tell whether the call comes from the page itself: its origin, and a type that no form can send."""
        own = f"http://{self.headers.get('Host')}"
        return self.headers.get("Origin") == own and self.headers.get("Content-Type") == "application/json"

    @property
    def port(self) -> int:
        """Return the port that is listened on."""
        assert isinstance(self.server, ThreadingHTTPServer)
        return self.server.server_port

    def refuse(self) -> None:
        """Answer as if nothing were here."""
        self.close_connection = True
        self.give(404, "text/plain", b"not found\n")

    def give(self, status: int, kind: str, body: bytes) -> None:
        """Send an answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses hold the secret."""
