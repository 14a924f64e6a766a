"""A pack that is wrong says so: file, line, field, and what to write instead."""

import contextlib
import copy
import random
import shutil
import tomllib

import pytest

from needshare.policy import PackError, current_pack, load_canonical, load_folder
from needshare.policy.documents import canonical, from_canonical, read_folder
from needshare.policy.loading import load
from tests.policy.cases import FOLDER


def documents():
    return copy.deepcopy(dict(current_pack().documents))


def mistakes(change):
    found = documents()
    change(found)
    with pytest.raises(PackError) as wrong:
        load(found, {})
    return wrong.value.mistakes


def put(file, path, value):
    def change(found):
        place = found[file]
        for step in path[:-1]:
            place = place[step]
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = value

    return change


LAWFUL = "assessment/1_lawful.toml"
RULE = ("test", 0, "restrict", 0)


@pytest.mark.parametrize(
    ("file", "path", "value", "says"),
    [
        ("pack.toml", ("name",), None, "name: this field is missing; it must be a text"),
        ("pack.toml", ("name",), 3, "name: this must be a text, not 3"),
        ("pack.toml", ("effective_from",), "soon", "effective_from: this must be a date"),
        ("pack.toml", ("colour",), "red", "colour: there is no such field here"),
        ("pack.toml", ("jurisdictions",), ["mars"], "'mars' is not a jurisdiction of this pack"),
        ("pack.toml", ("jurisdictions",), [3], "this must be a list of texts"),
        (LAWFUL, (*RULE, "when"), "request.colour == 1", "when: there is no fact named 'request.colour'"),
        (LAWFUL, (*RULE, "when"), None, "when: this field is missing"),
        (LAWFUL, (*RULE, "code"), "gossip", "'gossip' is not a code of this pack"),
        (LAWFUL, (*RULE, "message"), "no full stop", "this must be a whole sentence"),
        (LAWFUL, (*RULE, "message"), "{colour} is odd.", "there is no fact named 'colour'"),
        (LAWFUL, (*RULE, "outcome"), "maybe", "'maybe' is not one of"),
        (LAWFUL, (*RULE, "duties"), ["dance"], "'dance' is not a duty of this pack"),
        (LAWFUL, (*RULE, "refer_to"), "pub", "'pub' is not in the list 'referral'"),
        (LAWFUL, ("test", 0, "heading"), "fun", "'fun' is not one of: lawful"),
        (LAWFUL, ("test", 0, "clauses"), ["Z9"], "'Z9' is not a clause of this pack"),
        (LAWFUL, ("test", 0, "id"), "purpose", "'purpose' is there twice"),
        ("lists/marking.toml", ("marking", "member", 0, "id"), "Not An Id", "must be lower-case words"),
        ("lists/marking.toml", ("marking", "member", 1, "id"), "official", "'official' is there twice"),
        ("lists/handling.toml", ("method", "member", 0, "max_marking"), "cosmic", "'cosmic' is not one of"),
        ("lists/handling.toml", ("method", "member", 0, "is_forbidden"), "no", "this must be bool, not 'no'"),
        ("lists/handling.toml", ("method", "columns", "max_marking"), "colour", "is not a kind of value"),
        (
            "lists/handling.toml",
            ("method", "columns", "max_marking"),
            "enum nowhere",
            "which is not a list of this pack",
        ),
        ("lists/handling.toml", ("extra",), 3, "extra: this must be a table"),
        ("lists/gateways.toml", ("gateway", "member", 0, "act"), None, "this column is missing"),
        (
            "lists/gateways.toml",
            ("gateway", "member", 0, "purposes"),
            ["fun"],
            "'fun' is not in the list 'purpose'",
        ),
        ("parameters.toml", ("parameter", 0, "value"), None, "value: this field is missing"),
        (
            "facts.toml",
            ("fact", 0, "name"),
            "request.colour",
            "the engine has no fact named 'request.colour'",
        ),
        ("facts.toml", ("fact", 0, "direction"), "up", "'up' is not one of"),
        ("codes.toml", ("code", 0, "severity"), "fatal", "'fatal' is not one of"),
        ("clocks/limits.toml", ("clock", 0, "amount"), True, "this must be a whole number"),
        ("clocks/limits.toml", ("clock", 0, "unit"), "moons", "'moons' is not one of"),
        ("authority.toml", ("authority", 0, "roles"), ["king"], "'king' is not a role of this pack"),
        ("access.toml", ("verb", 0, "permit"), [], "nobody could ever do this"),
        ("onward.toml", ("condition", 0, "when"), "1", "is not something|not something"),
    ],
)
def test_a_mistake_is_named(file, path, value, says):
    assert any(part in " ".join(mistakes(put(file, path, value))) for part in says.split("|"))


def test_a_file_of_an_unknown_name_is_refused():
    found = mistakes(lambda docs: docs.update({"gossip.toml": {}}))
    assert found == ("gossip.toml: a pack has no file of this name",)


def test_a_list_that_facts_are_chosen_from_cannot_be_left_out():
    found = " ".join(mistakes(lambda docs: docs["lists/product.toml"].pop("assertion")))
    assert "'assertion', which is not a list of this pack" in found


def test_a_mistake_says_its_line(tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(FOLDER, folder)
    path = folder / "assessment" / "2_necessary.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("not request.necessity_is_stated", "not request.necesity_is_stated"), encoding="utf-8"
    )
    with pytest.raises(PackError) as wrong:
        load_folder(folder)
    line = 1 + text[: text.index('when = "not request.necessity_is_stated"')].count("\n")
    assert wrong.value.mistakes == (
        f"assessment/2_necessary.toml line {line}: necessity, necessity_not_stated, when: "
        "there is no fact named 'request.necesity_is_stated'",
    )


def test_a_file_that_is_not_toml_says_so(tmp_path):
    (tmp_path / "pack.toml").write_text("name = ", encoding="utf-8")
    with pytest.raises(PackError, match=r"pack\.toml: this is not TOML"):
        read_folder(tmp_path)


def test_a_folder_without_a_pack_says_so(tmp_path):
    with pytest.raises(PackError, match=r"pack\.toml: this file is missing"):
        read_folder(tmp_path)


def test_a_pack_takes_in_a_folder_beside_it(tmp_path):
    own = tmp_path / "own"
    shutil.copytree(FOLDER, own)
    assert "access.toml" in read_folder(own)[0]  # from what comes with the product
    (tmp_path / "common").mkdir()
    assert "access.toml" not in read_folder(own)[0]
    (tmp_path / "common" / "codes.toml").write_text("code = []")
    with pytest.raises(PackError, match=r"codes\.toml: this file is in the pack and in 'common'"):
        read_folder(own)
    (tmp_path / "common" / "codes.toml").rename(tmp_path / "common" / "tea.toml")
    (tmp_path / "common" / "tea.toml").write_text("code = [")
    with pytest.raises(PackError, match=r"common/tea\.toml: this cannot be read"):
        read_folder(own)
    head = (own / "pack.toml").read_text(encoding="utf-8")
    (own / "pack.toml").write_text(head.replace('["common"]', '["../mars"]'), encoding="utf-8")
    with pytest.raises(PackError, match=r"there is no folder '\.\./mars' beside this pack"):
        read_folder(own)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_wrong_is_told_and_never_breaks_the_loader(seed):
    chance, loaded = random.Random(seed), 0
    for _each in range(12):
        found = documents()
        change_at_random(found, chance)
        with contextlib.suppress(PackError):  # and nothing else
            load(found, {})
            loaded += 1
    assert loaded < 12, "the degeneracy guard: no change was a mistake"


def change_at_random(found, chance):
    """Put something of another kind, or nothing, where a value stood."""
    place = found[chance.choice(sorted(found))]
    while True:
        key = chance.choice(sorted(place)) if isinstance(place, dict) else chance.randrange(len(place))
        inner = place[key]
        if not isinstance(inner, (dict, list)) or not inner or chance.random() < 0.2:
            break
        place = inner
    if chance.random() < 0.3:
        del place[key]
    else:
        place[key] = chance.choice(("tea", "", 7, True, [], ["tea"], [7], {}, {"tea": 7}, [{"id": "tea"}]))


def test_decision_tables_are_not_part_of_the_digest(tmp_path):
    folder = tmp_path / "pack"
    shutil.copytree(FOLDER, folder)
    shutil.rmtree(folder / "tests")
    assert load_folder(folder).sha256 == current_pack().sha256


def test_any_change_of_the_text_is_another_digest():
    found = documents()
    found["phrases.toml"]["permitted"] = "You may well do this."
    assert load(found, {}).sha256 != current_pack().sha256


def test_a_pack_is_loaded_again_from_its_stored_bytes():
    stored = canonical(current_pack().documents)
    again = load_canonical(stored)
    assert again.sha256 == current_pack().sha256
    assert again.working_time == current_pack().working_time
    assert canonical(from_canonical(stored)) == stored


def test_only_dates_are_kept_beside_plain_values():
    with pytest.raises(TypeError, match="may hold dates"):
        canonical({"a.toml": {"b": {1, 2}}})


def test_every_file_of_the_pack_is_toml_with_a_comment_that_says_what_it_is():
    for path in FOLDER.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("#"), path
        tomllib.loads(text)
