"""The jobs that announce changed feeds."""

from datetime import datetime
from typing import Any

from app import links
from app.core import clock, jobs
from app.core.unit_of_work import unit_of_work
from app.podcast import pings


def tell_of_feed(_tools: object, payload: dict[str, Any]) -> None:
    """A show's feed has changed: one job for each who is told. For a scheduled change, when it still stands."""
    with unit_of_work():
        if "at" in payload and not pings.still_stands(payload["entry_id"], datetime.fromisoformat(payload["at"])):
            return
        for ping_id in pings.want(payload["show_id"], now=clock.now()):
            jobs.enqueue("send_ping", {"ping_id": ping_id}, now=clock.now(), key=f"ping:{ping_id}")


def send_ping(_tools: object, payload: dict[str, Any]) -> None:
    """Tell one of them, and keep the answer. Raises NotTold when it should be tried again."""
    with unit_of_work():  # closed before sending: a read that stays open keeps every writer of SQLite waiting
        due = pings.find_due(payload["ping_id"], now=clock.now())
    if due is None:
        return
    answer = pings.send(due, links.feed_of(due.show))
    with unit_of_work():
        pings.note_answer(due, answer, now=clock.now())
    if answer.again:
        raise pings.NotTold(f"{due.target}: {answer.words}")
