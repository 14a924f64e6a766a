"""What the API takes and shows of authorisations."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from needshare.api.reading import read_part
from needshare.api.schemas import Asked, Day, Digest, Flag, Line, Note, Number, Reference, Shown, Word

from .rules import NewAuthorisation

if TYPE_CHECKING:
    from .models import Authorisation
    from .queries import CaseAuthorisations, Kept


class DetailsAsked(Asked):
    """What the document of an authorisation says; `people` are numbers in the request of the case."""

    kind: Word
    issuer: Line
    power: Line
    scope: Note
    categories: Annotated[list[Word], Field(max_length=100)]
    people: Annotated[list[Number], Field(max_length=100)] = []
    valid_from: Day
    valid_to: Day | None = None
    is_for_other_cases: Flag = False
    replaces: Reference = ""

    def said(self) -> NewAuthorisation:
        return NewAuthorisation(**{name: getattr(self, name) for name in DetailsAsked.model_fields})


class RecordAsked(Asked):
    """An authorisation and the scan of its document, in a form of two parts."""

    details: Annotated[
        str,
        Field(
            max_length=20_000,
            description="What is said of the authorisation, as JSON.",
            json_schema_extra={"contentMediaType": "application/json"},
        ),
    ]

    def said(self) -> DetailsAsked:
        return read_part(self.details, DetailsAsked, field="details")


class AuthorisationCheckAsked(Asked):
    """That the original was held beside the scan with this SHA-256, and what was looked at."""

    sha256: Digest
    words: Note


class RelianceAsked(Asked):
    """On which authorisation of another case this case is to rest too."""

    authorisation: Reference


class RevocationAsked(Asked):
    """Who withdrew it, when and why."""

    reason: Note


class AuthorisationRecorded(Shown):
    """An authorisation after an act: its reference and the SHA-256 of its scan."""

    reference: str
    sha256: str

    @classmethod
    def of(cls, found: "Authorisation") -> "AuthorisationRecorded":
        return cls(reference=found.reference, sha256=found.sha256)


class AuthorisationShown(Shown):
    """One authorisation a case relies on, as it is today; `people` is null where its own case is closed to one."""

    reference: str
    kind: str
    standing: str
    issuer: str
    power: str
    scope: str
    categories: list[str]
    people: list[str] | None
    valid_from: date
    valid_to: date | None
    is_for_other_cases: bool
    is_of_this_case: bool
    sha256: str
    recorded_at: datetime
    recorded_by: str
    checked_at: datetime | None
    checked_by: str | None
    checked_words: str
    revoked_at: datetime | None
    revoked_by: str | None
    revocation_reason: str
    replaced_by: str | None

    @classmethod
    def of(cls, kept: "Kept") -> "AuthorisationShown":
        found = kept.authorisation
        plain = (
            "reference",
            "kind",
            "issuer",
            "power",
            "scope",
            "categories",
            "valid_from",
            "valid_to",
            "sha256",
        )
        dated = ("is_for_other_cases", "recorded_at", "checked_at", "checked_words", "revoked_at")
        return cls(
            **{name: getattr(found, name) for name in (*plain, *dated, "revocation_reason")},
            standing=kept.standing.value,
            people=None if kept.people is None else list(kept.people),
            is_of_this_case=kept.is_of_this_case,
            recorded_by=found.recorded_by.username,
            checked_by=found.checked_by.username if found.checked_by else None,
            revoked_by=found.revoked_by.username if found.revoked_by else None,
            replaced_by=found.replaced_by.reference if found.replaced_by else None,
        )


class AuthorisationsShown(Shown):
    """What a case relies on."""

    items: list[AuthorisationShown]

    @classmethod
    def whole(cls, page: "CaseAuthorisations") -> "AuthorisationsShown":
        return cls(items=[AuthorisationShown.of(each) for each in page.kept])
