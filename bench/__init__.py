"""Measurements, each a ratio against something run beside it. Never part of the tests."""
