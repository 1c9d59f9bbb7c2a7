"""The network between the servers: which links work, which are cut, and which are cut one way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import combinations
from math import cos, hypot, pi, sin

from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.trace_analysis.cut_links_text import Link, cut_links_text
from raftlab.server import LEADER
from raftlab.trace import ServerView

WIDTH, HEIGHT = 300, 190
CENTER_X, CENTER_Y, RADIUS_X, RADIUS_Y = 150, 97, 105, 68
NODE_RADIUS = 19

Point = tuple[float, float]


def draw_network(servers: Sequence[str], cuts: Collection[Link], views: Mapping[str, ServerView]) -> Markup:
    """Return the picture of the links: a line for a link that works, a crossed arrow for a direction that is cut."""
    points = {server: node_point(n, len(servers)) for n, server in enumerate(servers)}
    links = (draw_link(points[a], points[b], (a, b) in cuts, (b, a) in cuts) for a, b in combinations(servers, 2))
    nodes = (draw_node(server, points[server], views.get(server)) for server in servers)
    words = cut_links_text(servers, frozenset(cuts))
    return tag(
        "svg",
        tag("title", f"The network: {words}"),
        *links,
        *nodes,
        class_="network",
        role="img",
        width=WIDTH,
        height=HEIGHT,
        viewBox=f"0 0 {WIDTH} {HEIGHT}",
    )


def node_point(number: int, count: int) -> Point:
    """Return where a server stands: on an ellipse, the first at the top."""
    angle = 2 * pi * number / count - pi / 2
    return CENTER_X + RADIUS_X * cos(angle), CENTER_Y + RADIUS_Y * sin(angle)


def draw_link(start: Point, end: Point, is_cut: bool, is_cut_back: bool) -> Markup:
    """Return one link; `is_cut`: messages from start to end are lost; `is_cut_back`: those from end to start."""
    if is_cut and is_cut_back:
        return tag("g", draw_link_line(start, end), draw_cut_cross(start, end, 0.5), class_="link cut")
    if not is_cut and not is_cut_back:
        return tag("g", draw_link_line(start, end), class_="link")
    lost, kept = ((start, end), (end, start)) if is_cut else ((end, start), (start, end))
    return tag(
        "g",
        tag("g", draw_link_line(*kept, side=5, has_arrow=True), class_="link"),
        tag("g", draw_link_line(*lost, side=5, has_arrow=True), draw_cut_cross(*lost, 0.5, side=5), class_="link cut"),
    )


def draw_link_line(start: Point, end: Point, side: float = 0, has_arrow: bool = False) -> Markup:
    """Return the line between two nodes, `side` pixels beside the middle."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    along = (end[0] - start[0]) / length, (end[1] - start[1]) / length
    gap = NODE_RADIUS + 3
    x1, y1 = start[0] + along[0] * gap - along[1] * side, start[1] + along[1] * gap + along[0] * side
    x2, y2 = end[0] - along[0] * gap - along[1] * side, end[1] - along[1] * gap + along[0] * side
    return tag("path", d=f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", marker_end="url(#head)" if has_arrow else None)


def draw_cut_cross(start: Point, end: Point, part: float, side: float = 0) -> Markup:
    """Return the cross on a line that is cut."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    x = start[0] + (end[0] - start[0]) * part - (end[1] - start[1]) / length * side
    y = start[1] + (end[1] - start[1]) * part + (end[0] - start[0]) / length * side
    return tag("path", class_="lost", d=f"M{x - 5:.1f} {y - 5:.1f}l10 10m-10 0l10-10")


def draw_node(server: str, point: Point, view: ServerView | None) -> Markup:
    """Return one server: a thick circle for a leader, a dashed one for a server that is down."""
    state = "down" if view is None or not view.up else "leader" if view.role == LEADER else ""
    return tag(
        "g",
        tag("circle", cx=point[0], cy=point[1], r=NODE_RADIUS),
        tag("text", server, x=point[0], y=point[1] + 5, class_="middle"),
        class_=f"node {state}".strip(),
    )
