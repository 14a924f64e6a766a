"""Schemes are data: what they name is there, what is wrong says where, and only tightening comes of a layer."""

import pytest

from needshare.policy import PackError, authority_needed, conditions_for, current_pack, load_folder
from needshare.policy.engine import PACKS
from needshare.policy.layering import lay
from needshare.policy.scheme_parts import described
from needshare.policy.schemes import said
from needshare.policy.showing import show, show_one
from tests.policy.cases import changed
from tests.policy.test_loading import mistakes, put

PACK = current_pack()
WORDS = sorted(PACK.schemes)
FILE = "schemes/clares_law.toml"


def test_the_catalogue_of_the_field_is_whole():
    assert set(WORDS) == {
        "clares_law", "sarahs_law", "mappa", "marac", "family_court", "insurance_memorandum",
        "common_law_disclosure", "operation_encompass", "channel", "strategy_discussion",
    }  # fmt: skip


@pytest.mark.parametrize("word", WORDS)
def test_a_scheme_offers_only_gateways_that_serve_one_of_its_purposes(word):
    scheme = PACK.schemes[word]
    for gateway in scheme.gateways:
        assert PACK.column("gateway", gateway, "purposes") & set(scheme.purposes), gateway


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("due",), "due_tomorrow", "due: 'due_tomorrow' is not a time limit of this pack"),
        (("clocks",), ["noon"], "clocks: 'noon' is not a time limit of this pack"),
        (("conditions",), ["whisper"], "'whisper' is not a condition on onward use of this pack"),
        (("decided_by",), "nobody", "'nobody' is not a row of the authority table"),
        (("decided_by",), "scheme_school", "the row 'scheme_school' does not look at this scheme"),
        (("purposes",), ["gossip"], "'gossip' is not a word of the list 'purpose'"),
        (("purposes",), [], "name at least one purpose"),
        (("gateways",), ["g99"], "'g99' is not a word of the list 'gateway'"),
        (("may_ask",), ["wizards"], "'wizards' is not a word of the list 'requester_type'"),
        (("id",), "Clare's", "must be lower-case words joined by _"),
        (("law",), None, "law: this field is missing"),
        (("colour",), "red", "colour: there is no such field here"),
        (("field", 0, "kind"), "riddle", "'riddle' is not one of: line, text, yes_no"),
        (("field", 0, "choice"), [], "lists what may be chosen"),
        (("field", 1, "choice"), [{"id": "a", "label": "A"}], "lists what may be chosen"),
        (("field", 2, "id"), "applicant_identity_seen", "is there twice"),
        (("field", 0, "choice", 1, "id"), "right_to_ask", "is there twice"),
        (("field", 1, "label"), "Was it seen?", "another scheme asks 'applicant_identity_seen' in other words"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_scheme_is_named(path, value, says):
    found = mistakes(put(FILE, ("scheme", 0, *path), value))
    assert any(says in each for each in found), found


def test_a_mistake_says_file_line_and_field(tmp_path):
    folder = tmp_path / "uk_police"
    for path in (PACKS / "uk_police").rglob("*.toml"):
        copy = folder / path.relative_to(PACKS / "uk_police")
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text()
        copy.write_text(text.replace('due = "due_marac"', 'due = "due_mars"'))
    lines = (folder / "schemes" / "marac.toml").read_text().splitlines()
    line = lines.index('due = "due_mars"') + 1
    with pytest.raises(PackError) as wrong:
        load_folder(folder)
    assert wrong.value.mistakes == (
        f"schemes/marac.toml line {line}: marac, due: 'due_mars' is not a time limit of this pack",
    )


def test_only_what_was_answered_with_a_yes_a_choice_or_in_words_is_a_fact():
    scheme = PACK.schemes["marac"]
    answers = {
        "threshold": "below",
        "victim_is_aware": True,
        "victim_consents": False,
        "safe_number": "1",
        "support_in_place": "",
    }
    assert said(scheme, answers) == {"threshold_below", "victim_is_aware", "safe_number"}


@pytest.mark.parametrize(
    ("scheme", "words", "row", "roles"),
    [
        ("clares_law", [], "scheme_protection", {"decision_maker"}),
        ("family_court", [], "scheme_disclosure_unit", {"decision_maker", "information_management"}),
        ("marac", [], "scheme_meeting", {"decision_maker", "supervisor"}),
        ("operation_encompass", [], "scheme_school", {"decision_maker", "supervisor"}),
        ("common_law_disclosure", ["representations_heard"], "scheme_protection", {"decision_maker"}),
        ("common_law_disclosure", ["representations_unsafe"], "scheme_unheard", {"siro"}),
    ],
)  # fmt: skip
def test_the_authority_table_is_asked_with_the_scheme(scheme, words, row, roles):
    needed = authority_needed(PACK, changed(request__scheme=scheme, request__scheme_said=words))
    assert (needed.row.id, needed.roles) == (row, roles)
    assert not needed.preparer_may_decide


def test_the_conditions_of_a_scheme_are_attached_besides_the_usual():
    usual = {each.id for each in conditions_for(PACK, changed())}
    of_scheme = {each.id for each in conditions_for(PACK, changed(request__scheme="clares_law"))}
    assert (
        of_scheme - usual
        == {"no_disclosure_to_subject", "disclose_in_person_only", "do_not_copy", "undertaking_signed"}
        - usual
    )
    assert usual <= of_scheme


def test_a_force_shortens_the_time_and_names_fewer_deciders():
    head = {
        "force": "NMC",
        "pack": "uk_police",
        "version": "1",
        "title": "Own",
        "effective_from": PACK.effective_from,
    }
    layer = {
        "layer.toml": head,
        "clocks.toml": {"clock": [{"id": "due_marac", "amount": 7}]},
        "authority.toml": {"authority": [{"id": "scheme_meeting", "roles": ["decision_maker"]}]},
    }
    own = lay(PACK, layer)
    assert own.clocks[own.schemes["marac"].due].amount == 7
    assert authority_needed(own, changed(request__scheme="marac")).roles == {"decision_maker"}
    layer["clocks.toml"]["clock"][0]["amount"] = 15
    with pytest.raises(PackError, match="longer than the pack's 14 days"):
        lay(PACK, layer)


def test_a_scheme_is_shown_with_its_clocks_deciders_questions_and_rules():
    assert "Clare's Law" in show(PACK)
    told = show_one(PACK, "sarahs_law")
    for words in ("28 days", "detective inspector", "must be answered", "SCHEME_PROOF_MISSING", "law: "):
        assert words in told
    assert "indemnity" not in told
    rules = {rule.condition.text for rule in described(PACK, PACK.schemes["marac"]).rules}
    assert any("threshold_below" in each for each in rules)
    assert any("request.scheme.purposes" in each for each in rules)


def test_the_second_pack_has_a_scheme_of_its_own():
    pack = load_folder(PACKS / "us_generic")
    assert list(pack.schemes) == ["threat_assessment"]
