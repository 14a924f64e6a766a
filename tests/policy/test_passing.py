"""Which facts decided a finding, and that what is said to make it pass does."""

from needshare.policy import assess, current_pack, findings
from needshare.policy.passing import what_decided
from tests.policy.cases import changed

PACK = current_pack()


def decided(**change):
    found = assess(PACK, changed(**change))
    return findings(found, found.bases[0]), what_decided(found, found.bases[0])


def test_every_finding_names_the_facts_that_decided_it():
    found, told = decided(item__category="health", request__purpose="employment_vetting")
    for finding in found:
        if finding.facts and "items" not in finding.facts:
            each = told[finding.test, finding.item]
            named = {fact.path for fact in (*each.asked, *each.covered, *each.known)}
            assert named == set(finding.facts)


def test_what_would_make_a_finding_pass_makes_it_pass():
    ways = tried = 0
    for change in (
        {"request__method": "fax"},
        {"agreement__status": "suspended"},
        {"request__urgency": "emergency"},
        {"item__is_child": True},
    ):
        _found, told = decided(**change)
        for (test, item), each in told.items():
            for way in each.ways:
                ways += 1
                kind = PACK.facts[way.path].kind
                value = way.values[0] == "yes" if kind.name == "bool" else _stored(kind.of, way.values[0])
                if item is not None or way.path.count(".") != 1:
                    continue
                again, _told = decided(**{**change, way.path.replace(".", "__"): value})
                tried += 1
                assert all(
                    now.outcome.value == "met" for now in again if now.test == test and now.item is None
                )
    assert ways
    assert tried


def _stored(name, label):
    return next(word for word, shown in PACK.words(name).items() if shown == label)


def test_what_is_met_needs_no_way_to_pass():
    found, told = decided()
    for finding in found:
        if finding.is_met and (finding.test, finding.item) in told:
            assert told[finding.test, finding.item].ways == ()
