"""Two languages: the same strings in both, chosen by the visitor alone."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import webui
from webui import texts
from webui.catalogues import en, vi

ROOT = Path(webui.__file__).parent
_LETTER = "[àáảãạăâđèéẻẽẹêìíỉĩịòóỏõọôơùúủũụưỳýỷỹỵắằẳẵặấầẩẫậếềểễệốồổỗộớờởỡợứừửữự]"
VIETNAMESE_WORD = re.compile(rf"[a-z]{_LETTER}|{_LETTER}[a-z]", re.IGNORECASE)


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_no_string_is_missing_in_either_language_and_all_have_the_same_blanks() -> None:
    plural = {name for name in en.TEXTS if name.endswith(".one")}
    assert {name.removesuffix(".one") for name in plural} <= vi.TEXTS.keys()
    assert en.TEXTS.keys() - plural == vi.TEXTS.keys()
    assert {name: blanks(text) for name, text in vi.TEXTS.items()} == {
        name: blanks(text) for name, text in en.TEXTS.items() if name not in plural
    }


def test_every_string_is_used_and_every_string_used_is_there() -> None:
    sources = [path for path in ROOT.rglob("*") if path.suffix in (".py", ".html", ".xml")]
    source = "".join(path.read_text(encoding="utf-8") for path in sources if "catalogues" not in path.parts)
    called = re.findall(r"""\b(?:text|counted)\(\s*["']([a-z_.]+[a-z_])["']""", source)
    filtered = re.findall(r"""["']([a-z_.]+[a-z_])["'] \| (?:t|counted)\b""", source)
    asked = {*called, *filtered}
    assert len(asked) > 100
    assert asked <= vi.TEXTS.keys()
    quoted = set(re.findall(r"""["']([a-z_]+\.[a-z_.]+[a-z_])["']""", source))
    built = (
        *("date", "month", "kind", "language", "problem", "grade", "period", "filter", "sort", "read"),
        *("help", "same", "api", "csv"),
    )
    unused = {name for name in vi.TEXTS if name.split(".")[0] not in built} - asked - quoted
    assert {name for name in unused if "." in name} == set()


def test_templates_and_scripts_hold_no_words_of_their_own() -> None:
    for path in (*ROOT.glob("templates/*"), *ROOT.glob("static/*.js")):
        # a letter by itself is matter, as where a script folds accents
        assert not VIETNAMESE_WORD.search(path.read_text(encoding="utf-8")), path.name


def test_vietnamese_is_spoken_unless_the_visitor_asks(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "en-US,en;q=0.9"})
    assert '<html lang="vi">' in answer.text
    assert "Thử tìm" in answer.text
    assert "In English" in answer.text
    assert "In English" not in client.get("/", headers={"Accept-Language": "vi,en;q=0.5"}).text


def test_a_language_that_was_asked_for_is_kept(client: FlaskClient) -> None:
    answer = client.get("/?q=nghe+an&lang=en")
    assert '<html lang="en">' in answer.text
    assert "1 report · 1 near match" in answer.text
    assert "held on 14 December 2012" in answer.text
    assert "Understood as:" in client.get("/?q=nghe+an").text, "the cookie keeps it"
    assert "Hiểu là:" in client.get("/?q=nghe+an&lang=vi").text


def test_a_page_speaks_its_language_whatever_was_asked_before(client: FlaskClient) -> None:
    for _ in range(2):
        for language, unknown, bar in (
            ("vi", "không rõ tỉnh", "năm 2012: 1 báo cáo"),
            ("en", "province not known", "2012: 1 reports"),
        ):
            markup = client.get(f"/?q=x&lang={language}").text
            for name in ("skip", "help.link", "filter.fold", "take.passages"):
                assert f">{texts.CATALOGUES[language][name]}</" in markup
            assert f"<span>{unknown}</span>" in markup
            assert f'aria-label="{bar}"' in markup


def test_the_switch_leads_to_this_very_page(client: FlaskClient) -> None:
    markup = client.get("/?q=x&year=2012&lang=vi").text
    assert 'href="/?q=x&amp;year=2012&amp;lang=en"' in markup


@pytest.mark.parametrize("address", ["/?lang=fr", "/reports/an?lang=%3Cscript%3E", "/?q=x&lang=EN"])
def test_a_language_that_is_not_there_says_which_are(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "vi, en" in answer.text
    assert "<script>" not in answer.text
    assert "lang" not in (answer.headers.get("Set-Cookie") or "")


def test_numbers_and_dates_are_written_as_their_reader_does() -> None:
    texts.use("en")
    try:
        assert texts.number(1234567) == "1,234,567"
    finally:
        texts.use(texts.DEFAULT)
    assert texts.number(1234567) == "1.234.567"
