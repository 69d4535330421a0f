"""What no text of the directory may hold."""

import pytest

from bot.directory.safe_text import address_problem, markup_problem, text_problem, without_formatting


@pytest.mark.parametrize(
    "text",
    [
        "Flat 2, 12 Hidden Lane", "14b, Old Mill Road", "Write to SW1A 1AA.", "m1 1ae", "BT1 5GS", "7 High Street",
    ],
)  # fmt: skip
def test_a_street_address_is_noticed(text):
    assert "street address" in text_problem(f"They help. {text}")


@pytest.mark.parametrize(
    "text",
    [
        "They answer 24 hours a day.", "Call 0808 2000 247.", "The line is open on 25 December.", "Press 55 on a mobile.",
        "They help people who have an A2 visa.", "They use < and > signs.", "Ask at gov.uk.", "هم يساعدون.", "They do 3 Things.",
    ],
)  # fmt: skip
def test_ordinary_sentences_are_left_alone(text):
    assert text_problem(text) is None


@pytest.mark.parametrize("text", ["<b>", "</p>", "<!--", "<?x", "&lt;script&gt;", "javascript:x", "DATA : x", "a\u202eb", "a\x00b", "\ud800"])
def test_markup_and_hidden_signs_are_noticed(text):
    assert markup_problem(text)


def test_bare_formatting_is_taken_away_and_nothing_else():
    assert without_formatting("<p>One <b>two</b>.</p><br/>Three&nbsp;&amp; four") == "One two . Three & four"
    assert "<p class=x>" in without_formatting("<p class=x>One</p>")


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/", "http://example.org:8080/a?b=c#d", "https://example.org/a_(b)", "http://www.example.org./",
    ],
)  # fmt: skip
def test_a_public_web_address_is_fine(url):
    assert address_problem(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "example.org", "//example.org", "ftp://example.org", "https://", "https://localhost", "https://printer.local", "https://intranet/",
        "https://10.0.0.1/", "https://2130706433/", "https://[::1]/", "https://[", "https://example.org:99999/", "https://a@example.org/",
        "https://:x@example.org/", "https://example.org/a b", "https://example.org/\n", "https://exämple.org/", "https://example.org\\@evil.example",
        "https://hidden.onion/", "",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_or_not_plain_is_refused(url):
    assert address_problem(url)
