"""Booking: who has which time of whom. Personal data, a room of its own above the directory."""
