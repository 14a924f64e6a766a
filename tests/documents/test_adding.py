import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from needshare.crypto import vault
from needshare.documents import actions, queries
from needshare.documents.models import Item, ItemVersion
from needshare.documents.rules import File, Link, Text
from needshare.kernel import Blocked, Invalid, Unknown, new_id
from needshare.policy import means_today
from tests import entries
from tests.cast import AT, Cast, acting, force, person
from tests.documents.builders import PDF, PNG, PRYCE, file, held, said


@pytest.fixture
def pryce(cast: Cast):
    return actions.enter_subject(person=PRYCE, by=cast.acting_preparer, at=AT)


def test_text_is_added_with_its_marking_and_the_people_it_is_about(cast: Cast, pryce):
    by = cast.acting_preparer
    version = held(by, Link(pryce.id, "suspect"), Link(pryce.id, "victim"))
    item = queries.item(version.item_id, viewer=by)
    assert (item.title, item.source) == ("Noise complaint, Alder Row", "Incident system")
    assert item.marking == "official_sensitive"
    assert [link.shown_as for link in item.links.all()] == ["Suspect", "Victim"]
    assert version.body == "Loud music until 3am."
    assert b"".join(queries.content(version)) == b"Loud music until 3am."
    assert (version.number, version.media_type, version.size) == (1, "text/plain", 21)
    assert (str(item), str(version)) == (str(item.id), f"{item.id} v1")
    assert str(item.links.all()[0]) == f"{pryce.id} in {item.id}"


def test_the_entry_names_item_and_people_and_no_content(cast: Cast, pryce):
    version = held(cast.acting_preparer, Link(pryce.id, "suspect"))
    event = entries.newest("documents.add_item")
    assert (event.operation, event.subject) == ("collection", (str(pryce.id),))
    assert event.said["item"] == str(version.item_id)
    assert "music" not in str(event)
    assert "Alder" not in str(event)


def test_a_file_is_sealed_in_the_vault_and_opens_byte_for_byte(cast: Cast):
    content = PDF + bytes(range(256)) * 8192
    version = held(cast.acting_preparer, content=file(content))
    assert version.file_name == "log.pdf"
    assert version.size == len(content)
    assert version.stored_as in queries.stored_files()
    assert b"".join(queries.content(version)) == content
    for stored in (Path(settings.DATA_DIR) / "vault").rglob("*"):
        assert stored.is_dir() or b"an empty page" not in stored.read_bytes()


def test_no_word_of_an_item_is_stored_in_clear(cast: Cast):
    held(cast.acting_preparer, content=file(name="pryce statement.pdf"), blocks=["b11"])
    held(cast.acting_preparer)
    with connection.cursor() as cursor:
        for table in ("documents_item", "documents_itemversion"):
            cursor.execute(f"SELECT * FROM {table}")
            stored = b" ".join(
                value if isinstance(value, bytes) else str(value).encode()
                for row in cursor.fetchall()
                for value in (bytes(v) if isinstance(v, memoryview) else v for v in row)
            )
            for secret in (b"Alder", b"Incident system", b"music", b"pryce", b"Whole log"):
                assert secret not in stored


def test_the_digest_of_content_is_keyed(cast: Cast):
    first, second = held(cast.acting_preparer), held(cast.acting_preparer)
    assert first.digest == second.digest
    assert held(cast.acting_preparer, content=Text("Something else.")).digest != first.digest
    assert len(first.digest) == 32


def test_a_new_version_leaves_the_first_as_it_was(cast: Cast):
    by = cast.acting_preparer
    first = held(by)
    second = actions.add_version(
        item_id=first.item_id, content=Text("Music until 2am."), by=by, at=AT + timedelta(days=1)
    )
    versions = queries.item(first.item_id, viewer=by).versions.all()
    assert [(each.number, each.body) for each in versions] == [
        (2, "Music until 2am."),
        (1, "Loud music until 3am."),
    ]
    assert queries.newest_versions([first.item_id]) == {first.item_id: second.id}
    assert entries.newest("documents.add_version").said["version"] == 2


@pytest.mark.parametrize("marking", ["secret", "TOP SECRET", "confidential"])
def test_material_above_the_ceiling_is_blocked_and_nothing_of_it_is_kept(cast: Cast, marking):
    with pytest.raises(Blocked) as blocked:
        held(cast.acting_preparer, content=file(), marking=marking, title="Operation Larch")
    assert any(
        word in blocked.value.reason for word in ("secure network", "information security", "mark it again")
    )
    assert entries.newest().codes == ("marking_above_ceiling",)
    assert "Larch" not in str(entries.newest())
    assert Item.objects.count() == 0
    assert not list(vault.orphans(set(), at=AT + timedelta(days=9)))


def test_a_marking_no_longer_given_is_mapped_and_said(cast: Cast):
    item = held(cast.acting_preparer, marking="RESTRICTED").item
    assert (item.marking, item.former_marking) == ("official_sensitive", "restricted")
    assert means_today(item.former_marking) == "RESTRICTED is now OFFICIAL-SENSITIVE."
    said = entries.newest("documents.add_item").said
    assert (said["marking"], said["former_marking"]) == ("official_sensitive", "restricted")


def test_what_nobody_marked_is_held_as_what_is_said_about_people(cast: Cast):
    assert held(cast.acting_preparer).item.marking == "official_sensitive"


def test_a_role_that_misleads_is_blocked(cast: Cast, pryce):
    with pytest.raises(Blocked) as blocked:
        held(cast.acting_preparer, Link(pryce.id, "arrested_nfa"), category="convictions_unspent")
    assert blocked.value.reason.startswith("This person was not convicted")
    assert Item.objects.count() == 0


def test_other_blocks_have_their_words(cast: Cast, pryce):
    with pytest.raises(Blocked) as blocked:
        held(cast.acting_preparer, handling=["for_public_release"])
    assert blocked.value.reason == (
        "One of the handling instructions does not go with a marking as high as this."
    )
    twice = Link(pryce.id, "victim")
    with pytest.raises(Blocked) as blocked:
        held(cast.acting_preparer, twice, twice)
    assert blocked.value.reason == "A person is given the same role twice."


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (Text(""), "body"),
        (Text("nul\x00"), "body"),
        (file(PNG), "file"),
        (file(b""), "file"),
        (file(b"\xff\xfe", "n.txt", "text/plain"), "file"),
        (file(b"a\x00b", "n.csv", "text/csv"), "file"),
        (file(name="../log.pdf"), "file_name"),
        (file(b"PK", "calls.xlsx", "application/zip"), "file"),
    ],
)
def test_content_that_cannot_be_held_changes_nothing(cast: Cast, content, field):
    before = entries.count()
    with pytest.raises(Invalid) as invalid:
        held(cast.acting_preparer, content=content)
    assert field in [error.field for error in invalid.value.errors]
    assert (Item.objects.count(), entries.count()) == (0, before)
    first = held(cast.acting_preparer)
    with pytest.raises(Invalid):
        actions.add_version(item_id=first.item_id, content=content, by=cast.acting_preparer, at=AT)


def test_a_file_above_the_limit_is_refused_without_being_read_to_its_end(cast: Cast, settings):
    settings.UPLOAD_BYTES = 2_000_000
    stream = io.BytesIO(PDF + b"x" * 9_000_000)
    with pytest.raises(Invalid) as invalid:
        held(cast.acting_preparer, content=File("log.pdf", "application/pdf", stream))
    assert invalid.value.errors[0].remedy == "The file is too large."
    settings.UPLOAD_BYTES = 9_000_000 + len(PDF)
    assert held(
        cast.acting_preparer, content=File("log.pdf", "application/pdf", stream)
    ).size == 9_000_000 + len(PDF)


@pytest.mark.parametrize("link", [Link(new_id(), "victim"), None])
def test_a_link_to_nobody_or_as_nothing_is_invalid(cast: Cast, pryce, link):
    with pytest.raises(Invalid) as invalid:
        held(cast.acting_preparer, link or Link(pryce.id, "bystander"))
    assert [error.field for error in invalid.value.errors] == ["links"]


def test_all_that_is_wrong_is_said_at_once(cast: Cast):
    with pytest.raises(Invalid) as invalid:
        actions.add_item(
            item=said(title="", category="gossip"), content=Text(""), by=cast.acting_preparer, at=AT
        )
    assert [error.field for error in invalid.value.errors] == ["title", "category", "body"]


@pytest.mark.parametrize("part", ["officer", "partner", "administrator", "auditor", "checker"])
def test_only_those_who_prepare_add_material(cast: Cast, part):
    with pytest.raises(Blocked) as blocked:
        held(getattr(cast, f"acting_{part}"))
    assert entries.newest().ending == "blocked"
    assert blocked.value.findings
    assert Item.objects.count() == 0


def test_another_force_does_not_know_the_item(cast: Cast, pryce):
    version = held(cast.acting_preparer, Link(pryce.id, "suspect"))
    other = acting(person(force("SMC", "Southmoor Police"), "j.doe", *cast.preparer.roles))
    for viewer in (other, cast.acting_partner, cast.acting_administrator):
        assert queries.items_about([pryce.id], viewer=viewer) == []
        assert queries.item_versions([version.id], viewer=viewer) == []
        with pytest.raises(Unknown):
            queries.item(version.item_id, viewer=viewer)
        with pytest.raises(Unknown):
            queries.item_version(version.id, viewer=viewer)
        with pytest.raises(Unknown):
            actions.add_version(item_id=version.item_id, content=Text("x"), by=viewer, at=AT)
    with pytest.raises(Invalid):
        held(other, Link(pryce.id, "victim"))


def test_an_undone_act_leaves_a_file_without_a_row_that_is_an_orphan(cast: Cast, monkeypatch):
    kept = held(cast.acting_preparer, content=file())

    def fail(*_given, **_named):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(ItemVersion, "save", fail)
    with pytest.raises(RuntimeError):
        held(cast.acting_preparer, content=file())
    orphans = list(vault.orphans(queries.stored_files(), at=AT + timedelta(days=3650)))
    assert kept.stored_as not in orphans
    assert orphans


def test_items_about_people_take_as_many_statements_as_one(cast: Cast, pryce, django_assert_max_num_queries):
    by = cast.acting_preparer
    for _ in range(6):
        held(by, Link(pryce.id, "suspect"))
    with django_assert_max_num_queries(4):
        found = queries.items_about([pryce.id], viewer=by)
        assert {item.versions.all()[0].body for item in found} == {"Loud music until 3am."}
        assert {item.title for item in found} == {"Noise complaint, Alder Row"}
        assert {link.role for item in found for link in item.links.all()} == {"suspect"}
    with django_assert_max_num_queries(3):
        ids = [item.versions.all()[0].id for item in found]
        versions = queries.item_versions(ids, viewer=by)
        assert len([version.item.title for version in versions]) == 6
