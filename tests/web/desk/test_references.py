"""The library at the desk, and the rows of a form that choose from it."""

import io
import json

from flask import Flask

from app.content.corrections import Correction, Formerly
from app.content.drafts import Citation
from app.references.models import Reference, Status
from app.references.queries import find_by_key, get_reference
from tests.conftest import MovableClock
from tests.references.test_retraction_watch import listed, row
from tests.web.desk.conftest import Desk, draft, house, problems_in

RIS = "TY  - JOUR\nTI  - A trial\nDO  - 10.1000/trial\nER  - \n"


def add(app: Flask, desk: Desk, text: str = "NICE. Guidance.", **more: object) -> int:
    fields = {"text": text, "status": "current", **more}
    answer = desk.post("/desk/references/new", fields)
    assert answer.status_code == 303, problems_in(answer)
    with house(app):
        found = find_by_key(str(more.get("key", ""))) or find_by_key("ta304")
        assert found is not None
        return found.id


def stored(app: Flask, reference_id: int) -> Reference:
    with house(app):
        return get_reference(reference_id)


def test_a_reference_is_written_found_and_changed(app: Flask, at_desk: Desk) -> None:
    assert "The library is empty" in at_desk.get("/desk/references/").text
    one = add(app, at_desk, url="https://www.nice.org.uk/guidance/ta304")
    assert (stored(app, one).nice, stored(app, one).key) == ("TA304", "ta304")
    made = add(app, at_desk, "Costa ML.", key="costa", doi="https://doi.org/10.1136/BMJ.e2147", year="2012")
    assert stored(app, made).url == "https://doi.org/10.1136/bmj.e2147"
    shown = at_desk.get("/desk/references/?q=costa&status=current").text
    assert "DOI 10.1136/bmj.e2147" in shown
    assert ">ta304<" not in shown
    assert "Nothing fits" in at_desk.get("/desk/references/?q=zebra").text
    again = at_desk.post("/desk/references/new", {"text": "Twin", "doi": "10.1136/bmj.e2147", "status": "current"})
    assert again.status_code == 422
    assert "belongs to another reference: costa" in " ".join(problems_in(again))
    path = f"/desk/references/{made}/"
    sent = {
        "text": "Costa ML.",
        "key": "costa",
        "status": "superseded",
        "superseded_by": "TA304",
        "status_on": "2027-01-31",
    }
    assert at_desk.post(path, sent).status_code == 303
    page = at_desk.get(path).text
    assert "Superseded by " in page
    assert 'value="2027-01-31"' in page
    assert ">ta304</a>" not in page
    assert "It is what replaced" in at_desk.get(f"/desk/references/{one}/").text


def test_what_cannot_be_read_is_said_and_kept(app: Flask, at_desk: Desk) -> None:
    for fields, said in (
        ({"text": "", "status": "current"}, "as it is to be printed"),
        ({"text": "x", "status": "current", "year": "soon"}, "whole number"),
        ({"text": "x", "status": "current", "doi": "none"}, "That is no DOI"),
        ({"text": "x", "status": "withdrawn", "status_on": "soon"}, "That is no date"),
        ({"text": "x", "status": "withdrawn", "superseded_by": "nothing"}, "nothing with this key"),
        ({"text": "x", "status": "odd"}, "Choose one from the list"),
    ):
        answer = at_desk.post("/desk/references/new", {**fields, "title": "Typed and kept"})
        assert answer.status_code == 422
        assert said in " ".join(problems_in(answer))
        assert "Typed and kept" in answer.text


def test_authors_look_and_cite_but_change_nothing(app: Flask, at_desk: Desk, as_author: Desk) -> None:
    made = add(app, at_desk, nice="TA304")
    assert "New reference" not in as_author.get("/desk/references/").text
    found = as_author.get("/desk/references/find?q=ta3").json
    assert found == {
        "references": [{"id": made, "key": "ta304", "text": "NICE. Guidance.", "status": "current", "said": "Current"}]
    }
    assert as_author.get(f"/desk/references/{made}/").status_code == 403
    typed = {"title": "T", "citations-0-text": "By hand", "do": "library-citations-0"}
    assert as_author.post("/desk/blog/new", typed).status_code == 403


def test_a_row_takes_a_source_by_key_or_number_and_prints_it(app: Flask, at_desk: Desk) -> None:
    made = add(app, at_desk, nice="TA304", url="https://www.nice.org.uk/guidance/ta304")
    typed = {
        "title": "Hips",
        "summary": "About hips.",
        "body": "Fine.[^ta304]",
        "citations-0-reference_id": "NICE TA304",
        "citations-1-key": "hand",
        "citations-1-text": "By hand.",
    }
    entry_id = at_desk.write("/desk/blog/new", **typed, do="publish")
    url = "https://www.nice.org.uk/guidance/ta304"
    assert draft(app, entry_id).citations == (
        Citation("ta304", "NICE. Guidance.", url, reference_id=made),
        Citation("hand", "By hand."),
    )
    page = at_desk.get(f"/desk/blog/{entry_id}/").text
    assert 'name="citations-0-reference_id"' in page
    assert "Put it into the library" in page
    refused = at_desk.post("/desk/blog/new", {"title": "T", "citations-0-reference_id": "nothing"})
    assert refused.status_code == 422
    assert "The library has nothing with this key or number" in " ".join(problems_in(refused))
    assert 'aria-invalid="true"' in refused.text
    gone = at_desk.post(f"/desk/references/{made}/delete")
    assert gone.status_code == 422
    assert "This reference is cited, so it stays: Hips." in " ".join(problems_in(gone))
    assert "Hips" in at_desk.get(f"/desk/references/{made}/").text


def test_what_was_written_by_hand_goes_into_the_library(app: Flask, at_desk: Desk) -> None:
    add(app, at_desk, nice="TA304")
    entry_id = at_desk.write(
        "/desk/blog/new",
        **{
            "title": "Hips",
            "citations-0-key": "old",
            "citations-0-text": "NICE TA304.",
            "citations-1-key": "new2020",
            "citations-1-text": "A new one. 2020.",
            "citations-1-url": "https://doi.org/10.1000/new",
        },
    )
    path = f"/desk/blog/{entry_id}/"
    typed = {
        "title": "Hips",
        "version": at_desk.version(path),
        "citations-0-key": "old",
        "citations-0-text": "NICE TA304.",
        "citations-1-key": "new2020",
        "citations-1-text": "A new one. 2020.",
        "citations-1-url": "https://doi.org/10.1000/new",
        "citations-2-key": "empty",
    }
    shown = at_desk.post(path, {**typed, "do": "library-citations-all"}).text
    assert 'value="new2020"' in shown
    assert 'value="ta304"' in shown
    assert "Write the reference first" in shown
    assert draft(app, entry_id).citations[0].reference_id is None  # not saved by itself
    with house(app):
        made = find_by_key("new2020")
        assert made is not None
        assert (made.doi, made.year, made.status) == ("10.1000/new", 2020, Status.UNVERIFIED)
    assert at_desk.post(path, {**typed, "do": "library-citations-9"}).status_code == 200


def test_two_that_are_one_are_merged_after_a_look(app: Flask, at_desk: Desk) -> None:
    kept, twin = add(app, at_desk, "Kept", key="kept"), add(app, at_desk, "Twin", key="twin", pmid="77")
    entry_id = at_desk.write("/desk/blog/new", **{"title": "Hips", "citations-0-reference_id": "twin"})
    path = f"/desk/references/{kept}/merge"
    assert "Type the key" in " ".join(problems_in(at_desk.get(f"{path}?other=nothing")))
    look = at_desk.get(f"{path}?other=77").text
    assert "Merge twin into kept" in look
    assert "<li>Hips</li>" in look
    assert at_desk.post(path, {"other": "twin"}).status_code == 303
    assert at_desk.get(f"/desk/references/{twin}/").location.endswith(f"/desk/references/{kept}/")
    assert 'value="kept"' in at_desk.get(f"/desk/blog/{entry_id}/").text
    flagged = at_desk.get("/desk/references/flagged").text
    assert "Hips" in flagged
    other = add(app, at_desk, "Other", key="other", pmid="78")
    refused = at_desk.post(f"/desk/references/{other}/merge", {"other": "kept"})
    assert "not the same source" in " ".join(problems_in(refused))
    assert at_desk.post(f"/desk/references/{other}/delete").status_code == 303


def test_a_flagged_page_may_stand(app: Flask, at_desk: Desk, as_author: Desk, moving: MovableClock) -> None:
    made = add(app, at_desk, nice="TA304")
    entry_id = at_desk.write("/desk/blog/new", **{"title": "Hips", "citations-0-reference_id": "ta304"})
    assert "Nothing to look at" in at_desk.get("/desk/references/flagged").text
    moving.move(minutes=5)
    sent = {"text": "NICE. Guidance.", "key": "ta304", "nice": "TA304", "status": "withdrawn"}
    answer = at_desk.post(f"/desk/references/{made}/", sent, follow_redirects=True)
    assert "1 page cites it: please look at them." in answer.text
    page = at_desk.get("/desk/references/flagged").text
    assert "Only the draft cites it." in page
    assert "Withdrawn" in page
    assert "Hips" not in as_author.get("/desk/references/flagged").text
    moving.move(minutes=5)
    stand = {"reference_id": made, "entry_id": entry_id, "note": "It says so itself."}
    assert as_author.post("/desk/references/flagged/stand", stand).status_code == 403
    assert at_desk.post("/desk/references/flagged/stand", stand).status_code == 303
    assert "Nothing to look at" in at_desk.get("/desk/references/flagged").text
    assert at_desk.post("/desk/references/flagged/stand", {"reference_id": 99, "entry_id": entry_id}).status_code == 404


def test_a_file_is_looked_at_before_it_is_brought_in(app: Flask, at_desk: Desk) -> None:
    path = "/desk/references/import"
    assert "only looked at first" in at_desk.get(path).text
    assert "Choose a file" in " ".join(problems_in(at_desk.post(path)))
    assert "neither BibTeX nor RIS" in " ".join(problems_in(at_desk.post(path, {"text": "Dear editor"})))
    looked = at_desk.post(path, {"file": (io.BytesIO(RIS.encode()), "a.ris")}).text
    assert "Bring in 1" in looked
    assert "Bring in 1" in at_desk.post(path, {"text": RIS}).text
    assert at_desk.post(f"{path}/bring", {"text": RIS}).status_code == 303
    with house(app):
        assert find_by_key("trial") is not None
    assert "There is nothing new in it" in at_desk.post(path, {"text": RIS}).text
    assert at_desk.post(f"{path}/bring", {"text": "Dear editor"}).status_code == 422


def test_the_list_of_retractions_marks_what_it_names(app: Flask, at_desk: Desk) -> None:
    made = add(app, at_desk, "A trial", key="trial", doi="10.1000/trial")
    text = listed(row("10.1000/trial", reason="+Fake Data"), row("10.1000/trial", nature="Expression of concern"))
    looked = at_desk.post("/desk/references/import", {"file": (io.BytesIO(text.encode()), "rw.csv")}).text
    assert "Mark 1" in looked
    assert "Fake Data" in looked
    assert "expression of concern" in looked
    marks = [{"id": made, "status": "retracted", "on": "2010-02-02", "reason": "Fake Data"}]
    bring = "/desk/references/import/bring"
    assert at_desk.post(bring, {"marks": json.dumps(marks)}).status_code == 303
    assert (stored(app, made).status, stored(app, made).status_note) == (Status.RETRACTED, "Reason given: Fake Data.")
    again = at_desk.post("/desk/references/import", {"text": text}).text
    assert "There is nothing new to mark" in again
    for odd in ("[{}]", "{", '[{"id": 1, "status": "current"}]', '[{"id":1,"status":["x"]}]', "[" * 9999):
        assert at_desk.post(bring, {"marks": odd}).status_code == 422


def test_corrections_and_what_was_said_have_rows_of_their_own(app: Flask, at_desk: Desk) -> None:
    typed = {
        "title": "Hips",
        "corrections-1-on": "2027-02-28",
        "corrections-1-text": "It said left.",
        "formerly-0-said": "Rest.",
        "formerly-0-instead": "Move.",
        "formerly-0-until": "2020-01-31",
    }
    entry_id = at_desk.write("/desk/blog/new", **typed)
    kept = draft(app, entry_id)
    assert [(c.on.isoformat(), c.text) for c in kept.corrections] == [("2027-02-28", "It said left.")]
    assert [(f.said, f.until and f.until.isoformat()) for f in kept.formerly] == [("Rest.", "2020-01-31")]
    assert isinstance(kept.corrections[0], Correction)
    assert isinstance(kept.formerly[0], Formerly)
    shown = at_desk.get(f"/desk/blog/{entry_id}/").text
    assert 'value="2027-02-28"' in shown
    wrong = {
        "title": "T",
        "corrections-0-text": "",
        "corrections-1-text": "No day",
        "formerly-0-said": "Only this",
        "formerly-0-until": "soon",
    }
    refused = at_desk.post("/desk/blog/new", wrong)
    assert refused.status_code == 422
    said = " ".join(problems_in(refused))
    assert "Say when it was put right." in said
    assert "That is no date." in said
    assert 'id="corrections-1-on-error"' in refused.text
    assert 'id="formerly-0-until-error"' in refused.text
    half = at_desk.post("/desk/blog/new", {"title": "T", "formerly-0-said": " ", "formerly-1-said": "Only this"})
    assert 'id="formerly-1-instead-error"' in half.text
