"""Feedback, mail and jobs."""

from flask import Flask

from app.content.feedback import leave_feedback
from app.core import clock, mail
from app.core.db import db
from app.core.jobs import Job, JobState, enqueue
from app.web.desk.mail import with_links
from tests.web.desk.conftest import Desk, house, work


def test_feedback_is_read_and_marked_as_done(app: Flask, at_desk: Desk) -> None:
    with work(app):
        leave_feedback(
            path="/blog/x/", message="<b>Wrong</b>\nSecond line", email="reader@example.org", now=clock.now()
        )
        leave_feedback(path="//evil.example/", message="From elsewhere", email="", now=clock.now())
    page = at_desk.get("/desk/feedback/").text
    assert "&lt;b&gt;Wrong" in page
    assert 'href="//evil' not in page
    assert at_desk.post("/desk/feedback/1/done").status_code == 303
    assert "Second line" not in at_desk.get("/desk/feedback/").text
    assert "Dealt with by Sample editor" in at_desk.get("/desk/feedback/?done=1").text


def test_mail_is_read_here_and_its_links_can_be_followed(app: Flask, as_admin: Desk) -> None:
    with work(app):
        text = "Go to http://localhost/desk/feedback/ (now).\n<script>alert(1)</script>"
        mail.write(to="a@example.org", subject="A <subject>", text=text, cause="test:1", now=clock.now())
    assert "A &lt;subject&gt;" in as_admin.get("/desk/mail/").text
    page = as_admin.get("/desk/mail/1/").text
    assert '<a href="http://localhost/desk/feedback/" rel="noreferrer">' in page
    assert "<script>alert" not in page
    assert "no mail server" in page


def test_addresses_in_a_mail_become_links_and_nothing_else() -> None:
    assert str(with_links("javascript:alert(1) & https://example.org/a?b=1&c=2.")) == (
        'javascript:alert(1) &amp; <a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer">'
        "https://example.org/a?b=1&amp;c=2</a>."
    )
    assert str(with_links("")) == ""


def test_a_job_that_failed_is_tried_again(app: Flask, as_admin: Desk) -> None:
    with work(app):
        enqueue("sweep", {}, now=clock.now())
        db.session.flush()
        job = db.session.query(Job).filter_by(name="sweep").one()
        job.state, job.last_error, job.attempts = JobState.DEAD, "It broke <here>", 5
        number = job.id
    page = as_admin.get("/desk/jobs/").text
    assert "It broke &lt;here&gt;" in page
    assert as_admin.post(f"/desk/jobs/{number}/again").status_code == 303
    with house(app):
        again = db.session.get(Job, number)
        assert again is not None
        assert again.state is JobState.QUEUED
    as_admin.post(f"/desk/jobs/{number}/again")
    assert "not parked any more" in as_admin.get("/desk/jobs/").text
