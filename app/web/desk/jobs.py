import json

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.permissions import Action
from app.core import clock
from app.core import jobs as table
from app.core.jobs import JobState
from app.core.unit_of_work import unit_of_work
from app.web.auth import needs
from app.web.desk import blueprint
from app.web.desk.job_words import job_in_words


@blueprint.get("/desk/jobs/", endpoint="jobs")
@needs(Action.MANAGE_JOBS)
def list_jobs() -> str:
    groups = [
        ("Failed", "tried five times and parked", table.list_jobs(JobState.DEAD)),
        ("Running", "being done", table.list_jobs(JobState.RUNNING)),
        ("Waiting", "to be done, or to be tried again", table.list_jobs(JobState.QUEUED)),
        ("Done", "of the last week", table.list_jobs(JobState.DONE, limit=20)),
    ]
    return render_template("desk/jobs.html", groups=groups, in_words=job_in_words, as_text=_as_text)


def _as_text(job: table.Job) -> str:
    """Its name in the log, and what it was given."""
    return " ".join([job.name, *([json.dumps(job.payload, sort_keys=True)] if job.payload else [])])


@blueprint.post("/desk/jobs/<id:job_id>/again")
@needs(Action.MANAGE_JOBS)
def job_again(job_id: int) -> Response:
    with unit_of_work():
        queued = table.try_again(job_id, now=clock.now())
    flash("It is tried again." if queued else "That job is not parked any more.")
    return redirect(url_for("desk.jobs"), code=303)
