"""The HTTP door: the public site, the editors' desk, and what both share."""
