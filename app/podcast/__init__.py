"""Shows and episodes."""
