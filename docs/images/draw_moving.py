"""Draw ``overlay.webp``, the moving picture in the README: ``python -m docs.images.draw_moving``.

It shows the people of :mod:`docs.images.draw` for some seconds around the moment of their still.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from docs.images.draw import FPS, GAP, HEIGHT, PANELS, WIDTH, film

SHOWN_S = 4.0
SHOWN_FPS = 10.0
SCALE = 0.5
QUALITY = 55


def main() -> None:
    """Draw all panels side by side, frame by frame."""
    step, count = round(FPS / SHOWN_FPS), round(SHOWN_S * SHOWN_FPS)
    films = []
    for panel in PANELS:
        first = max(0, round((panel.at_s - SHOWN_S / 2) * FPS))
        films.append(film(panel, range(first, first + count * step, step)))
    sheets = []
    for frames in zip(*films, strict=True):
        sheet = Image.new("RGB", (len(PANELS) * (WIDTH + GAP) - GAP, HEIGHT), "white")
        for number, frame in enumerate(frames):
            sheet.paste(frame, (number * (WIDTH + GAP), 0))
        size = (round(sheet.width * SCALE), round(sheet.height * SCALE))
        sheets.append(sheet.resize(size, Image.Resampling.LANCZOS))
    sheets[0].save(
        Path(__file__).with_name("overlay.webp"),
        save_all=True,
        append_images=sheets[1:],
        duration=round(1000 / SHOWN_FPS),
        loop=0,
        quality=QUALITY,
        method=3,
    )


if __name__ == "__main__":
    main()
