import re

import pytest
from django.apps import apps
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models

from needshare.agencies.ownership import OwnedRecord
from tests.architecture.source import nothing
from tests.architecture.test_folders import contracts  # noqa: F401 - the fixture is used below

DIGESTS = {"password", "hash"}
DJANGOS = {"expire_date"}
LONGEST_CODE = 64
PRIVACY = {"personal", "sensitive", "plain"}
OURS = [model for model in apps.get_models() if model.__module__.startswith("needshare.")]
OWNED = [model for model in OURS if issubclass(model, OwnedRecord)]


def classes_of(model: type[models.Model]) -> dict[str, str]:
    classes: dict[str, str] = {}
    for each in reversed(model.__mro__):
        classes |= vars(each).get("PRIVACY", {})
    return classes


def named(model: type[models.Model]) -> str:
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=named)
def test_every_field_is_classed_as_personal_sensitive_or_plain(model):
    fields = {field.name for field in model._meta.local_fields + model._meta.local_many_to_many}
    classes = classes_of(model)
    assert fields - classes.keys() == set(), "not classed"
    assert classes.keys() - fields == set(), "classed, but there is no such field"
    assert set(classes.values()) <= PRIVACY


@pytest.mark.parametrize("model", OURS, ids=named)
def test_every_table_belongs_to_a_retention_group(model):
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", getattr(model, "RETENTION", ""))


@pytest.mark.parametrize("model", OURS, ids=named)
def test_every_sensitive_text_is_sealed(model):
    classes = classes_of(model)
    unsealed = [
        field.name
        for field in model._meta.local_fields
        if classes.get(field.name) == "sensitive" and is_clear_text(field) and field.name not in DIGESTS
    ]
    nothing(unsealed)


def is_clear_text(field: models.Field) -> bool:
    if isinstance(field, models.CharField):
        return not field.choices and (field.max_length or LONGEST_CODE + 1) > LONGEST_CODE
    return isinstance(field, models.TextField | models.JSONField | models.FileField)


@pytest.mark.parametrize(
    "model", [each for each in OWNED if named(each) != "agencies.Organisation"], ids=named
)
def test_every_unique_constraint_names_the_owner(model):
    for constraint in model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint):
            assert "owner" in constraint.fields, constraint.name
    for field in model._meta.local_fields:
        assert field.primary_key or not field.unique, f"{field.name} is unique without its owner"


@pytest.mark.parametrize("model", OWNED, ids=named)
def test_every_parent_named_for_ownership_is_a_foreign_key(model):
    for name in model.contained_in:
        assert isinstance(model._meta.get_field(name), models.ForeignKey)


@pytest.mark.parametrize("model", OURS, ids=named)
def test_foreign_keys_point_down(model, contracts):  # noqa: F811 - the imported fixture
    floors = contracts["importlinter:contract:floors"]["layers"].split("\n")
    height = {
        name.strip(" ()"): -place
        for place, floor in enumerate(floors)
        for name in floor.split("|")
        if name.strip()
    }
    for field in model._meta.local_fields:
        target = field.related_model
        if isinstance(target, type) and target in OURS and target is not model:
            ours, theirs = model._meta.app_label, target._meta.app_label
            assert ours == theirs or height[theirs] < height[ours] or field.name in {"owner"}, field.name


@pytest.mark.parametrize("model", OURS, ids=named)
def test_every_time_has_its_suffix(model):
    for field in model._meta.local_fields:
        if field.name in DJANGOS and issubclass(model, AbstractBaseSession):
            continue  # the column by which Django's own session store finds what has ended
        if isinstance(field, models.DateTimeField):
            assert field.name.endswith(("_at", "_until", "_from", "_after")), field.name
        elif isinstance(field, models.DateField):
            assert field.name.endswith(("_on", "_until", "_from", "_to")), field.name
        elif isinstance(field, models.BooleanField):
            assert field.name.startswith(("is_", "has_", "may_", "must_", "was_")), field.name


@pytest.mark.parametrize("model", OURS, ids=named)
def test_every_label_is_the_folder_of_its_app(model):
    assert model.__module__.split(".")[1] == model._meta.app_label
