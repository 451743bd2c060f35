"""Foundations that know no word of our trade: clock, database, errors, events, jobs, mail, unit of work."""
