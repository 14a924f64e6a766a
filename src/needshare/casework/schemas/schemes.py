"""What the API shows of the schemes of the policy in force."""

from needshare.api.schemas import Shown, codes
from needshare.policy.pack import Authority, Rule
from needshare.policy.scheme_parts import WholeScheme
from needshare.policy.schemes import SchemeField
from needshare.policy.timing import Clock


class SchemeQuestionShown(Shown):
    """One question of a scheme: its kind, the words to choose from, and whether it must be answered."""

    id: str
    label: str
    hint: str
    kind: str
    is_required: bool
    choices: dict[str, str]

    @classmethod
    def of(cls, asked: SchemeField) -> "SchemeQuestionShown":
        return cls(
            id=asked.id,
            label=asked.label,
            hint=asked.hint,
            kind=asked.kind,
            is_required=asked.is_required,
            choices=dict(asked.choices),
        )


class SchemeClockShown(Shown):
    """One time limit of a scheme; the first is that of the answer."""

    id: str
    label: str
    amount: int
    unit: str
    sources: list[str]


class SchemeDeciderShown(Shown):
    """One row of the authority table that is about a scheme."""

    row: str
    label: str
    minimum: str
    roles: list[str]
    consult: list[str]


class SchemeRuleShown(Shown):
    """One rule of a scheme, and the code it gives."""

    test: str
    codes: list[str]
    message: str
    sources: list[str]


class SchemeShown(Shown):
    """One scheme, whole."""

    id: str
    label: str
    about: str
    entry: str
    law: str
    special: str
    purposes: list[str]
    gateways: list[str]
    may_ask: list[str]
    conditions: list[str]
    questions: list[SchemeQuestionShown]
    clocks: list[SchemeClockShown]
    deciders: list[SchemeDeciderShown]
    rules: list[SchemeRuleShown]
    sources: list[str]

    @classmethod
    def of(cls, whole: WholeScheme) -> "SchemeShown":
        scheme = whole.scheme
        return cls(
            id=scheme.id,
            label=scheme.label,
            about=scheme.about,
            entry=scheme.entry,
            law=scheme.law,
            special=scheme.special,
            purposes=list(scheme.purposes),
            gateways=list(scheme.gateways),
            may_ask=sorted(scheme.may_ask),
            conditions=list(scheme.conditions),
            questions=[SchemeQuestionShown.of(each) for each in scheme.fields.values()],
            clocks=[_clock(each) for each in whole.clocks],
            deciders=[_decider(each) for each in whole.deciders],
            rules=[_rule(each) for each in whole.rules],
            sources=list(scheme.sources),
        )


def _clock(clock: Clock) -> SchemeClockShown:
    return SchemeClockShown(
        id=clock.id, label=clock.label, amount=clock.amount, unit=clock.unit, sources=list(clock.sources)
    )


def _decider(row: Authority) -> SchemeDeciderShown:
    return SchemeDeciderShown(
        row=row.id, label=row.label, minimum=row.minimum, roles=sorted(row.roles), consult=list(row.consult)
    )


def _rule(rule: Rule) -> SchemeRuleShown:
    return SchemeRuleShown(
        test=rule.test,
        codes=codes([rule.code]) if rule.code else [],
        message=rule.message,
        sources=list(rule.sources),
    )


class SchemesShown(Shown):
    """The schemes of the policy in force, in the order of the policy."""

    schemes: list[SchemeShown]
