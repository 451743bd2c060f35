"""The blog: dated posts by tag and author."""
