import pytest

from needshare.policy.kinds import Kind, kind_of
from needshare.policy.language import (
    LONGEST,
    LanguageError,
    Vocabulary,
    Words,
    condition,
    facts_of,
    placeholder,
)

VOCABULARY = Vocabulary(
    facts={
        "item.marking": Kind("enum", "marking"),
        "item.category": Kind("enum", "category", optional=True),
        "item.as_at": Kind("date"),
        "item.tags": Kind("set", "category"),
        "item.owners": Kind("set", "id"),
        "item.owner": Kind("id"),
        "item.title": Kind("text"),
        "item.number": Kind("int"),
        "item.is_child": Kind("bool"),
        "today": Kind("date"),
    },
    lists={
        "marking": Words("marking", ("low", "high"), is_ordered=True),
        "category": Words(
            "category",
            ("health", "photo"),
            columns={"is_sensitive": Kind("bool"), "top": Kind("enum", "marking")},
        ),
    },
    parameters={"days": (Kind("int"), 30), "ceiling": (Kind("enum", "marking"), "high")},
)


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("item.is_child", ("holds", ("fact", "item.is_child"))),
        ("True", ("holds", ("literal", True))),
        ("not item.is_child", ("not", ("holds", ("fact", "item.is_child")))),
        ("item.number == 3", ("compare", "==", "", ("fact", "item.number"), ("literal", 3))),
        ("'low' == item.marking", ("compare", "==", "", ("literal", "low"), ("fact", "item.marking"))),
        ("item.marking < 'high'", ("compare", "<", "marking", ("fact", "item.marking"), ("literal", "high"))),
        (
            "item.marking > parameter.ceiling",
            ("compare", ">", "marking", ("fact", "item.marking"), ("literal", "high")),
        ),
        ("item.category in item.tags", ("in", ("fact", "item.category"), ("fact", "item.tags"))),
        ("'health' not in item.tags", ("not in", ("literal", "health"), ("fact", "item.tags"))),
        ("item.owner in item.owners", ("in", ("fact", "item.owner"), ("fact", "item.owners"))),
        (
            "item.category in {'health'}",
            ("in", ("fact", "item.category"), ("literal", frozenset({"health"}))),
        ),
        ("missing(item.category)", ("missing", ("fact", "item.category"))),
        ("unknown(item.as_at)", ("unknown", ("fact", "item.as_at"))),
        (
            "overlap(item.tags, ['photo'])",
            ("overlap", ("fact", "item.tags"), ("literal", frozenset({"photo"}))),
        ),
        ("within(item.tags, item.tags)", ("within", ("fact", "item.tags"), ("fact", "item.tags"))),
        (
            "item.as_at + parameter.days < today",
            ("compare", "<", "", ("add_days", ("fact", "item.as_at"), 30), ("fact", "today")),
        ),
        (
            "item.as_at - 1 < today",
            ("compare", "<", "", ("add_days", ("fact", "item.as_at"), -1), ("fact", "today")),
        ),
        (
            "item.category.is_sensitive",
            ("holds", ("column", "category", "is_sensitive", ("fact", "item.category"))),
        ),
    ],
)
def test_a_condition_becomes_its_checked_form(text, node):
    assert condition(text, VOCABULARY).node == node


def test_a_chain_of_comparisons_is_each_of_them():
    node = condition("1 < item.number <= 5", VOCABULARY).node
    assert node[0] == "and"
    assert len(node) == 3


def test_a_column_of_a_column_is_read():
    node = condition("item.category.top >= item.marking", VOCABULARY).node
    assert node[2] == "marking"


def test_facts_are_named_once_in_order():
    found = condition("item.is_child and item.number == 1 or item.is_child", VOCABULARY)
    assert found.facts == ("item.is_child", "item.number")
    assert list(facts_of(found.node)) == ["item.is_child", "item.number", "item.is_child"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("item.", "this is not a condition"),
        ("x" * (LONGEST + 1), "at most"),
        ("item.age == 3", "has no column|no fact named"),
        ("salary", "no fact named 'salary'"),
        ("request.purpose == 'x'", "no fact named 'request.purpose'"),
        ("item.number", "not something that is true or false"),
        ("item.number == 'health'", "has no meaning here"),
        ("'health' == 'health'", "has no meaning here"),
        ("item.category == 'gossip'", "'gossip' is not in the list 'category'"),
        ("item.category in {'gossip'}", "'gossip' is not in the list"),
        ("item.number in {1}", "needs a fact chosen from a list"),
        ("item.category < 'photo'", "needs an order"),
        ("item.category == item.marking", "cannot be compared"),
        ("item.tags == item.tags", "cannot be compared"),
        ("item.title == item.title", "cannot be compared"),
        ("item.marking in item.tags", "cannot be looked for"),
        ("item.category in item.marking", "cannot be looked for"),
        ("item.is_child is True", "'is' is not part"),
        ("missing()", "takes one fact"),
        ("overlap(item.tags)", "takes two sets"),
        ("overlap(item.tags, item.owners)", "takes two sets of the same kind"),
        ("overlap(item.number, item.number)", "takes two sets of the same kind"),
        ("item.as_at + today < today", "only a number of days"),
        ("item.number + 1 == 2", "only a number of days"),
        ("item.number * 2 == 2", "is not part of the language"),
        ("open('x')", "is not part of the language"),
        ("(lambda: True)()", "is not part of the language"),
        ("[x for x in item.tags]", "is not part of the language"),
        ("item.number == 1.5", "has no meaning here"),
        ("item.number == parameter.years", "no parameter named 'years'"),
        ("item.category.colour", "has no column named 'colour'"),
        ("item.number.bits == 1", "has no column named 'bits'"),
        ("missing(item.is_child.x.y)", "has no column"),
        ("'a'.join == 1", "no fact named"),
    ],
)
def test_what_is_not_in_the_language_is_refused(text, says):
    with pytest.raises(LanguageError, match=says):
        condition(text, VOCABULARY)


def test_a_list_that_does_not_exist_is_named():
    broken = Vocabulary({"item.x": Kind("enum", "nowhere")})
    with pytest.raises(LanguageError, match="no list named 'nowhere'"):
        condition("item.x == 'a'", broken)


def test_a_placeholder_is_a_fact_or_a_column():
    assert placeholder("item.category.top", VOCABULARY)[1] == Kind("enum", "marking")


@pytest.mark.parametrize("text", ["colour", "enum", "date category", "set", ""])
def test_a_kind_is_one_of_the_known(text):
    with pytest.raises(ValueError, match="is not a kind"):
        kind_of(text)


def test_a_kind_is_written_as_it_is_read():
    for text in ("bool", "date?", "enum purpose", "set category?"):
        assert str(kind_of(text)) == text
