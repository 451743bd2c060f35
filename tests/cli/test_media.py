"""`flask media renditions`: what older pictures miss is made by the worker."""

import json

from flask import Flask

from app.accounts.permissions import Actor
from app.core.db import db
from app.core.jobs import JobState, list_jobs
from app.media import queries
from tests.media import makers
from tests.media.library import added


def test_pictures_that_miss_something_get_one_job_each(app: Flask, editor: Actor) -> None:
    with app.app_context():
        picture = added(makers.picture(400, 300), by=editor).id
        db.session.remove()
    worker, runner = app.extensions["worker"], app.test_cli_runner()
    for _ in range(2):
        answer = runner.invoke(args=["media", "renditions"])
        assert answer.output == "1 picture gets what is missing; the worker makes it.\n"
    with app.app_context():
        wanted = [job.payload for job in list_jobs(JobState.QUEUED) if job.key == f"renditions:{picture}"]
        db.session.remove()
    assert wanted == [{"asset_id": picture}]
    assert json.loads(runner.invoke(args=["media", "renditions", "--json"]).output) == {"pictures": [picture]}
    worker.work_off()
    assert runner.invoke(args=["media", "renditions"]).output == "Nothing is missing.\n"
    with app.app_context():
        assert queries.list_without_renditions() == []
        db.session.remove()
