"""The pictures of a scene's handout."""
