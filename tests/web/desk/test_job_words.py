"""Jobs are called by what they do."""

from app.jobs.handlers import HANDLERS
from app.web.desk.job_words import _WORDS, job_in_words


def test_every_job_has_words() -> None:
    assert _WORDS.keys() == HANDLERS.keys()
    assert job_in_words("send_mail") == "Send a mail"


def test_one_of_an_older_version_is_called_by_its_name() -> None:
    assert job_in_words("wave_at_people") == "Wave at people"
