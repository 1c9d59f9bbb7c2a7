"""HTML text: escaping, the page around a body, frames."""
