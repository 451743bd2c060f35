"""Bytes, and the facts about them."""
