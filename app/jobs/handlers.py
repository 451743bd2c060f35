"""What each job does. A job may run twice: every handler looks first whether its work is done already."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.accounts import account_mails, links
from app.accounts import operations as accounts
from app.accounts import queries as people
from app.accounts.permissions import Action, may
from app.content import feedback, link_checks
from app.core import clock, jobs, mail
from app.core.site import Site
from app.core.unit_of_work import unit_of_work
from app.importing import work as importing
from app.jobs.booking_jobs import (
    close_past_bookings,
    expire_holds,
    offer_time,
    offer_times,
    remind_patients,
    send_booking_mail,
)
from app.jobs.mail_server import MailServer
from app.jobs.privacy_jobs import forget_patients
from app.jobs.telling import send_ping, tell_of_feed
from app.media import work as media
from app.reviews import reminders as reviews

Handler = Callable[["Tools", dict[str, Any]], None]


@dataclass(frozen=True)
class Tools:
    """What handlers need of the running site; `mail_server` None keeps mails in the outbox (development)."""

    site: Site
    mail_server: MailServer | None


def mail_feedback(tools: Tools, payload: dict[str, Any]) -> None:
    """Tell everybody who reads feedback that a reader wrote."""
    with unit_of_work():
        left = feedback.get_feedback(payload["feedback_id"])
        readers = [u for u in people.list_users() if u.active and may(u.actor, Action.READ_FEEDBACK)]
        text = f"A reader wrote about {tools.site.absolute(left.path)}\n\n{left.message}\n\nAnswer in the desk: {tools.site.absolute('/desk/feedback/')}\n"
        for reader in readers:
            mail.write(
                to=reader.email,
                subject=f"Feedback on {left.path}",
                text=text,
                cause=f"feedback:{left.id}",
                now=clock.now(),
            )


def send_mail(tools: Tools, payload: dict[str, Any]) -> None:
    """Hand one mail of the outbox to the mail server."""
    if tools.mail_server is None:
        return
    with unit_of_work():  # closed before sending: a read that stays open keeps every writer of SQLite waiting
        message = mail.get_message(payload["mail_id"])
    if message.sent_at is not None:
        return
    tools.mail_server.send(to=message.to, subject=message.subject, text=message.text)
    with unit_of_work():
        mail.get_message(payload["mail_id"]).sent_at = clock.now()


def mail_reset(tools: Tools, payload: dict[str, Any]) -> None:
    """Send a link for a new password, if somebody who may log in has this address. Twice is two mails, the second counts."""
    with unit_of_work():
        user = people.find_user(payload["email"])
        if user is not None and user.active:
            sent = links.reset(user, by="", now=clock.now())
            address = tools.site.absolute(f"/login/reset/{sent.token}/")
            account_mails.mail_reset(sent, address=address, site_name=tools.site.name, now=clock.now())


def make_renditions(tools: Tools, payload: dict[str, Any]) -> None:
    """Make the smaller copies of a picture."""
    media.make_renditions(payload["asset_id"])


def encode_master(tools: Tools, payload: dict[str, Any]) -> None:
    """Make the MP3 that podcast apps get of a master."""
    media.encode_master(payload["asset_id"])


def mend(tools: Tools, payload: dict[str, Any]) -> None:
    """Make the copy of a recording that players do not stumble over."""
    media.mend(payload["asset_id"], now=clock.now())


def listen(tools: Tools, payload: dict[str, Any]) -> None:
    """Find out how loud a recording is, how it begins and ends, and draw its outline."""
    media.listen(payload["asset_id"])


def import_item(tools: Tools, payload: dict[str, Any]) -> None:
    """Bring in one item of a podcast's feed, or end the import when it was the last."""
    importing.bring_next(payload["run_id"], payload["item_id"], now=clock.now)


def note_links(tools: Tools, payload: dict[str, Any]) -> None:
    """Note which addresses elsewhere the pages link to."""
    link_checks.take_stock()


def check_links(tools: Tools, payload: dict[str, Any]) -> None:
    """Try a few of them."""
    link_checks.check_due(now=clock.now)


def remind_of_reviews(tools: Tools, payload: dict[str, Any]) -> None:
    """Write to editors and reviewers about what should be reviewed again."""
    with unit_of_work():
        reviews.remind(now=clock.now(), site_name=tools.site.name, address_of=tools.site.absolute)


def sweep(tools: Tools, payload: dict[str, Any]) -> None:
    """Forget ended sessions, failures that no longer count, jobs done a week ago, and files of nobody."""
    with unit_of_work():
        accounts.forget_old(now=clock.now())
        links.forget_old_links(now=clock.now())
        jobs.forget_done(before=clock.now() - timedelta(days=7))
    media.sweep(now=clock.now())
    importing.sweep(now=clock.now())


HANDLERS: dict[str, Handler] = {
    handler.__name__: handler
    for handler in (
        mail_feedback,
        send_mail,
        mail_reset,
        make_renditions,
        encode_master,
        mend,
        listen,
        sweep,
        note_links,
        check_links,
        tell_of_feed,
        send_ping,
        import_item,
        remind_of_reviews,
        send_booking_mail,
        offer_time,
        offer_times,
        expire_holds,
        remind_patients,
        close_past_bookings,
        forget_patients,
    )
}
