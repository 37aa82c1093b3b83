"""A contact sheet: the stills of all repetitions in one picture, with grades and times."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw

from formtrace.overlay.style import load_style
from formtrace.overlay.text import fitted, font, readable
from formtrace.results.data import ResultData
from formtrace.results.document import ResultDocument
from formtrace.results.exports.registry import exporter
from formtrace.results.session_report.words import Words

_CELL_PX = 300  # height of a picture
_GAP_PX, _CAPTION_PX, _HEAD_PX = 14, 40, 84
_COLUMNS = 6
_NARROWEST_PX = 640
_QUALITY = 88
_PALE, _WHITE, _INK = "#9aa4ba", "#f2f5fa", "#0a0f1c"


class _Cell(NamedTuple):
    picture: Image.Image
    number: str
    grade: str | None
    note: str


@exporter("sheet", ".jpg", "a contact sheet: the stills of all repetitions, with grades and times")
def write_sheet(data: ResultData, path: Path) -> None:
    """Write a JPEG of the turning points in the order of time, and of the worst form error."""
    words = Words("fr" if data.document.options.get("locale") == "fr" else "en")
    cells = list(_cells(data, words))
    width_px = max((cell.picture.width for cell in cells), default=_CELL_PX)
    columns = min(max(len(cells), 1), _COLUMNS)
    rows = -(-len(cells) // columns)
    step_x, step_y = width_px + _GAP_PX, _CELL_PX + _CAPTION_PX + _GAP_PX
    size = max(_GAP_PX + columns * step_x, _NARROWEST_PX), _HEAD_PX + rows * step_y
    sheet = Image.new("RGB", size, load_style().colours.card)
    pen = ImageDraw.Draw(sheet)
    _head(pen, data.document, words, size[0])
    for number, cell in enumerate(cells):
        left, top = _GAP_PX + number % columns * step_x, _HEAD_PX + number // columns * step_y
        sheet.paste(cell.picture, (left, top))
        _caption(pen, cell, left, top + _CELL_PX, width_px)
    sheet.save(path, "JPEG", quality=_QUALITY)


def _cells(data: ResultData, words: Words) -> Iterator[_Cell]:
    for effort in data.document.efforts:
        for still in effort.stills:
            if still.file not in data.stills:
                continue
            picture = Image.open(BytesIO(data.stills[still.file])).convert("RGB")
            picture = picture.resize((round(picture.width * _CELL_PX / picture.height), _CELL_PX))
            note = words.clock(still.t_s)
            if still.check is not None:
                found = [part.name for part in effort.subscores if part.check == still.check]
                note = " ".join([note, *found[:1]])
            yield _Cell(picture, str(effort.index), effort.grade, note)


def _head(pen: ImageDraw.ImageDraw, document: ResultDocument, words: Words, width_px: int) -> None:
    """What was counted, how much of it, and the mean score."""
    left, middle = _GAP_PX, _HEAD_PX // 2
    parts = [words.counted(document)]
    if document.held_s is not None:
        parts.append(f"{words.number(document.held_s, 1)} s")
    elif document.unit is not None:
        parts.append(words("rep" if document.count == 1 else "reps", count=document.count))
    if document.form is not None:
        left = _badge(pen, document.form.grade, left, middle, 48)
        parts.append(f"{words.points(document.form.avg_score)} / 100")
    text = fitted(readable(", ".join(parts)), 30, width_px - left - _GAP_PX)
    pen.text((left, middle), text, _WHITE, font(30), anchor="lm")


def _caption(pen: ImageDraw.ImageDraw, cell: _Cell, left: int, top: int, width_px: int) -> None:
    """Number, grade and time below a picture."""
    middle, end = top + _CAPTION_PX // 2 + 2, left + width_px
    pen.text((left, middle), cell.number, _WHITE, font(24), anchor="lm")
    left += round(font(24).getlength(cell.number)) + 10
    if cell.grade is not None:
        left = _badge(pen, cell.grade, left, middle, 28)
    pen.text((left, middle), fitted(readable(cell.note), 19, end - left), _PALE, font(19), anchor="lm")


def _badge(pen: ImageDraw.ImageDraw, grade: str, left: int, middle: int, side_px: int) -> int:
    """A grade on its colour; where what follows begins."""
    box = (left, middle - side_px // 2, left + side_px, middle + side_px // 2)
    pen.rounded_rectangle(box, side_px // 4, load_style().grades[grade])
    pen.text((left + side_px / 2, middle), grade, _INK, font(side_px * 0.66), anchor="mm")
    return left + side_px + 12
