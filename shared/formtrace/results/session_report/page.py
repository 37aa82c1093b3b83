"""The page of a report: its parts in order, escaped, with the style sheet and all pictures inside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from formtrace.errors import InvalidOptionsError
from formtrace.results.session_report import parts, trends
from formtrace.results.session_report.session import Session
from formtrace.results.session_report.words import Words
from formtrace.texts import LANGUAGES, Language

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class ReportDetails:
    """What a report says beside its results.

    Attributes:
        person, clinic: names to print; empty for none.
        language: of the report; ``None`` for that of the result.
    """

    person: str = ""
    clinic: str = ""
    language: Language | None = None


def report_html(sessions: Sequence[Session], details: ReportDetails | None = None) -> str:
    """A report as one HTML document without scripts or links.

    Several sessions are put in the order of time; what changed comes first, then the last session.

    Raises:
        InvalidOptionsError: there is no session.
    """
    if not sessions:
        raise InvalidOptionsError("Give at least one result for a report.")
    details = details or ReportDetails()
    ordered = sorted(sessions, key=lambda each: each.made_at)
    last = ordered[-1]
    words = Words(details.language or _language(last))
    body = [_header(ordered, details, words)]
    if len(ordered) > 1:
        body.append(trends.section(ordered, words))
        body.append(f"<h2>{escape(words('last_session', date=words.date(last.made_at)))}</h2>")
    body += [
        parts.verdict(last.document, words),
        parts.stills(last, words),
        parts.advice(last.document, words),
        parts.charts(last, words, measures=len(ordered) == 1),
        parts.efforts_table(last.document, words),
        parts.notes(last.document, words),
    ]
    return _document(body, _title(last, details, words), words.language)


def _header(sessions: Sequence[Session], details: ReportDetails, words: Words) -> str:
    first, last = sessions[0], sessions[-1]
    dates = list(dict.fromkeys(words.date(each.made_at) for each in (first, last)))
    name = last.name if len(sessions) == 1 else ""
    facts = [fact for fact in (details.person, " – ".join(dates), name) if fact]
    return (
        f'<header><div><p class="kind">{escape(words("title"))}</p>'
        f'<p class="clinic">{escape(details.clinic)}</p></div>'
        f"<h1>{escape(words.counted(last.document))}</h1>"
        f'<p class="facts">{" · ".join(map(escape, facts))}</p></header>'
    )


def _title(session: Session, details: ReportDetails, words: Words) -> str:
    named = (words("title"), details.person, words.counted(session.document), words.date(session.made_at))
    return " · ".join(part for part in named if part)


def _document(body: Iterable[str], title: str, language: str) -> str:
    style = (files(__package__) / "report.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head>"
        f"<body><main>{''.join(body)}</main></body></html>\n"
    )


def _language(session: Session) -> Language:
    asked = session.document.options.get("locale")
    return next((language for language in LANGUAGES if language == asked), "en")
