"""The page of the real cluster. Its script draws the state that the server sends twice a second."""

from __future__ import annotations

from raftlab.pages.html.markup import Markup, tag
from raftlab.pages.laboratory.page import render_lab_page, section, servers_section

SCRIPTS = ("page.js", "run.js", "elements.js", "cluster.js")
CHART_WIDTH, CHART_HEIGHT = 600, 120
FIGURES = (
    ("leader", "leader"),
    ("term", "term"),
    ("rate", "calls a second"),
    ("p50", "p50"),
    ("p99", "p99"),
    ("gap", "longest time without a leader"),
)


def live_cluster_page(servers: tuple[str, ...], layer_text: str, address: str) -> str:
    """Return the page for these servers. `address`: where a client begins."""
    return render_lab_page(
        "raftlab up",
        header(layer_text, address),
        metrics_section(),
        servers_section(servers),
        chart_section(),
        event_list_section(),
        scripts=SCRIPTS,
        servers=servers,
        data={"width": CHART_WIDTH, "height": CHART_HEIGHT},
        style="cluster.css",
        class_="lab live",
    )


def header(layer_text: str, address: str) -> Markup:
    """Return the title, whose layers run, and what happened last."""
    return tag(
        "header",
        tag("h1", "the cluster"),
        tag("p", f"layers: {layer_text}", class_="muted"),
        tag("p", tag("code", f"redis-cli -c -p {address} set balance 100"), class_="muted"),
        tag("p", id="said", role="status", aria_live="polite"),
    )


def metrics_section() -> Markup:
    """Return the figures of the whole cluster; the script fills them."""
    cells = (tag("div", tag("dt", label), tag("dd", "–", id=f"figure-{name}")) for name, label in FIGURES)
    return section("Now", tag("dl", *cells, class_="figures"), class_="now")


def chart_section() -> Markup:
    """Return the chart of the last minute: calls a second, and the latency of the slowest of a hundred."""
    picture = tag(
        "svg",
        tag("title", "calls a second and p99 over the last minute"),
        tag("path", class_="calls-line", id="calls-line", d=""),
        tag("path", class_="latency-line", id="latency-line", d=""),
        viewBox=f"0 0 {CHART_WIDTH} {CHART_HEIGHT}",
        preserveAspectRatio="none",
        role="img",
    )
    legend = tag(
        "p",
        tag("span", "━ calls a second", class_="calls-key"),
        tag("span", id="calls-top"),
        tag("span", "┅ p99", class_="latency-key"),
        tag("span", id="latency-top"),
        class_="legend",
    )
    return section("The last minute", legend, picture, class_="chart")


def event_list_section() -> Markup:
    """Return the list of what happened, the newest first."""
    return section("What happened", tag("ol", id="lines", tabindex=0, aria_label="what happened"), class_="happened")
