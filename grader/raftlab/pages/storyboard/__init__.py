"""The storyboard: panels of a scenario and the choices that change them."""
