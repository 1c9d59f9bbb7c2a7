"""Read EDN, the data notation of Clojure, as far as histories use it: maps, vectors, lists, sets, scalars and tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

TOKEN = re.compile(
    r'(?P<space>[\s,]+|;[^\n]*)|(?P<open>#\{|[\[({])|(?P<close>[\])}])|(?P<text>"(?:[^"\\]|\\.)*")'
    r"|(?P<discard>#_)|(?P<tag>#[A-Za-z][\w.*+!?$%&=<>/-]*)|(?P<atom>[^\s,;\"\[\](){}]+)",
    re.DOTALL,
)
CLOSERS = {"[": "]", "(": ")", "{": "}", "#{": "}"}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\"}
MAX_DEPTH = 50
"""Collections inside each other."""


class EdnError(ValueError):
    """The text is no EDN. line: where, from 1."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.line = line


class Token(NamedTuple):
    """One token: its kind (a group of TOKEN), its text, and where it begins."""

    kind: str
    text: str
    start: int


class LocatedValue(NamedTuple):
    """A value at the top of a text, and the line on which it begins."""

    value: Any
    line: int


class Keyword(str):
    """A keyword, without its colon."""

    __slots__ = ()


def read_edn(text: str) -> Iterator[LocatedValue]:
    """Yield the values of a text: dict, list (of vectors, lists and sets), str, int, float, bool, None, Keyword.

    Tags are ignored: the value behind them is meant. EdnError for anything else.
    """
    reader = EdnReader(text)
    while (token := reader.peek()) is not None:
        line = reader.line_of(token)
        if reader.skip_discarded():
            continue
        yield LocatedValue(reader.read(0), line)


class EdnReader:
    """Reads EDN values from a text, one after another."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._place = 0
        self._next: Token | None = None

    def line_of(self, token: Token) -> int:
        """Return the line of a token."""
        return self._text.count("\n", 0, token.start) + 1

    def peek(self) -> Token | None:
        """Return the next token, None at the end."""
        while self._next is None and self._place < len(self._text):
            match = TOKEN.match(self._text, self._place)
            if match is None:
                line = self._text.count("\n", 0, self._place) + 1
                raise EdnError(f"{self._text[self._place : self._place + 12]!r} is no EDN", line)
            kind = match.lastgroup or ""
            if kind != "space":
                self._next = Token(kind, match[0], self._place)
            self._place = match.end()
        return self._next

    def take(self) -> Token:
        """Return the next token, and go on. EdnError at the end."""
        token = self.peek()
        if token is None:
            raise EdnError("the text ends inside a value", self._text.count("\n") + 1)
        self._next = None
        return token

    def skip_discarded(self) -> bool:
        """Skip `#_ value`; return whether there was one."""
        token = self.peek()
        if token is None or token.kind != "discard":
            return False
        self.take()
        self.read(0)
        return True

    def read(self, depth: int) -> Any:
        """Return the next value."""
        token = self.take()
        if depth > MAX_DEPTH:
            raise EdnError(f"more than {MAX_DEPTH} collections inside each other", self.line_of(token))
        match token.kind:
            case "tag":
                return self.read(depth + 1)
            case "text":
                return re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[1]), token.text[1:-1])
            case "atom":
                return atom_value(token.text)
            case "open":
                items = self.read_items(token, depth)
                return self.as_dict(items, token) if token.text == "{" else items
        raise EdnError(f"{token.text!r} closes nothing", self.line_of(token))

    def read_items(self, opener: Token, depth: int) -> list[Any]:
        """Return the values up to the closer of a collection."""
        items: list[Any] = []
        while True:
            if self.skip_discarded():
                continue
            token = self.peek()
            if token is not None and token.kind == "close":
                if token.text != CLOSERS[opener.text]:
                    raise EdnError(f"{opener.text!r} is closed by {token.text!r}", self.line_of(token))
                self.take()
                return items
            items.append(self.read(depth + 1))

    def as_dict(self, items: list[Any], opener: Token) -> dict[Any, Any]:
        """Return a map from its keys and values in turn."""
        keys = items[::2]
        if len(items) % 2 or not all(isinstance(key, str | int | float | bool | None) for key in keys):
            raise EdnError("a map has a key without a value, or a collection as a key", self.line_of(opener))
        return dict(zip(keys, items[1::2], strict=True))


def atom_value(text: str) -> Any:
    """Return the value of a scalar: nil, a boolean, a number, a keyword; any other symbol is its text."""
    if text in ("nil", "true", "false"):
        return {"nil": None, "true": True, "false": False}[text]
    if text.startswith(":"):
        return Keyword(text[1:])
    if re.fullmatch(r"[+-]?\d{1,30}N?", text):
        return int(text.rstrip("N"))
    if re.fullmatch(r"[+-]?\d{1,30}(\.\d{1,30})?([eE][+-]?\d{1,3})?M?", text):
        return float(text.rstrip("M"))
    return text
