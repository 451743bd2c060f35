from app.importing.texts import body_of, summary_of


def test_plain_text_becomes_paragraphs() -> None:
    assert body_of("One & two.\nStill.\n\nThree.") == body_of("<p>One &amp; two. Still.</p><p>Three.</p>")


def test_html_is_cleaned() -> None:
    assert "script" not in body_of("<p onclick=x>Hello <script>alert(1)</script></p>")


def test_what_is_built_too_deep_comes_as_plain_words() -> None:
    assert "Hello" in body_of("<div>" * 500 + "Hello" + "</div>" * 500)


def test_a_summary_is_what_there_is() -> None:
    assert summary_of("<b>Short</b>", "<p>Long.</p>", otherwise="Title") == "Short"
    assert summary_of("", "<p>Long.</p>", otherwise="Title") == "Long."
    assert summary_of("", "", otherwise="Title") == "Title"
    assert len(summary_of("x " * 2000, "", otherwise="Title")) <= 1000
