"""The space-time diagram: a lifeline for each server, an arrow for each message, time to the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from raftlab.pages.drawing.event_shapes import EVENT_SHAPES
from raftlab.pages.drawing.log_strip import term_class
from raftlab.pages.html.markup import Markup, coordinate_text, join, tag
from raftlab.pages.trace_analysis import event_text
from raftlab.pages.trace_analysis.cluster_states import ClusterState, MessageFlight, message_flights
from raftlab.pages.trace_analysis.cut_links_text import Link, cut_links_text
from raftlab.trace import Cut, Deliver, Heal, ServerView

LEFT, COLUMN_WIDTH, LANE_HEIGHT, TOP = 6, 26, 46, 26
NAMES_WIDTH = 34
BAR_HEIGHT = 16
CAPTION_LETTER_WIDTH = 8
"""Of a letter of a lane's caption, in px: what the widest font needs."""


@dataclass(frozen=True)
class DiagramLayout:
    """The geometry of the diagram: the lanes of the servers and the columns of the shown events."""

    servers: tuple[str, ...]
    states: Sequence[ClusterState]
    column_by_position: tuple[int | None, ...]
    """The column of each position; None for a folded event."""
    column_count: int

    def x(self, position: int) -> float:
        """Return the x of a position; a folded one has the x of the last column before it."""
        while position >= 0 and self.column_by_position[position] is None:
            position -= 1
        column = self.column_by_position[position] if position >= 0 else -1
        assert column is not None
        return LEFT + COLUMN_WIDTH * (column + 0.5)

    def end_x(self, position: int) -> float:
        """Return where a segment ends that lasts up to `position`: there, or at the right edge after the last one."""
        return self.x(position) if position < len(self.states) else float(self.width)

    def y(self, server: str) -> float:
        """Return the y of a server's lifeline."""
        return TOP + LANE_HEIGHT * (self.servers.index(server) + 0.5)

    @property
    def width(self) -> int:
        """Return the diagram's width."""
        return LEFT + COLUMN_WIDTH * (self.column_count + 1)

    @property
    def height(self) -> int:
        """Return the height of the lanes, without the bars under them."""
        return TOP + LANE_HEIGHT * len(self.servers)


def lay_out_diagram(servers: tuple[str, ...], states: Sequence[ClusterState], fold_quiet: bool) -> DiagramLayout:
    """Return the geometry of a run's diagram; `fold_quiet` leaves out the quiet events."""
    column: list[int | None] = []
    count = 0
    for moment in states:
        hide = fold_quiet and moment.is_quiet
        column.append(None if hide else count)
        count += 0 if hide else 1
    return DiagramLayout(servers, states, tuple(column), count)


@dataclass(frozen=True)
class EventFlag:
    """A highlighted event: its position from 0, its class and sign, and its meaning in words."""

    position: int
    kind: str
    sign: str
    text: str


def draw_spacetime(
    servers: tuple[str, ...], states: Sequence[ClusterState], fold_quiet: bool = True, flags: Sequence[EventFlag] = ()
) -> Markup:
    """Return the diagram. Each shown event is a group with data-p, its position from 0."""
    scene = lay_out_diagram(servers, states, fold_quiet)
    bars = draw_partitions(scene)
    height = scene.height + (BAR_HEIGHT if bars else 0) + 8
    lanes = [stretch for server in servers for stretch in draw_lane(scene, server)]
    return tag(
        "svg",
        tag("title", "Space-time diagram: a lifeline a server, an arrow a message, time to the right"),
        tag("rect", class_="cursor", x=0, y=TOP - 4, width=COLUMN_WIDTH, height=scene.height - TOP + 8, rx=5),
        *(band for band, _ in lanes),
        *(draw_flag(scene, each) for each in flags),
        tag(
            "g",
            *(draw_message(scene, flight) for flight in message_flights([m.event for m in states])),
            class_="arrows",
        ),
        *(caption for _, caption in lanes),
        *(draw_event_mark(scene, position) for position, c in enumerate(scene.column_by_position) if c is not None),
        *bars,
        class_="spacetime",
        width=scene.width,
        height=height,
        viewBox=f"0 0 {scene.width} {height}",
        role="img",
        data_left=LEFT,
        data_step=COLUMN_WIDTH,
        data_columns=" ".join(str(p) for p, c in enumerate(scene.column_by_position) if c is not None),
    )


# ---- lifelines ---------------------------------------------------


def draw_server_names(servers: tuple[str, ...]) -> Markup:
    """Return the server names as a picture that stays left of the scrolling diagram."""
    height = TOP + LANE_HEIGHT * len(servers)
    names = (
        tag("text", server, class_="name", x=4, y=TOP + LANE_HEIGHT * (n + 0.5) + 5) for n, server in enumerate(servers)
    )
    return tag(
        "svg",
        *names,
        class_="names",
        width=NAMES_WIDTH,
        height=height,
        viewBox=f"0 0 {NAMES_WIDTH} {height}",
        aria_hidden="true",
    )


def draw_lane(layout: DiagramLayout, server: str) -> list[LaneSegment]:
    """Return the segments of a server's lane: role and term are constant in each, and its caption is the term."""
    drawn: list[LaneSegment] = []
    state: tuple[str, int] | None = None
    last_caption = ""
    start = 0
    for position, moment in enumerate((*layout.states, None)):
        now = lane_state(moment.views.get(server)) if moment else None
        if now == state and moment:
            continue
        if state and position > start:
            caption = segment_caption(state, layout.end_x(position) - layout.x(start))
            drawn.append(
                draw_segment(layout, server, state, start, position, "" if caption == last_caption else caption)
            )
            last_caption = caption
        state, start = now, position
    return drawn


def segment_caption(state: tuple[str, int], width: float) -> str:
    """Return the caption of a segment: its term, and "down" where there is room for it; the hatching tells it too."""
    term = f"t{state[1]}"
    whole = f"{term} down"
    return whole if state[0] == "down" and width >= len(whole) * CAPTION_LETTER_WIDTH else term


def lane_state(view: ServerView | None) -> tuple[str, int] | None:
    """Return the role ("down" if it is) and term that a lane shows."""
    if view is None:
        return None
    return (view.role if view.up else "down", view.currentTerm)


LaneSegment = tuple[Markup, Markup | None]
"""A band and its caption. The caption is drawn later, above the arrows."""


def draw_segment(
    layout: DiagramLayout, server: str, state: tuple[str, int], start: int, end: int, caption: str
) -> LaneSegment:
    """Return one segment of a lane, from position `start` up to `end`, with its caption if there is room."""
    role, term = state
    left = layout.x(start)
    right = layout.end_x(end)
    thick = 16 if role == "leader" else 9
    y = layout.y(server)
    classes = f"life {role} {term_class(term)}"
    band = tag("rect", class_=classes, x=left, y=y - thick / 2, width=max(2.0, right - left), height=thick)
    if not caption or right - left < COLUMN_WIDTH * 0.9:
        return band, None
    return band, tag("text", caption, class_="lifeterm", x=left + 9, y=y - 11)


# ---- messages ---------------------------------------------------


def draw_message(layout: DiagramLayout, flight: MessageFlight) -> Markup | None:
    """Return the arrows of a message, one for each end; a dashed stub if it is in flight, None if it is folded."""
    message = event_text.message_dict(flight.sent_message.message)
    kind = event_text.message_arrow_kind(message)
    shown_ends = [end for end in flight.ends if layout.column_by_position[end[0]] is not None]
    if kind == "heartbeat" and not shown_ends and layout.column_by_position[flight.start_position] is None:
        return None
    if flight.ends and not shown_ends:
        return None
    if flight.sent_message.source not in layout.servers or flight.sent_message.to not in layout.servers:
        return None
    if shown_ends:
        lines = (draw_arrow(layout, flight, position, how) for position, how in shown_ends)
        ends = " ".join(str(position) for position, _ in shown_ends)
        return tag("g", *lines, class_=f"arrow {kind}", data_p=ends)
    title = tag(
        "title",
        f"{flight.sent_message.source} → {flight.sent_message.to}, still in flight: {event_text.message_text(message)}",
    )
    return tag("g", title, draw_in_flight_stub(layout, flight), class_=f"arrow {kind}")


def draw_arrow(layout: DiagramLayout, flight: MessageFlight, position: int, end_kind: str) -> Markup:
    """Return one arrow from sender to receiver, or to a cross if the message was lost."""
    x1, y1 = layout.x(flight.start_position), layout.y(flight.sent_message.source)
    x2, y2 = layout.x(position), layout.y(flight.sent_message.to)
    if end_kind == "arrives":
        return tag("path", d=straight_path(x1, y1, x2, y2), marker_end="url(#head)")
    if end_kind == "cut":
        x2 = x1 + COLUMN_WIDTH
    x, y = x1 + (x2 - x1) * 0.6, y1 + (y2 - y1) * 0.6
    cross = tag("path", class_="lost", d=f"M{coordinate_text(x - 4)} {coordinate_text(y - 4)}l8 8m0-8l-8 8")
    return join(tag("path", d=straight_path(x1, y1, x, y)), cross)


def draw_in_flight_stub(layout: DiagramLayout, flight: MessageFlight) -> Markup:
    """Return the dashed stub of a message that is in flight at the end of the run."""
    x1, y1 = layout.x(flight.start_position), layout.y(flight.sent_message.source)
    y2 = y1 + (layout.y(flight.sent_message.to) - y1) * 0.4
    return tag("path", class_="inflight", d=straight_path(x1, y1, x1 + COLUMN_WIDTH * 0.6, y2), marker_end="url(#head)")


def straight_path(x1: float, y1: float, x2: float, y2: float) -> str:
    """Return a straight path."""
    return f"M{coordinate_text(x1)} {coordinate_text(y1)}L{coordinate_text(x2)} {coordinate_text(y2)}"


# ---- flags, marks and bars ---------------------------------------------------


def draw_flag(layout: DiagramLayout, flag: EventFlag) -> Markup:
    """Return the line across all lanes at a highlighted event, with its sign at the top."""
    x = layout.x(flag.position)
    shift = 7 if flag.kind == "differs" else -7  # one event may have both flags
    line = tag("path", d=f"M{coordinate_text(x)} {TOP - 6}V{layout.height}")
    return tag(
        "g", tag("title", flag.text), line, tag("text", flag.sign, x=x + shift, y=13), class_=f"flag {flag.kind}"
    )


def draw_event_mark(layout: DiagramLayout, position: int) -> Markup | None:
    """Return the mark of an event on its lane; the script finds it by data-p and sets its title."""
    event = layout.states[position].event
    act = event.act
    server = event.server or getattr(act, "to", None) or getattr(act, "server", None)
    if server not in layout.servers or isinstance(act, Cut | Heal):
        return None
    shape = EVENT_SHAPES.get(type(act))
    if shape:
        sign = tag("path", class_=f"sign {type(act).__name__.lower()}", d=shape)
    else:
        sign = tag("circle", class_="dot", r=3.5 if isinstance(act, Deliver) else 2)
    sync = tag("path", class_="sync", d="M-4 10H4M-4 13H4") if event_text.has_durable_effect(event) else None
    place = f"translate({coordinate_text(layout.x(position))} {coordinate_text(layout.y(server))})"
    return tag("g", sign, sync, class_="event", transform=place, data_p=position)


def draw_partitions(layout: DiagramLayout) -> list[Markup]:
    """Return a bar under the lanes for each period in which the same links are cut."""
    bars: list[Markup] = []
    cuts: frozenset[Link] = frozenset()
    start = 0
    for position, moment in enumerate(layout.states):
        if moment.cuts != cuts and not moment.has_link_event_next:
            bars += draw_partition_bar(layout, cuts, start, position)
            cuts, start = moment.cuts, position
    return bars + draw_partition_bar(layout, cuts, start, len(layout.states))


def draw_partition_bar(layout: DiagramLayout, cuts: frozenset[Link], start: int, end: int) -> list[Markup]:
    """Return the bar of one period, labelled with the sides of the partition or the cut links."""
    if not cuts:
        return []
    y = layout.height + 2
    right = layout.end_x(end)
    left = layout.x(start)
    label = cut_links_text(layout.servers, cuts)
    rect = tag("rect", class_="partition", x=left, y=y, width=max(4.0, right - left), height=BAR_HEIGHT - 4, rx=4)
    fits = right - left > 7 * len(label) + 10
    text = tag("text", label, class_="caption", x=left + 6, y=y + 9.5) if fits else None
    return [tag("g", tag("title", label), rect, text)]
