"""The space-time diagram: a lifeline a server, time to the right, an arrow a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from raftlab.pages import words
from raftlab.pages.links import Link, cut_text
from raftlab.pages.markup import Markup, join, number, tag
from raftlab.pages.moments import Flight, Moment, flights, is_link
from raftlab.pages.strip import term_class
from raftlab.trace import Crash, Cut, Deliver, Heal, Propose, Restart, Timeout, View

LEFT, STEP, LANE, TOP = 6, 26, 46, 26
NAMES = 34
BAR = 16


@dataclass(frozen=True)
class Stage:
    """The diagram's geometry: the servers' lanes, and the columns that the shown events stand in."""

    servers: tuple[str, ...]
    moments: Sequence[Moment]
    column: tuple[int | None, ...]
    """The column of each position; None where it is folded away."""
    columns: int

    def x(self, position: int) -> float:
        """Return where a position stands; a folded one stands at the last column before it."""
        while position >= 0 and self.column[position] is None:
            position -= 1
        place = self.column[position] if position >= 0 else -1
        assert place is not None
        return LEFT + STEP * (place + 0.5)

    def y(self, server: str) -> float:
        """Return the height of a server's lifeline."""
        return TOP + LANE * (self.servers.index(server) + 0.5)

    @property
    def width(self) -> int:
        """Return the diagram's width."""
        return LEFT + STEP * (self.columns + 1)

    @property
    def height(self) -> int:
        """Return the height of the lanes, without the bars under them."""
        return TOP + LANE * len(self.servers)


def stage(servers: tuple[str, ...], run: Sequence[Moment], folded: bool) -> Stage:
    """Return the geometry of a run's diagram; `folded` leaves the quiet events out."""
    column: list[int | None] = []
    count = 0
    for moment in run:
        hide = folded and moment.quiet
        column.append(None if hide else count)
        count += 0 if hide else 1
    return Stage(servers, run, tuple(column), count)


@dataclass(frozen=True)
class Flag:
    """An event that stands out: where it is in the run, from 0; its class and sign; and what it means in words."""

    position: int
    kind: str
    sign: str
    words: str


def spacetime(
    servers: tuple[str, ...], run: Sequence[Moment], folded: bool = True, flags: Sequence[Flag] = ()
) -> Markup:
    """Return the diagram. Each shown event is a group with data-p, its position from 0."""
    scene = stage(servers, run, folded)
    bars = partitions(scene)
    height = scene.height + (BAR if bars else 0) + 8
    lanes = [stretch for server in servers for stretch in segments(scene, server)]
    return tag(
        "svg",
        tag("title", "Space-time diagram: a lifeline a server, an arrow a message, time to the right"),
        tag("rect", class_="cursor", x=0, y=TOP - 4, width=STEP, height=scene.height - TOP + 8, rx=5),
        *(band for band, _ in lanes),
        *(flag(scene, each) for each in flags),
        tag("g", *(arrow(scene, flight) for flight in flights([m.event for m in run])), class_="arrows"),
        *(caption for _, caption in lanes),
        *(mark(scene, position) for position, c in enumerate(scene.column) if c is not None),
        *bars,
        class_="spacetime",
        width=scene.width,
        height=height,
        viewBox=f"0 0 {scene.width} {height}",
        role="img",
        data_left=LEFT,
        data_step=STEP,
        data_columns=" ".join(str(p) for p, c in enumerate(scene.column) if c is not None),
    )


# ---- lifelines ---------------------------------------------------


def names(servers: tuple[str, ...]) -> Markup:
    """Return the servers' names as a picture that stands still left of the diagram."""
    height = TOP + LANE * len(servers)
    told = (tag("text", server, class_="name", x=4, y=TOP + LANE * (n + 0.5) + 5) for n, server in enumerate(servers))
    return tag(
        "svg", *told, class_="names", width=NAMES, height=height, viewBox=f"0 0 {NAMES} {height}", aria_hidden="true"
    )


def segments(scene: Stage, server: str) -> list[Stretch]:
    """Return the stretches of a server's lane over which role and term stay the same, the term at their start."""
    drawn: list[Stretch] = []
    state: tuple[str, int] | None = None
    said = ""
    start = 0
    for position, moment in enumerate((*scene.moments, None)):
        now = state_of(moment.views.get(server)) if moment else None
        if now == state and moment:
            continue
        if state and position > start:
            caption = f"t{state[1]}" + (" down" if state[0] == "down" else "")
            drawn.append(segment(scene, server, state, start, position, "" if caption == said else caption))
            said = caption
        state, start = now, position
    return drawn


def state_of(view: View | None) -> tuple[str, int] | None:
    """Return what a lane shows of a view: its role (down where it is) and term."""
    if view is None:
        return None
    return (view.role if view.up else "down", view.currentTerm)


Stretch = tuple[Markup, Markup | None]
"""A band, and its caption, which is drawn later: above the arrows."""


def segment(scene: Stage, server: str, state: tuple[str, int], start: int, end: int, caption: str) -> Stretch:
    """Return one stretch of a lane, from position `start` up to `end`, with a caption where there is room for one."""
    role, term = state
    left = scene.x(start)
    right = scene.x(end) if end < len(scene.moments) else float(scene.width)
    thick = 16 if role == "leader" else 9
    y = scene.y(server)
    classes = f"life {role} {term_class(term)}"
    band = tag("rect", class_=classes, x=left, y=y - thick / 2, width=max(2.0, right - left), height=thick)
    if not caption or right - left < STEP * 0.9:
        return band, None
    return band, tag("text", caption, class_="lifeterm", x=left + 9, y=y - 11)


# ---- messages ---------------------------------------------------


def arrow(scene: Stage, flight: Flight) -> Markup | None:
    """Return a message's arrows, one an end; a dashed stub where it never ends. None where it is folded away."""
    message = words.plain(flight.sent.message)
    sort = words.kind(message)
    shown_ends = [end for end in flight.ends if scene.column[end[0]] is not None]
    if sort == "heartbeat" and not shown_ends and scene.column[flight.start] is None:
        return None
    if flight.ends and not shown_ends:
        return None
    if flight.sent.source not in scene.servers or flight.sent.to not in scene.servers:
        return None
    if shown_ends:
        lines = (line(scene, flight, position, how) for position, how in shown_ends)
        ends = " ".join(str(position) for position, _ in shown_ends)
        return tag("g", *lines, class_=f"arrow {sort}", data_p=ends)
    told = tag("title", f"{flight.sent.source} → {flight.sent.to}, still in flight: {words.message_text(message)}")
    return tag("g", told, stub(scene, flight), class_=f"arrow {sort}")


def line(scene: Stage, flight: Flight, position: int, how: str) -> Markup:
    """Return one arrow, from sender to receiver, or to the cross where the message was lost."""
    x1, y1 = scene.x(flight.start), scene.y(flight.sent.source)
    x2, y2 = scene.x(position), scene.y(flight.sent.to)
    if how == "arrives":
        return tag("path", d=path(x1, y1, x2, y2), marker_end="url(#head)")
    if how == "cut":
        x2 = x1 + STEP
    x, y = x1 + (x2 - x1) * 0.6, y1 + (y2 - y1) * 0.6
    cross = tag("path", class_="lost", d=f"M{number(x - 4)} {number(y - 4)}l8 8m0-8l-8 8")
    return join(tag("path", d=path(x1, y1, x, y)), cross)


def stub(scene: Stage, flight: Flight) -> Markup:
    """Return the dashed beginning of a message still in flight at the end."""
    x1, y1 = scene.x(flight.start), scene.y(flight.sent.source)
    y2 = y1 + (scene.y(flight.sent.to) - y1) * 0.4
    return tag("path", class_="inflight", d=path(x1, y1, x1 + STEP * 0.6, y2), marker_end="url(#head)")


def path(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a straight path."""
    return f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}"


# ---- flags, marks and bars ---------------------------------------------------

MARKS = {
    Crash: "M-6-6L6 6M6-6L-6 6",
    Restart: "M5-4A6 6 0 1 0 6 2M5-9V-3H-1",
    Timeout: "M-5-6H5L-5 6H5Z",
    Propose: "M0-7L6 4H-6Z",
}


def flag(scene: Stage, told: Flag) -> Markup:
    """Return the line across all lanes at an event that stands out, its sign at the top."""
    x = scene.x(told.position)
    shift = 7 if told.kind == "differs" else -7  # both may stand at one event
    line = tag("path", d=f"M{number(x)} {TOP - 6}V{scene.height}")
    return tag(
        "g", tag("title", told.words), line, tag("text", told.sign, x=x + shift, y=13), class_=f"flag {told.kind}"
    )


def mark(scene: Stage, position: int) -> Markup | None:
    """Return the mark of an event on its lane; the script finds it by data-p and titles it with the event's text."""
    event = scene.moments[position].event
    act = event.act
    server = event.server or getattr(act, "to", None) or getattr(act, "server", None)
    if server not in scene.servers or isinstance(act, Cut | Heal):
        return None
    shape = MARKS.get(type(act))
    if shape:
        sign = tag("path", class_=f"sign {type(act).__name__.lower()}", d=shape)
    else:
        sign = tag("circle", class_="dot", r=3.5 if isinstance(act, Deliver) else 2)
    sync = tag("path", class_="sync", d="M-4 10H4M-4 13H4") if words.saved(event) else None
    place = f"translate({number(scene.x(position))} {number(scene.y(server))})"
    return tag("g", sign, sync, class_="event", transform=place, data_p=position)


def partitions(scene: Stage) -> list[Markup]:
    """Return a bar under the lanes for each stretch over which the same links are cut."""
    bars: list[Markup] = []
    cuts: frozenset[Link] = frozenset()
    start = 0
    for position, moment in enumerate(scene.moments):
        if moment.cuts != cuts and not (moment.quiet and is_link(moment.event)):
            bars += bar(scene, cuts, start, position)
            cuts, start = moment.cuts, position
    return bars + bar(scene, cuts, start, len(scene.moments))


def bar(scene: Stage, cuts: frozenset[Link], start: int, end: int) -> list[Markup]:
    """Return the bar of one stretch, labelled with the sides of the partition or the links that are cut."""
    if not cuts:
        return []
    y = scene.height + 2
    right = scene.x(end) if end < len(scene.moments) else float(scene.width)
    left = scene.x(start)
    told = cut_text(scene.servers, cuts)
    rect = tag("rect", class_="partition", x=left, y=y, width=max(4.0, right - left), height=BAR - 4, rx=4)
    fits = right - left > 7 * len(told) + 10
    text = tag("text", told, class_="caption", x=left + 6, y=y + 9.5) if fits else None
    return [tag("g", tag("title", told), rect, text)]
