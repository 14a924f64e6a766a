"""What the API shows a person of what they may ask, decide and release, and whom to ask for the rest."""

from datetime import date

from needshare.agreements.queries import Listed
from needshare.agreements.schemas import AgreementLine
from needshare.api.schemas import Shown
from needshare.casework.queries import OwnPart
from needshare.casework.terms import Doing
from needshare.policy.own_part import OwnDecision, OwnMarking, OwnVerb


class OwnVerbShown(Shown):
    """One thing to do: whether the caller may, where and where not, and which roles may if the caller may not."""

    id: str
    part: Doing
    label: str
    may: bool
    grounds: list[str]
    limits: list[str]
    why_not: str
    clauses: list[str]
    roles: list[str]

    @classmethod
    def of(cls, verb: OwnVerb) -> "OwnVerbShown":
        return cls(
            id=verb.id,
            part=Doing.of(verb.id),
            label=verb.label,
            may=verb.may,
            grounds=list(verb.grounds),
            limits=list(verb.limits),
            why_not=verb.why_not,
            clauses=list(verb.clauses),
            roles=list(verb.roles),
        )


class OwnDecisionShown(Shown):
    """One row of the authority table, and whether the caller may decide what it is about."""

    row: str
    label: str
    may: bool
    minimum: str
    roles: list[str]
    consult: list[str]
    preparer_may_decide: bool
    is_of_the_force: bool

    @classmethod
    def of(cls, decision: OwnDecision) -> "OwnDecisionShown":
        row = decision.row
        return cls(
            row=row.id,
            label=row.label,
            may=decision.may,
            minimum=row.minimum,
            roles=decision.roles,
            consult=list(row.consult),
            preparer_may_decide=row.preparer_may_decide,
            is_of_the_force=row.narrows,
        )


class OwnMarkingShown(Shown):
    """One marking: whether the caller may handle it, and the methods that may carry it."""

    marking: str
    may: bool
    reason: str
    has_read_handling: bool
    methods: list[str]

    @classmethod
    def of(cls, marking: OwnMarking, *, has_read: bool) -> "OwnMarkingShown":
        return cls(
            marking=marking.id,
            may=marking.may,
            reason=marking.reason,
            has_read_handling=has_read,
            methods=[method.id for method in marking.methods],
        )


class OwnAgreementShown(AgreementLine):
    """An agreement in force that the caller's organisation is a party of: what may be asked for under it."""

    purposes: list[str]
    categories: list[str]
    subject_groups: list[str]
    methods: list[str]
    ceiling: str

    @classmethod
    def of(cls, line: Listed) -> "OwnAgreementShown":
        version = line.version
        return cls(
            **AgreementLine.of(line).model_dump(),
            purposes=version.purposes,
            categories=version.categories_out,
            subject_groups=version.subject_groups,
            methods=version.methods,
            ceiling=version.ceiling,
        )


class OwnPartShown(Shown):
    """What the caller may ask, decide and release by the policy in force, and whom to ask for the rest."""

    pack: str
    version: str
    sha256: str
    layer: str
    roles: list[str]
    unit: str
    clearance: str
    vetting: str
    training_until: date | None
    verbs: list[OwnVerbShown]
    decisions: list[OwnDecisionShown]
    markings: list[OwnMarkingShown]
    agreements: list[OwnAgreementShown]
    has_more_agreements: bool

    @classmethod
    def whole(cls, own: OwnPart) -> "OwnPartShown":
        return cls(
            pack=own.pack.name,
            version=own.pack.version,
            sha256=own.pack.sha256,
            layer=own.pack.layer.version if own.pack.layer else "",
            roles=list(own.roles),
            unit=own.unit,
            clearance=own.standing.clearance.value,
            vetting=own.standing.vetting.value,
            training_until=own.standing.training_until,
            verbs=[OwnVerbShown.of(each) for each in own.verbs],
            decisions=[OwnDecisionShown.of(each) for each in own.decisions],
            markings=[OwnMarkingShown.of(each, has_read=each.id in own.read) for each in own.markings],
            agreements=[OwnAgreementShown.of(each) for each in own.agreements],
            has_more_agreements=own.has_more_agreements,
        )
