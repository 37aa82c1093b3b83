"""A report of one page: one analysis, or several sessions, as HTML that needs no other file."""

from formtrace.results.session_report.page import ReportDetails, report_html
from formtrace.results.session_report.pdf import write_pdf
from formtrace.results.session_report.session import Session

__all__ = ["ReportDetails", "Session", "report_html", "write_pdf"]
