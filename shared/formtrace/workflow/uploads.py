"""An upload in the bucket, and the options that come with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from formtrace.errors import EmptyMediaError, InvalidOptionsError, UnknownExerciseError
from formtrace.exercises.catalogue import find_exercise
from formtrace.exercises.requested import requested_exercise
from formtrace.options import AnalysisOptions
from formtrace.pose.model_store import find_model
from formtrace.untrusted import UnreadableTextError, json_object, text_values
from formtrace.workflow.job_files import job_of_upload
from formtrace.workflow.jobs import Job, JobStatus, ObjectRef, job_id_for
from formtrace.workflow.ports import MissingObjectError
from formtrace.workflow.reference_library import not_found

if TYPE_CHECKING:
    from formtrace.workflow.ports import ObjectInfo, ObjectStore
    from formtrace.workflow.reference_library import ReferenceLibrary

SIDECAR_SUFFIX = ".json"
_SIDECAR_MAX_BYTES = 64 * 1024
_SYSTEM_FILES = frozenset({".ds_store", ".localized", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Upload:
    """One object that was put into the uploads bucket.

    ``sequencer`` is S3's: it tells one put to a key from the next. ``known_as`` is the id of its job where
    that is known already.
    """

    source: ObjectRef
    sequencer: str = ""
    known_as: str | None = None

    @property
    def job_id(self) -> str:
        """The id of the upload's job, the same however often and in whatever form its event arrives.

        The key of an upload that a client was asked for contains the id of its job.
        """
        return self.known_as or job_of_upload(self.source.key) or job_id_for(self.source, self.sequencer)

    @property
    def is_sidecar(self) -> bool:
        """Whether the object only holds the options of another."""
        return self.source.key.endswith(SIDECAR_SUFFIX) and job_of_upload(self.source.key) is None

    @property
    def is_system_file(self) -> bool:
        """Whether a file manager left the object beside the user's files: Finder and Windows Explorer do."""
        *folders, name = self.source.key.split("/")
        return name.startswith("._") or name.lower() in _SYSTEM_FILES or "__MACOSX" in folders

    @property
    def is_folder(self) -> bool:
        """Whether the object is what the S3 console makes for "create folder"."""
        return self.source.key.endswith("/")

    def job(self) -> Job:
        """The record of a job that has just been received."""
        now = datetime.now(UTC)
        return Job(
            job_id=self.job_id, status=JobStatus.RECEIVED, source=self.source, created_at=now, updated_at=now
        )


def check_content(upload: Upload, info: ObjectInfo) -> None:
    """Raise :class:`EmptyMediaError` for folders and empty objects."""
    if upload.is_folder:
        raise EmptyMediaError("This is a folder, not a file; upload the video itself.")
    if info.size_bytes == 0:
        raise EmptyMediaError("The file is empty; upload it again.")


def options_of(
    upload: Upload, info: ObjectInfo, objects: ObjectStore, references: ReferenceLibrary
) -> AnalysisOptions:
    """Find the options: each from the object's metadata, else from ``<key>.json``, else from the key.

    The key can only name an exercise or a reference movement, by its first path segment. Uploads to
    the bucket may use the references of all tokens.

    Raises:
        InvalidOptionsError: they cannot be understood.
        UnknownExerciseError: they ask for an exercise that is not in the catalogue.
        MissingHeightError: it measures by the person's height, which they do not give.
        ReferenceNotFoundError: they ask for a reference movement that is not there.
    """
    found = _sidecar(upload, objects) | _metadata(info)
    if not {"exercise", "reference"} & found.keys():
        found |= _first_segment(upload.source.key, references)
    options = AnalysisOptions.from_mapping(found)
    requested_exercise(options)
    if options.model is not None:
        find_model(options.model)
    if options.reference is not None:
        stored = references.get(options.reference)
        if stored is None:
            raise not_found()
        options = options.model_copy(update={"reference": stored.id})
    return options


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of ``values`` that are options; metadata hold other things too."""
    names = AnalysisOptions.model_fields
    plain = {key.replace("-", "_").lower(): value for key, value in values.items()}
    return {key: value for key, value in plain.items() if key in names}


def _sidecar(upload: Upload, objects: ObjectStore) -> dict[str, Any]:
    ref = ObjectRef(bucket=upload.source.bucket, key=upload.source.key + SIDECAR_SUFFIX)
    try:
        content = objects.read(ref, _SIDECAR_MAX_BYTES)
    except MissingObjectError:
        return {}
    try:
        return _known(json_object(content))
    except UnreadableTextError as error:
        raise InvalidOptionsError(
            f"Correct the options file {ref.key}: {error}. Write a JSON object of at most 64 KiB, "
            'for example {"exercise": "squat"}, and upload the video again.'
        ) from error


def _metadata(info: ObjectInfo) -> dict[str, Any]:
    try:
        return _known(text_values(info.metadata))
    except UnreadableTextError as error:
        raise InvalidOptionsError(f"Correct the metadata of the object: {error}.") from error


def _first_segment(key: str, references: ReferenceLibrary) -> dict[str, Any]:
    """What the folder is called after; any other name, and any other UUID, is just a folder's."""
    segment, slash, _ = key.lstrip("/").partition("/")
    if not slash:
        return {}
    if (stored := references.get(segment)) is not None:
        return {"reference": stored.id}
    try:
        return {"exercise": find_exercise(segment).id}
    except UnknownExerciseError:
        return {}
