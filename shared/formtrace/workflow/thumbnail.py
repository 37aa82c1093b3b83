"""The small picture of a result in lists: the person as a stick figure, at rest and at the peak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from formtrace.reference.thumbnail import draw_thumbnail

if TYPE_CHECKING:
    from formtrace.motion.body import Motion
    from formtrace.results.document import ResultDocument
    from formtrace.workflow.services import Services


def store_thumbnail(services: Services, document: ResultDocument, motion: Motion) -> bool:
    """Store the thumbnail of a result; return whether there is one, which takes a person in the clip."""
    seen_s = motion.t_s[motion.seen]
    if not len(seen_s):
        return False
    reps = document.reps
    span = (reps[0].start_s, reps[0].end_s) if reps else (float(seen_s[0]), float(seen_s[-1]))
    services.objects.write(services.files(document.job_id).thumbnail, draw_thumbnail(motion, span))
    return True
