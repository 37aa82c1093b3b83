"""The errors that Formtrace raises on purpose.

::

    FormtraceError
    ├── TransientError                worth another try: throttling, a killed worker
    │   ├── CoachingError             a language model gave no notes, or none that the facts support
    │   └── StorageFullError          the temporary storage has no room left
    └── PermanentError                the same input gives the same answer: never retried
        ├── InvalidOptionsError       what was asked for cannot be understood
        │   ├── UnknownExerciseError
        │   ├── UnknownModelError
        │   │   ├── ModelInstallError
        │   │   └── UnsuitableModelError
        │   ├── MissingHeightError
        │   ├── ReferenceNotFoundError
        │   ├── InvalidReferenceError
        │   ├── CallbackUrlError
        │   ├── InvalidExerciseError      a file of an exercise of one's own
        │   ├── ResultNotFoundError       a folder without a result
        │   ├── SourceUnknownError        a result whose video is not known
        │   └── MissingExtraError         an optional library is not installed
        ├── AccessError               the token does not allow it
        │   ├── MissingTokenError
        │   ├── InvalidTokenError
        │   ├── OriginNotAllowedError
        │   ├── FeaturesNotAllowedError
        │   ├── ReadOnlyLinkError
        │   └── QuotaExceededError
        ├── MediaError                the file cannot be analysed
        │   ├── EmptyMediaError
        │   ├── UnrecognisedMediaError
        │   ├── UndecodableMediaError
        │   ├── NoVideoError
        │   ├── MediaLimitError
        │   └── RemoteMediaError      it cannot be fetched from where it is said to be
        └── OutboundError             a URL gave no good answer; see formtrace.outbound
            ├── RefusedUrlError       it was not even asked
            └── UnreachableError      it may be another time

Each has a ``code`` that the HTTP contract and the result document use, and a message of one sentence that
tells the user what to do; some have ``details`` for programs. ``str(error)`` is ``"<code>: <message>"``: that
is how the pair survives the trip through Lambda and Step Functions, which carry an error's class name and its
text and nothing else.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any


class FormtraceError(Exception):
    """Base of all errors that Formtrace raises on purpose."""

    code = "internal"

    def __init__(
        self, message: str, *, code: str | None = None, details: Mapping[str, Any] | None = None
    ) -> None:
        self.message = message
        self.details: dict[str, Any] = dict(details or {})
        if code is not None:
            self.code = code
        super().__init__(message)

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


class TransientError(FormtraceError):
    """Something outside the input failed; the same call may succeed later."""

    code = "temporarily_unavailable"


class ThrottledError(TransientError):
    """A service refuses more calls for the moment, often because the account's limit is met."""


class StorageFullError(TransientError):
    """The disk is full, often with what other work left behind; another worker may have room."""


class CoachingError(TransientError):
    """A language model gave no coaching notes that can be shown; ask again, or do without a model."""

    code = "coaching_failed"


@contextmanager
def storage_full_is_transient() -> Iterator[None]:
    """Raise :class:`StorageFullError` where the system has no space left; also usable as a decorator."""
    try:
        yield
    except Exception as error:
        # Also libav's errors, which carry the number but are no OSError.
        if getattr(error, "errno", None) not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise StorageFullError(
            "There is no space left in the temporary storage; free some, or try again with a smaller video."
        ) from error


class PermanentError(FormtraceError):
    """The same input will fail again."""


class InvalidOptionsError(PermanentError):
    """The options of a job contradict each other or are out of range."""

    code = "invalid_options"


class UnknownExerciseError(InvalidOptionsError):
    """No exercise of that name is in the catalogue."""

    code = "invalid_exercise"


class UnknownModelError(InvalidOptionsError):
    """No pose model of that name is installed."""

    code = "invalid_model"


class ModelInstallError(UnknownModelError):
    """A pose model cannot be added: it is not there, not what was promised, or does not fit its spec."""


class UnsuitableModelError(UnknownModelError):
    """The pose model does not find the landmarks that the exercise is measured by."""


class MissingHeightError(InvalidOptionsError):
    """The exercise measures in centimetres and was not told how tall the person is."""

    code = "jump_analysis_missing_height"


class ReferenceNotFoundError(InvalidOptionsError):
    """No reference movement of that id is stored for this token."""

    code = "reference_not_found"


class InvalidReferenceError(InvalidOptionsError):
    """What was cut out of a video cannot be a reference movement."""

    code = "invalid_reference"


class InvalidExerciseError(InvalidOptionsError):
    """The file of an exercise has a mistake."""

    code = "invalid_exercise"


class ResultNotFoundError(InvalidOptionsError):
    """There is no result in the folder."""


class SourceUnknownError(InvalidOptionsError):
    """A result is to be drawn, and its video is not known."""


class MissingExtraError(InvalidOptionsError):
    """What is asked for needs a library that is not installed."""

    @classmethod
    def of(cls, library: str, extra: str) -> MissingExtraError:
        """The error for a library of one of the package's extras."""
        return cls(f"Install {library} for this: pip install 'formtrace[{extra}]'.")


class AccessError(PermanentError):
    """The token does not allow the request; ``details`` say what would have to change."""

    code = "access_denied"


class MissingTokenError(AccessError):
    """No token was given."""

    code = "missing_token"


class InvalidTokenError(AccessError):
    """The token is unknown, revoked or expired."""

    code = "invalid_token"


class OriginNotAllowedError(AccessError):
    """The token is not for pages of this origin."""

    code = "origin_not_allowed"


class FeaturesNotAllowedError(AccessError):
    """The token's plan does not include what was asked for; ``details["blocked"]`` names it."""

    code = "developer_features_not_allowed"


class ReadOnlyLinkError(AccessError):
    """A shared link reads one job, and does nothing else."""

    code = "read_only_link"


class QuotaExceededError(AccessError):
    """The token's jobs of this calendar month are used up."""

    code = "quota_exceeded"


class MediaError(PermanentError):
    """The file cannot be analysed."""

    code = "media_decode_error"


class EmptyMediaError(MediaError):
    """The file has no bytes, or its video has no frames."""

    code = "media_empty"


class UnrecognisedMediaError(MediaError):
    """The content is not a video or photo format that Formtrace reads."""

    code = "media_unrecognised"


class UndecodableMediaError(MediaError):
    """The container or its codec is damaged, encrypted or not supported."""

    code = "media_decode_error"


class NoVideoError(MediaError):
    """The file is media, but without a picture (audio only, for example)."""

    code = "media_no_video"


class MediaLimitError(MediaError):
    """The file is larger, longer or wider than this deployment accepts."""

    code = "media_limit"


class OutboundError(PermanentError):
    """A URL was not asked for, or did not give what was wanted; ``details`` have the reason in a word."""

    code = "outbound_error"

    @property
    def reason(self) -> str:
        """One of :class:`formtrace.outbound.url.Reason`."""
        return str(self.details.get("reason", ""))


class RefusedUrlError(OutboundError):
    """The rules for outgoing requests forbid the URL, or an address that it leads to."""


class UnreachableError(OutboundError):
    """The other side could not be reached or broke off; another time it may answer."""


class RemoteMediaError(MediaError):
    """The video or photo cannot be fetched; the code says which, ``details`` have the reason."""

    code = "video_load_error"


class CallbackUrlError(InvalidOptionsError):
    """The callback URL is none that this deployment may call."""

    code = "invalid_callback_url"


def advice_on(word: str, known: Iterable[str]) -> str:
    """What to write instead of a ``word`` that is not among those ``known``: the end of an error's sentence.

    >>> advice_on("sqat", ["plank", "squat"])
    "did you mean 'squat'?"
    >>> advice_on("chess", ["lunge", "plank", "squat"])
    'choose lunge, plank or squat.'
    """
    names = list(known)
    if near := get_close_matches(word.lower(), names, n=1):
        return f"did you mean '{near[0]}'?"
    return f"choose {' or '.join(filter(None, (', '.join(names[:-1]), *names[-1:])))}."
