from datetime import date
from html.parser import HTMLParser

import pytest
from django import forms
from django.template import engines

from needshare.kernel import FieldError, Invalid
from needshare.web.fieldshapes import component, error_links, kind
from needshare.web.forms import DatePartsField, add_refusal


class Asked(forms.Form):
    needed_on = DatePartsField()


def asked(day="", month="", year=""):
    return Asked({"needed_on-day": day, "needed_on-month": month, "needed_on-year": year})


@pytest.mark.parametrize(
    ("parts", "error"),
    [
        (("", "", ""), "Enter the date."),
        (("1", "", "2026"), "The date must include a day, a month and a year."),
        (("31", "2", "2026"), "Enter a real date, such as 27 3 2026."),
        (("x", "2", "2026"), "Enter a real date, such as 27 3 2026."),
        (("1", "2", "26"), "Enter a real date, such as 27 3 2026."),
        (("1", "2", "20266"), "Enter a real date, such as 27 3 2026."),
        (("1", "2", "\x00"), "Enter a real date, such as 27 3 2026."),
        (("9" * 5000, "2", "2026"), "Enter a real date, such as 27 3 2026."),
    ],
)
def test_a_date_that_is_not_one_is_refused_with_its_remedy(parts, error):
    assert asked(*parts).errors == {"needed_on": [error]}


def test_a_date_in_three_parts_is_a_date():
    form = asked(" 27 ", "03", "2026")
    assert form.is_valid()
    assert form.cleaned_data["needed_on"] == date(2026, 3, 27)


def test_a_date_that_may_be_left_out_is_none():
    field = DatePartsField(required=False)
    assert field.clean(["", "", ""]) is None
    assert field.widget.value_omitted_from_data({}, {}, "needed_on")


def test_a_refusal_stands_beside_the_field_it_names():
    form = asked("27", "3", "2026")
    assert form.is_valid()
    add_refusal(form, Invalid(FieldError("needed_on", "Choose a later day."), FieldError("case", "Closed.")))
    assert form.errors == {"needed_on": ["Choose a later day."], "__all__": ["Closed."]}
    assert error_links(form) == [
        {"text": "Closed."},
        {"text": "Choose a later day.", "href": "#id_needed_on-day"},
    ]


def test_a_bare_required_error_names_the_question():
    class Question(forms.Form):
        reason = forms.CharField(label="Why?")
        sure = forms.BooleanField(label="I am sure")

    texts = [link["text"] for link in error_links(Question({}))]
    assert texts == ["Answer “Why?”", "Tick “I am sure”"]


def test_a_widget_without_a_component_is_refused():
    with pytest.raises(TypeError, match="SplitDateTimeWidget"):
        kind(forms.SplitDateTimeWidget())


def rendered(form, name, **look):
    template = engines["jinja2"].from_string(
        '{% from "web/components/forms.jinja2" import field %}{{ field(form[name], **look) }}'
    )
    return template.render({"form": form, "name": name, "look": look})


class Every(forms.Form):
    chosen = forms.ChoiceField(
        choices=[("", "None"), ("Group", [("a", "A"), ("b", "B")])], initial="b", label="<Which>"
    )
    several = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, initial=["a"]
    )
    number = forms.IntegerField(widget=forms.NumberInput(attrs={"autocomplete": "off"}), initial=7)
    files = forms.FileField(widget=forms.FileInput)
    word = forms.CharField(widget=forms.PasswordInput, initial="secret")
    carried = forms.CharField(widget=forms.HiddenInput, initial="x")
    short = forms.CharField(widget=forms.Textarea, max_length=40)
    long = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=400)
    day = DatePartsField(initial=date(2026, 3, 27))
    ticked = forms.BooleanField(help_text="<Really>", initial=True)


def test_what_was_chosen_is_shown_chosen():
    assert '<option value="b" selected>' in rendered(Every(), "chosen")
    assert rendered(Every(), "several").count(" checked") == 1
    assert 'value="7"' in rendered(Every(), "number", width="4")
    assert 'autocomplete="off"' in rendered(Every(), "number")
    assert " checked" in rendered(Every(), "ticked")
    assert 'value="27"' in rendered(Every(), "day")


def test_labels_and_hints_are_escaped():
    assert "&lt;Which&gt;" in rendered(Every(), "chosen")
    assert "&lt;Really&gt;" in rendered(Every(), "ticked")
    assert "&lt;b&gt;" in rendered(Every(), "several", hints={"a": "<b>"})


def test_a_password_is_never_sent_back():
    assert "secret" not in rendered(Every(), "word")


def test_only_a_long_text_counts_its_characters():
    assert "govuk-character-count" in rendered(Every(), "long")
    assert "govuk-character-count" not in rendered(Every(), "short")


def test_a_hidden_field_has_no_label():
    assert rendered(Every(), "carried").strip() == (
        '<input type="hidden" name="carried" value="x" id="id_carried">'
    )


def test_no_component_has_a_style_or_an_inline_handler():
    for name in Every().fields:
        html = rendered(Every({}), name)
        assert " style=" not in html
        assert " on" not in {part[:3] for part in html.split('"')}


class Parts(HTMLParser):
    """What a page is made of: elements with their attributes, and texts."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, sorted(attrs)))

    def handle_endtag(self, tag):
        self.found.append((tag,))

    def handle_data(self, data):
        self.found += [data.strip()] if data.strip() else []


class Plain(forms.Form):
    name = forms.CharField(label="<Who>", help_text="As <written>", initial='"Ann" & co')
    number = forms.IntegerField(widget=forms.NumberInput(attrs={"autocomplete": "off"}), initial=0)
    empty = forms.CharField(widget=forms.TextInput(attrs={"inputmode": "numeric"}))
    chosen = forms.ChoiceField(choices=[("", "Any & all"), ("a", "A")], initial="a", help_text="One")


@pytest.mark.parametrize("name", ["name", "number", "empty", "chosen"])
@pytest.mark.parametrize("look", [{}, {"width": "4"}, {"classes": "ns-wide", "label": "m"}])
def test_a_plain_field_is_what_govuk_makes_of_it(name, look):
    bound = Plain()[name]
    usual = {"legend": "m", "label": "s", "page_heading": False, "hints": {}, "conditional": {}}
    told = component(bound, usual | {"width": "", "rows": 0, "classes": ""} | look)
    macro = "Select" if name == "chosen" else "Input"
    template = engines["jinja2"].from_string(
        f'{{% from "govuk_frontend_jinja/components/{macro.lower()}/macro.html" import govuk{macro} %}}'
        f"{{{{ govuk{macro}(it) }}}}"
    )
    assert Parts(rendered(Plain(), name, **look)).found == Parts(template.render({"it": told})).found


def test_a_browser_is_told_not_to_check_the_spelling_of_a_search():
    class Secret(forms.Form):
        words = forms.CharField(widget=forms.TextInput(attrs={"spellcheck": "false"}))

    assert 'spellcheck="false"' in rendered(Secret(), "words")
