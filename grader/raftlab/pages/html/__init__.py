"""HTML: escaping, elements, the page around a body, frames."""
