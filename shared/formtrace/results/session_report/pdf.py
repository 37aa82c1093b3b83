"""A report as a PDF: by WeasyPrint where it is installed, else by a browser of this machine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from formtrace.errors import MissingExtraError

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge")
_TIMEOUT_S = 60


def write_pdf(html: str, path: Path) -> Path:
    """Print an HTML report into a PDF file of A4 pages.

    Raises:
        MissingExtraError: there is neither WeasyPrint (with the Pango library that it needs) nor a browser.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not (_by_weasyprint(html, path) or _by_browser(html, path)):
        raise MissingExtraError.of("WeasyPrint, or Chromium,", "reports")
    return path


def _by_weasyprint(html: str, path: Path) -> bool:
    try:
        from weasyprint import HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):  # OSError: Pango is not there
        return False
    fetcher = URLFetcher(allowed_protocols=["data"])  # reports hold all that they show
    HTML(string=html, url_fetcher=fetcher).write_pdf(str(path))
    return True


def _by_browser(html: str, path: Path) -> bool:
    browser = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if browser is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        page, made = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html, encoding="utf-8")
        subprocess.run(
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                f"--user-data-dir={folder}/profile",
                "--no-pdf-header-footer",
                f"--print-to-pdf={made}",
                page.as_uri(),
            ],
            check=False,
            capture_output=True,
            timeout=_TIMEOUT_S,
        )
        if not made.exists():
            return False
        shutil.copyfile(made, path)
    return True
