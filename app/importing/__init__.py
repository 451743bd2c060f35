"""Bringing in what was published elsewhere: looked at first, then item by item."""
