"""Authorisations of a case: record one, check its original, rely on it, revoke it, look at it and its scan."""

from ninja import File, Form
from ninja.files import UploadedFile

from needshare.api.routes import Call, Doorways, Download
from needshare.documents import rules as documents
from needshare.pathway import queries as pathway

from . import actions
from .access import RECORD, REVOKE
from .schemas import (
    AuthorisationCheckAsked,
    AuthorisationRecorded,
    AuthorisationsShown,
    RecordAsked,
    RelianceAsked,
    RevocationAsked,
)

doorways = Doorways(tags=["Authorisations"])
OF_CASE = "/cases/{reference:reference}/authorisations"
ONE = f"{OF_CASE}/{{reference:authorisation}}"


@doorways.look(f"{OF_CASE}/open", needs="case.view", answer=AuthorisationsShown)
def look(request: Call, reference: str) -> AuthorisationsShown:
    """Look at the authorisations a case rests on, each as it is today."""
    return AuthorisationsShown.whole(actions.look(reference=reference, by=request.actor, at=request.at))


@doorways.write(
    OF_CASE, needs=RECORD, answer=AuthorisationRecorded, status=201, if_match=pathway.must_still_be
)
def record(
    request: Call, reference: str, asked: Form[RecordAsked], file: File[UploadedFile]
) -> AuthorisationRecorded:
    """Record an authorisation with the scan of its document; the case relies on it once its original is checked."""
    scan = documents.File(file.name or "", file.content_type or "", file)
    made = actions.record(
        reference=reference, said=asked.said().said(), scan=scan, by=request.actor, at=request.at
    )
    return AuthorisationRecorded.of(made)


@doorways.write(
    f"{OF_CASE}/reliances", needs=RECORD, answer=AuthorisationRecorded, if_match=pathway.must_still_be
)
def rely_on(request: Call, reference: str, asked: RelianceAsked) -> AuthorisationRecorded:
    """Let a case rest on an authorisation of another case, where its scope says that it may."""
    found = actions.rely_on(
        reference=reference, authorisation=asked.authorisation, by=request.actor, at=request.at
    )
    return AuthorisationRecorded.of(found)


@doorways.write(f"{ONE}/check", needs=RECORD, answer=AuthorisationRecorded, if_match=pathway.must_still_be)
def check(
    request: Call, reference: str, authorisation: str, asked: AuthorisationCheckAsked
) -> AuthorisationRecorded:
    """Say that the original was held beside the scan with this SHA-256."""
    found = actions.check(
        reference=reference,
        authorisation=authorisation,
        sha256=asked.sha256,
        words=asked.words,
        by=request.actor,
        at=request.at,
    )
    return AuthorisationRecorded.of(found)


@doorways.write(f"{ONE}/revoke", needs=REVOKE, answer=AuthorisationRecorded, if_match=pathway.must_still_be)
def revoke(
    request: Call, reference: str, authorisation: str, asked: RevocationAsked
) -> AuthorisationRecorded:
    """Say that an authorisation was withdrawn, discharged or found void."""
    found = actions.revoke(
        reference=reference,
        authorisation=authorisation,
        reason=asked.reason,
        by=request.actor,
        at=request.at,
    )
    return AuthorisationRecorded.of(found)


@doorways.write(f"{ONE}/stop", needs=RECORD, answer=AuthorisationRecorded, if_match=pathway.must_still_be)
def stop_relying(request: Call, reference: str, authorisation: str) -> AuthorisationRecorded:
    """Let a case under assessment rest on an authorisation no longer."""
    found = actions.stop_relying(
        reference=reference, authorisation=authorisation, by=request.actor, at=request.at
    )
    return AuthorisationRecorded.of(found)


@doorways.look(f"{ONE}/scan", needs="case.view", media_type="application/octet-stream")
def read_scan(request: Call, reference: str, authorisation: str) -> Download:
    """Open the scan of the document, as the very bytes that were recorded."""
    read = actions.read_scan(
        reference=reference, authorisation=authorisation, by=request.actor, at=request.at
    )
    return Download(read.content, read.authorisation.file_name)
