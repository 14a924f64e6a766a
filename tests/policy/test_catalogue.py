from needshare.policy import current_pack
from needshare.policy.catalogue import WORDING, messages, modules, write


def test_the_catalogue_is_in_step_with_the_pack(tmp_path):
    write(tmp_path)
    write(tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.glob("*.py")} == {
        path.name: path.read_text() for path in WORDING.glob("*.py")
    }, "run: python -c 'from needshare.policy.catalogue import write; write()'"


def test_modules_of_files_that_are_gone_are_removed(tmp_path):
    (tmp_path / "gone.py").write_text("")
    write(tmp_path)
    assert not (tmp_path / "gone.py").exists()


def test_every_text_people_read_is_there():
    written = "\n".join(modules(current_pack().documents).values())
    pack = current_pack()
    for label in pack.words("purpose").values():
        assert label in written
    assert "ended on {agreement.ends_on}" in written
    assert pack.phrases["facts_unknown"] in written


def test_conditions_and_ids_are_no_texts():
    found = list(
        messages(
            {"id": "x", "when": "a == b", "label": "X", "member": [{"label": "Y", "id": "y"}, 3], "n": 3}
        )
    )
    assert found == ["X", "Y"]


def test_quotes_are_kept():
    written = modules({"a.toml": {"label": 'Say "yes"', "note": "Don't", "text": "Both ' and \""}})["a.py"]
    space = {}
    exec(written, space)
    assert space["TEXTS"] == ('Say "yes"', "Don't", "Both ' and \"")
