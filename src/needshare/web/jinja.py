"""The environment every page is rendered in: escaping on, our words, GOV.UK's components."""

import re
from collections.abc import Iterable
from functools import lru_cache
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, Final

from django.template import engines
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PackageLoader,
    PrefixLoader,
    Template,
    meta,
    nodes,
)
from jinja2.compiler import CodeGenerator
from jinja2.runtime import Context, Macro
from jinja2.visitor import NodeTransformer

from . import words
from .branding import PRODUCT
from .fieldshapes import component, error_links
from .translating import install, spoken


class Saying(Context):
    """Jinja's context, which finds out more quickly how to call what pages call hundreds of times."""

    def call(self, called: Any, /, *args: Any, **named: Any) -> Any:
        """Call a macro or a plain function; anything else as Jinja does."""
        if type(called) is Macro:
            args = (self.eval_ctx, *args)
        elif type(called) not in PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **named)
        if named:
            named.pop("_block_vars", None)
            named.pop("_loop_vars", None)
        return called(*args, **named)


class Page(Template):
    """Jinja's template; one that is imported is run once in each language, not once for each page.

    Jinja would ask first whether the page knows globals that the imported does not: ours are those of the environment.
    """

    def _get_default_module(self, ctx: Context | None = None) -> Any:
        said: Any = self._module
        if said is None or said.spoken != spoken():
            said = self.make_module()
            said.spoken = spoken()
            self._module = said
        return said


class Rows(NodeTransformer):
    """Writes the rows of a summary list into the page that asks for them: a long page has forty.

    `{% call row(key) %}value{% endcall %}` and `{{ row(key, value) }}` become what the macro `row` of
    "web/components/page.jinja2" would say, without two macros being called for each.
    """

    def visit_CallBlock(self, node: nodes.CallBlock) -> Any:  # noqa: N802 - Jinja's name
        """Replace a row whose value is a block."""
        self.generic_visit(node)
        if node.args or not is_row(node.call, 1):
            return node
        before = nodes.Output([nodes.TemplateData(BEFORE), node.call.args[0], nodes.TemplateData(BETWEEN)])
        return [before, *node.body, nodes.Output([nodes.TemplateData(AFTER)])]

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - as above
        """Replace a row whose value is an expression."""
        found: list[nodes.Expr] = []
        for each in node.nodes:
            if isinstance(each, nodes.Call) and is_row(each, 2):
                key, value = each.args
                said = (nodes.TemplateData(text) for text in (BEFORE, BETWEEN, AFTER))
                found += [next(said), key, next(said), value, next(said)]
            else:
                found.append(each)
        return nodes.Output(found, lineno=node.lineno)


BEFORE: Final = '<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">'
BETWEEN: Final = '</dt><dd class="govuk-summary-list__value">'
AFTER: Final = "</dd></div>\n"


def is_row(call: nodes.Call, count: int) -> bool:
    """Tell whether a call is of the macro `row`, with as many arguments."""
    is_plain = not (call.kwargs or call.dyn_args or call.dyn_kwargs)
    return (
        is_plain and isinstance(call.node, nodes.Name) and call.node.name == "row" and len(call.args) == count
    )


class Writing(CodeGenerator):
    """Jinja's compiler; what is HTML already is not sent through the escaping once more, only to come back.

    Everything that is not exactly Markup is escaped as ever. Half of what a page shows is Markup. Plain text is
    escaped without being made Markup, as it is put into the page at once.
    """

    def visit_Template(self, node: nodes.Template, frame: Any = None) -> None:  # noqa: N802 - Jinja's name
        """Compile a template, which is told where to find how plain text is escaped."""
        if not any(macro.name == "row" for macro in node.find_all(nodes.Macro)):
            Rows().visit(node)
        self.writeline("from markupsafe import _escape_inner")
        self.writeline("from needshare.web.translating import SAID")
        super().visit_Template(node, frame)

    def visit_Call(  # noqa: N802 - Jinja's name
        self, node: nodes.Call, frame: Any, forward_caller: bool = False
    ) -> None:
        """Write a call; words of ours that stand as they are, with nothing put in, are only looked up."""
        words = fixed_words(node)
        if words is None:
            super().visit_Call(node, frame, forward_caller=forward_caller)
        else:
            self.write(f"SAID[{words!r}]")

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(shown if type(shown := (")

    def _output_child_post(self, node: Any, frame: Any, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")) is Markup else _escape_inner(shown) if type(shown) is str else escape(shown))")


def fixed_words(node: nodes.Call) -> str | None:
    """Return what a call translates, where that is one text and nothing else."""
    is_plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs) and len(node.args) == 1
    if not (is_plain and isinstance(node.node, nodes.Name) and node.node.name in {"_", "gettext"}):
        return None
    words = node.args[0].value if isinstance(node.args[0], nodes.Const) else None
    return words if isinstance(words, str) else None


PLAIN: Final = (FunctionType, MethodType, BuiltinMethodType)


def environment(*, loader: BaseLoader, **options: Any) -> Environment:
    """Build the environment; the name that settings give Django's Jinja2 engine.

    GOV.UK's macros are imported as "govuk_frontend_jinja/components/button/macro.html", our own
    as "web/components/page.jinja2".
    """
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    options["autoescape"] = True
    made = Environment(  # noqa: S701 - escaping is switched on in the line above
        loader=ChoiceLoader([loader, components]),
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        trim_blocks=True,
        lstrip_blocks=True,
        **options,
    )
    made.code_generator_class, made.context_class, made.template_class = Writing, Saying, Page
    install(made)
    made.policies["ext.i18n.trimmed"] = True
    made.filters.update({name: getattr(words, name) for name in FILTERS})
    made.globals.update(
        static=asset,
        url=address,
        product=PRODUCT,
        field_component=component,
        error_links=error_links,
        is_overdue=words.is_overdue,
    )
    return made


def compile_pages(names: Iterable[str]) -> None:
    """Compile the busiest pages and all they are made of now, so that no visitor waits for it."""
    made: Environment = engines["jinja2"].env  # type: ignore[attr-defined]  # Jinja2's engine has one
    waiting, seen = list(names), set()
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            source, _path, _is_fresh = made.loader.get_source(made, name)  # type: ignore[union-attr]
            waiting += [each for each in meta.find_referenced_templates(made.parse(source)) if each]
            made.get_template(name)


# What an address holds of such a text is the text: a long page writes forty addresses.
STANDS_AS_IT_IS: Final = re.compile(r"[A-Za-z0-9-]+")
STAND_IN: Final = "4d2c8a1f9b"
FILTERS = ("due", "lines", "marking", "on_date", "reference", "t", "value", "when")


def address(name: str, *parts: Any, **named: Any) -> str:
    """Write the address of a page by its name: url("casework:case", reference=case.reference)."""
    if not parts and not named:
        return _fixed(name)
    if not parts and len(named) == 1:
        ((part, value),) = named.items()
        if type(value) is str and STANDS_AS_IT_IS.fullmatch(value) and (around := _around(name, part)):
            return value.join(around)
    return reverse(name, args=parts, kwargs=named)


@lru_cache(maxsize=256)
def asset(path: str) -> str:
    """Write the address of a static file; it stays what it is as long as the process runs."""
    return static(path)


@lru_cache(maxsize=256)
def _fixed(name: str) -> str:
    return reverse(name)


@lru_cache(maxsize=256)
def _around(name: str, part: str) -> tuple[str, str] | None:
    """Return what stands before and after the one part of an address; None where not just any word may stand there."""
    try:
        before, _part, after = reverse(name, kwargs={part: STAND_IN}).partition(STAND_IN)
    except NoReverseMatch:
        return None
    return before, after
