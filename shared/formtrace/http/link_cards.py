"""What messengers show of a link to one result: in the page itself, as crawlers run no scripts."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from formtrace.exercises.catalogue import catalogue
from formtrace.http.jobs import finished_job, read_result
from formtrace.http.problems import FileNotFoundInJobError
from formtrace.texts import LANGUAGES, Language, texts
from formtrace.workflow.ports import MissingObjectError

if TYPE_CHECKING:
    from formtrace.access.authorise import Access
    from formtrace.http.api import Api
    from formtrace.workflow.jobs import Job

SIZE = (1200, 630)  # of results.link_card, which needs NumPy


def card_tags(api: Api, access: Access, token: str, base_url: str) -> str:
    """Open Graph tags of the one job that a link shows; empty for other tokens and unfinished jobs."""
    job = None if access.only_job is None else api.services.jobs.get(access.only_job)
    if job is None or job.outcome is None or job.failure is not None:
        return ""
    title, count = words_of(job)
    outcome = job.outcome
    verdict = count
    if outcome.score is not None and outcome.grade is not None:
        verdict = f"{count} · {outcome.grade} · {int(outcome.score)} / 100"
    image = f"{base_url}/v1/jobs/{job.job_id}/card?token={token}"
    properties = {
        "og:type": "website",
        "og:site_name": "Formtrace",
        "og:title": title,
        "og:description": verdict,
        "og:image": image,
        "og:image:type": "image/png",
        "og:image:width": str(SIZE[0]),
        "og:image:height": str(SIZE[1]),
        "og:image:alt": f"{title}: {verdict}",
    }
    named = {"description": verdict, "twitter:card": "summary_large_image", "robots": "noindex"}
    return "".join(
        f'<meta {key}="{name}" content="{escape(value)}" />'
        for key, values in (("property", properties), ("name", named))
        for name, value in values.items()
    )


def words_of(job: Job) -> tuple[str, str]:
    """What was counted in a job, by its name, and how much of it."""
    language: Language = next((one for one in LANGUAGES if one == job.options.locale), "en")
    sentences, outcome = texts(language).report, job.outcome
    exercise = catalogue().get(outcome.exercise) if outcome and outcome.exercise else None
    counted = sentences["movement"] if exercise is None else exercise.name.get(language, exercise.name["en"])
    title = job.labels.name or counted
    if outcome is None or outcome.unit is None:
        return title, sentences["title"]
    count = f"{outcome.count:g}"
    if outcome.unit == "seconds":
        count = f"{count} {sentences['seconds']}"
    else:
        count = sentences["rep" if outcome.count == 1 else "reps"].format(count=count)
    return title, count if title == counted else f"{counted}, {count}"


def card_image(api: Api, access: Access, job_id: str) -> bytes:
    """The picture of a completed job's card, as PNG.

    Raises:
        JobNotFoundError, JobNotFinishedError, JobFailedError: about the job.
        FileNotFoundInJobError: its keypoints are not kept any more.
    """
    from io import BytesIO

    from formtrace.results.files import read_keypoints
    from formtrace.results.link_card import draw_card

    services = api.services
    job = finished_job(services, access, job_id)
    document = read_result(services, job.job_id)
    name = document.files.get("keypoints", "keypoints.npz")
    try:
        stored = services.objects.read(services.files(job.job_id).result(name))
    except MissingObjectError as error:
        raise FileNotFoundInJobError("The keypoints are not kept any more.") from error
    motion = read_keypoints(BytesIO(stored), document.media.width / document.media.height)
    return draw_card(document, motion, *words_of(job))
