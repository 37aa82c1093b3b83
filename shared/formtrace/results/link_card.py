"""The picture that messengers show beside a link: the stick figure and the verdict, no footage."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from formtrace.overlay.style import load_style
from formtrace.overlay.text import font, readable
from formtrace.reference.thumbnail import draw_poses
from formtrace.results.session_report.charts import GRADES

if TYPE_CHECKING:
    from formtrace.motion.body import Motion
    from formtrace.results.document import ResultDocument

SIZE = (1200, 630)
"""Pixels, width and height: the proportions that messengers show without cutting."""
_FIGURE = (430, 574)
_MARGIN = 28
_LEFT = _FIGURE[0] + 3 * _MARGIN
_PALE, _WHITE = "#9aa4ba", "#f2f5fa"


def draw_card(document: ResultDocument, motion: Motion, title: str, count: str) -> bytes:
    """The PNG.

    Args:
        document: the result.
        motion: the person's; without a visible person the card has words only.
        title: what was counted.
        count: how much of it, in words.
    """
    card = Image.new("RGB", SIZE, load_style().colours.card)
    seen_s = motion.t_s[motion.seen]
    if len(seen_s):
        reps = document.reps
        span = (reps[0].start_s, reps[0].end_s) if reps else (float(seen_s[0]), float(seen_s[-1]))
        card.paste(draw_poses(motion, span, _FIGURE), (_MARGIN, _MARGIN))
    pen = ImageDraw.Draw(card)
    _write(pen, title, (_LEFT, 150), 76, _WHITE)
    _write(pen, count, (_LEFT, 260), 52, _PALE)
    if document.form is not None:
        grade = document.form.grade
        box = (_LEFT, 350, _LEFT + 120, 470)
        pen.rounded_rectangle(box, 28, GRADES[grade])
        pen.text((_LEFT + 60, 410), grade, "#ffffff", font(76), anchor="mm")
        pen.text((_LEFT + 150, 410), f"{int(document.form.avg_score)} / 100", _WHITE, font(52), anchor="lm")
    pen.text((_LEFT, 560), "Formtrace", _PALE, font(34))
    content = BytesIO()
    card.save(content, "PNG", optimize=True)
    return content.getvalue()


def _write(pen: ImageDraw.ImageDraw, text: str, place: tuple[int, int], size_px: int, colour: str) -> None:
    """A line that becomes smaller where it is too long."""
    shown = readable(text)
    room = SIZE[0] - _MARGIN - place[0]
    while size_px > 30 and font(size_px).getlength(shown) > room:
        size_px -= 4
    pen.text(place, shown, colour, font(size_px))
