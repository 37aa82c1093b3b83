"""Stored reference movements: a record each, and beside it a folder with the movement itself."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from formtrace.errors import InvalidReferenceError, ReferenceNotFoundError
from formtrace.workflow.jobs import ObjectRef
from formtrace.workflow.ports import MissingObjectError
from formtrace.workflow.reference_records import StoredReference

if TYPE_CHECKING:  # what knows the movements themselves needs NumPy
    from formtrace.reference.make_reference import MadeReference
    from formtrace.reference.record import Reference
    from formtrace.workflow.ports import ObjectStore, ReferenceStore

REFERENCE = "reference.json"


@dataclass(frozen=True, slots=True)
class ReferenceLibrary:
    """All reference movements of a deployment.

    Their folders lie beside those of the jobs, in the bucket of the results, but no lifecycle rule covers
    them.
    """

    records: ReferenceStore
    objects: ObjectStore
    bucket: str

    def get(self, reference_id: str) -> StoredReference | None:
        """The record, if there is one; ``None`` also for anything but an id."""
        known = id_of(reference_id)
        return None if known is None else self.records.get(known)

    def load(self, reference_id: str) -> Reference:
        """The movement itself, under its present name.

        Raises:
            ReferenceNotFoundError: there is none of that id, or not any more.
        """
        from formtrace.reference.record import Reference

        stored = self.get(reference_id)
        if stored is None:
            raise not_found()
        try:
            content = self.objects.read(self.file(stored.id, REFERENCE))
        except MissingObjectError as error:
            raise not_found() from error
        return Reference.model_validate_json(content).model_copy(update={"name": stored.name})

    def add(self, made: MadeReference, owner: str | None) -> StoredReference:
        """Keep a new one; adding it again changes nothing.

        The record comes last: what has one is complete.
        """
        reference = made.reference
        if reference.thumbnail is not None and made.thumbnail is not None:
            self.objects.write(self.file(reference.id, reference.thumbnail), made.thumbnail)
        self._write(reference)
        stored = StoredReference.of(reference, owner)
        self.records.create(stored)
        return stored

    def rename(self, stored: StoredReference, name: str) -> StoredReference:
        """Give it another name.

        Raises:
            ReferenceNotFoundError: it was deleted meanwhile.
        """
        if not self.records.rename(stored.id, name):
            raise not_found()
        self._write(self.load(stored.id))
        return stored.model_copy(update={"name": name})

    def delete(self, reference_id: str) -> None:
        """Forget it, and delete its files. Results that were made with it stay as they are."""
        self.records.delete(reference_id)
        self.objects.delete_all(self.bucket, folder_of(reference_id))

    def delete_made_of(self, job_id: str) -> None:
        """Delete all that were made of a job's video; the whole table is looked through for them."""
        for stored in self.records.all():
            if stored.source.job_id == job_id:
                self.delete(stored.id)

    def link(self, stored: StoredReference, name: str, expires_s: int) -> str:
        """A URL of one of its files that works for a while."""
        return self.objects.link(self.file(stored.id, name), expires_s)

    def _write(self, reference: Reference) -> None:
        self.objects.write(self.file(reference.id, REFERENCE), reference.model_dump_json().encode())

    def file(self, reference_id: str, name: str) -> ObjectRef:
        """Where one of its files lies."""
        return ObjectRef(bucket=self.bucket, key=folder_of(reference_id) + name)


def id_of(text: str) -> str | None:
    """An id as records have it; ``None`` for what is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None


def folder_of(reference_id: str) -> str:
    """What the keys of all files of a reference begin with."""
    return f"references/{reference_id}/"


def not_found() -> ReferenceNotFoundError:
    """The error for a reference that is not there or belongs to another token."""
    return ReferenceNotFoundError(
        "This reference movement was not found: check its id, or make it again if it was deleted."
    )


def photo_refused() -> InvalidReferenceError:
    """The error when a reference is to be made of a photo."""
    return InvalidReferenceError("A reference movement is made of a video, and this is a photo.")
