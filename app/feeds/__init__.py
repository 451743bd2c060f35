"""Readers that turn a document into a feed's bytes. They change nothing."""
