"""The coaching notes of a job: written after its result, which is complete without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.coaching import CoachNotes, LanguageModel, write_notes
from formtrace.results.document import ResultDocument
from formtrace.workflow.ports import MissingObjectError

if TYPE_CHECKING:
    from formtrace.workflow.services import Services


def store_notes(services: Services, job_id: str, model: LanguageModel) -> bool:
    """Have ``model`` write the notes and store them; ``False`` where the job was deleted meanwhile.

    Raises:
        CoachingError: there are no notes that the facts support.
    """
    files = services.files(job_id)
    try:
        document = ResultDocument.model_validate_json(services.objects.read(files.result()))
    except MissingObjectError:
        return False
    notes = write_notes(document, model)
    services.objects.write(files.notes, notes.model_dump_json().encode())
    if services.jobs.get(job_id) is None:
        services.objects.delete(files.notes)
        return False
    return True


def notes_on(services: Services, document: ResultDocument) -> CoachNotes:
    """The stored notes on a result, or those of the analysis where no model wrote any."""
    try:
        stored = services.objects.read(services.files(document.job_id).notes)
    except MissingObjectError:
        return write_notes(document)
    return CoachNotes.model_validate_json(stored)
