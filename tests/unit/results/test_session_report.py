"""The printed report: what it says, that it holds all it shows, and that it is one page."""

from __future__ import annotations

import re
import sys
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from formtrace.errors import MissingExtraError
from formtrace.results.document import Held, ResultDocument, SetReport
from formtrace.results.session_report import ReportDetails, Session, report_html, write_pdf
from tests.support.movements import sets
from tests.support.results import write
from tests.unit.results.test_report import perform

MADE = datetime(2026, 3, 2, 12, tzinfo=UTC)
VOID = {"meta", "img", "br", "path", "rect", "line", "circle"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A result of four squats."""
    made = tmp_path_factory.mktemp("squats")
    write(perform("squat", sets(4)), made)
    return made


@pytest.fixture
def session(folder: Path) -> Session:
    return replace(Session.load(folder), made_at=MADE)


class Reader(HTMLParser):
    """Texts of a page, and whether its elements are closed in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.tags: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "title"):
            self.texts.append(data.strip())


def test_it_says_what_was_found(session: Session) -> None:
    document = session.document
    page = Reader(report_html([session], ReportDetails("Anna Example", "Physio am Park")))
    said = " ".join(page.texts)
    for text in ("4 repetitions", "Squat", "Anna Example · 2 March 2026", "Physio am Park"):
        assert text in said
    assert document.form is not None
    assert page.texts[page.texts.index("repetitions") + 1] == document.form.grade
    for advice in document.recommendations[:1]:
        assert advice.text in said
    rows = [text for text in page.texts if re.fullmatch(r"\d+°", text)]
    assert [int(text[:-1]) for text in rows] == [round(rep.rom_deg or 0) for rep in document.reps]
    assert page.tags.count("svg") == 5


def test_in_french_with_commas(session: Session) -> None:
    said = " ".join(Reader(report_html([session], ReportDetails(language="fr"))).texts)
    assert "2 mars 2026" in said
    assert "4 répétitions" in said
    assert re.search(r"\d,\d s", said)
    assert not re.search(r"\d\.\d s", said)


def test_it_needs_nothing_else_and_runs_nothing(session: Session) -> None:
    pictured = replace(session, stills={(1, 1): b"\xff\xd8picture"}, name="<img src=x onerror=alert(1)>")
    html = report_html([pictured], ReportDetails("<script>alert(1)</script>", "\"'&<b>"))
    page = Reader(html)
    assert "script" not in page.tags
    assert page.tags.count("img") == 1
    assert not re.search(r"https?:|(?:src|href)=\"(?!data:)", html)
    assert "default-src 'none'" in html


def test_sessions_are_put_in_order_and_compared(session: Session) -> None:
    def later(days: int, rom_deg: float) -> Session:
        reps = tuple(rep.model_copy(update={"rom_deg": rom_deg}) for rep in session.document.reps)
        return replace(
            session,
            made_at=MADE + timedelta(days=days),
            document=session.document.model_copy(update={"reps": reps}),
        )

    page = Reader(report_html([later(14, 101.0), later(0, 88.0), later(7, 95.0)]))
    said = " ".join(page.texts)
    assert "2 March 2026 – 16 March 2026" in said
    days = [text for text in page.texts if re.fullmatch(r"\d+ March 2026", text)]
    assert days == ["2 March 2026", "9 March 2026", "16 March 2026"]
    assert said.index("88°") < said.index("101°") < said.index("95°")  # charts name the ends, tables all
    assert "Last session, 16 March 2026" in said


def test_a_workout_has_a_table_and_pictures_of_each_set(session: Session) -> None:
    """A hold and a repetition may have the same number."""
    (squats,) = session.document.in_sets
    held = Held(index=1, start_s=20.0, end_s=25.0, duration_s=5.0, score=41.0, grade="F", set=2)
    plank = SetReport(index=2, exercise="plank", unit="seconds", count=5, holds=(held,))
    document = session.document.model_copy(
        update={"exercise": None, "holds": (held,), "sets": (squats, plank)}
    )
    pictures = {(1, 1): b"\xff\xd8squat", (2, 1): b"\xff\xd8plank"}
    page = Reader(report_html([replace(session, document=document, stills=pictures)]))
    assert (page.tags.count("table"), page.tags.count("img")) == (2, 2)
    assert {"Squat", "Plank"} <= set(page.texts)
    scores = [f"{each.grade} {int(each.score or 0)}" for each in (document.reps[0], held)]
    captions = [text for text in page.texts if text.endswith(tuple(f" · {score}" for score in scores))]
    assert [caption.split(" · ")[1] for caption in captions] == scores


def test_a_photo_and_an_empty_result_have_one_too(session: Session) -> None:
    bare = session.document.model_copy(
        update={"unit": None, "exercise": None, "reps": (), "form": None, "sets": (), "recommendations": ()}
    )
    said = Reader(report_html([Session(bare, MADE)])).texts
    assert "Movement" in said


def test_files_that_are_gone_are_left_out(folder: Path) -> None:
    def gone(name: str) -> bytes:
        raise FileNotFoundError(name)

    document = ResultDocument.model_validate_json((folder / "result.json").read_text())
    assert "<svg" in report_html([Session.of(document, MADE, gone)])


def test_a_pdf_is_one_page(session: Session, tmp_path: Path) -> None:
    picture = BytesIO()
    Image.new("RGB", (300, 480)).save(picture, "JPEG")
    pictured = replace(session, stills=dict.fromkeys(((1, rep) for rep in range(1, 5)), picture.getvalue()))
    try:
        pdf = write_pdf(report_html([pictured]), tmp_path / "new" / "report.pdf").read_bytes()
    except MissingExtraError:
        pytest.skip("neither WeasyPrint with Pango nor Chromium is installed")
    assert pdf.startswith(b"%PDF-")
    assert pdf.count(b"/Subtype /Image") >= 1
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    objects = b"".join(zlib.decompressobj().decompress(each) for each in streams if each[:1] == b"x")
    assert len(re.findall(rb"/Type */Page\b", pdf + objects)) == 1


def test_without_anything_that_makes_pdf_files_the_sentence_says_what_to_install(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingExtraError, match=r"formtrace\[reports\]"):
        write_pdf(report_html([session]), tmp_path / "report.pdf")
