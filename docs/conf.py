"""The documentation's settings. One command builds it, without a network: sphinx-build -W docs build/docs"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "grader")]

from raftlab import __version__  # noqa: E402 - the path comes first

project = "raftlab"
author = "The raftlab authors"
project_copyright = author
release = version = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "generated_pages", "site_markup"]
exclude_patterns = ["design/*.head.md"]
html_theme = "furo"
html_title = f"raftlab {__version__}"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5cad", "color-brand-content": "#0b5cad"},
    "dark_css_variables": {"color-brand-primary": "#7fbcff", "color-brand-content": "#7fbcff"},
}
html_static_path = ["static"]
html_css_files = ["site.css"]
html_extra_path = ["generated/extra"]
myst_enable_extensions = ["deflist", "fieldlist"]
myst_heading_anchors = 3
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_default_options = {"members": True, "undoc-members": True, "show-inheritance": True}
suppress_warnings = ["myst.header", "ref.python"]
"""Pages that are also read elsewhere begin with other levels; `term` is a field of many messages."""
linkcheck_ignore = [r"https?://.*"]
"""The build looks at links within the site; it needs no network."""
