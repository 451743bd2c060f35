"""`flask podcast ...`: the shows' feeds, as apps and directories meet them."""

import json
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import AppGroup

from app import links
from app.core import clock
from app.core.site import Site
from app.feeds.check import Finding, Outcome, Report, check_feed
from app.feeds.checking.http_probe import HttpProbe

podcast = AppGroup("podcast", help="The shows’ feeds, as apps and directories meet them.")
_MARKS = {Outcome.PASS: "pass", Outcome.FAIL: "FAIL", Outcome.NOT_CHECKED: "  - "}


@podcast.command("check")
@click.argument("show")
@click.option("--url", default="", help="Where the site runs, if not at SITE_URL, or the full address of the feed.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def check(context: click.Context, show: str, url: str, as_json: bool) -> None:
    """Fetch a show's feed from the running site and say of each rule whether it holds.

    SHOW is the last part of the show's address, or the full address of any feed. Ends with status 1 when a rule fails.
    """
    site: Site = current_app.extensions["site"]
    probe = HttpProbe(agent=f"PodcastFeedCheck/1.0 (+{site.url})")
    try:
        report = check_feed(_address(show, url, site), probe, now=clock.now())
    finally:
        probe.close()
    click.echo(_as_json(report) if as_json else _as_text(report))
    context.exit(0 if report.passes else 1)


def _address(show: str, url: str, site: Site) -> str:
    """The feed that is meant. Raises UsageError when what was given is no address."""
    if show.startswith(("http://", "https://")):
        return show
    if url and not (url.startswith(("http://", "https://")) and urlsplit(url).hostname):
        raise click.UsageError("--url is an address such as http://127.0.0.1:8000.")
    if urlsplit(url).path.strip("/"):
        return url
    slug = show.strip("/").rpartition("/")[2]
    return f"{url.rstrip('/') or site.url}{links.path_to('site_feeds.podcast', show=slug)}"


def _as_json(report: Report) -> str:
    rows = [
        {"rule": f.rule, "title": f.title, "outcome": f.outcome.value, "reasons": list(f.reasons)}
        for f in report.findings
    ]
    return json.dumps({"url": report.url, "passes": report.passes, "rules": rows}, indent=2, ensure_ascii=False)


def _as_text(report: Report) -> str:
    counts = ", ".join(f"{len(report.of(outcome))} {outcome.value}" for outcome in Outcome)
    return "\n".join((report.url, *map(_line, report.findings), counts))


def _line(finding: Finding) -> str:
    reasons = "".join(f"\n             {reason}" for reason in finding.reasons)
    return f"{_MARKS[finding.outcome]}  {finding.rule:>2}  {finding.title}{reasons}"
