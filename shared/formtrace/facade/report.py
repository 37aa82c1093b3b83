"""A report of a result that is in memory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from formtrace.results.data import ResultData
from formtrace.results.session_report import ReportDetails, Session, report_html, write_pdf
from formtrace.results.session_report.session import stills_of
from formtrace.texts import Language


def write_report(
    data: ResultData, path: Path, *, person: str, clinic: str, language: Language | None
) -> Path:
    """See :meth:`formtrace.facade.result.Result.report`."""
    page = report_html([session_of(data)], ReportDetails(person, clinic, language))
    if path.suffix.lower() == ".pdf":
        return write_pdf(page, path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page, encoding="utf-8")
    return path


def session_of(data: ResultData) -> Session:
    """The result as a session of now."""
    now, stills = datetime.now(UTC), stills_of(data.document, data.stills.__getitem__)
    if data.course is None:
        return Session(data.document, now, stills=stills)
    return Session(data.document, now, t_s=data.t_s, signal=data.course.signal, stills=stills)
