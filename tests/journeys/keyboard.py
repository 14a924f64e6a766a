"""Somebody who has a keyboard and no mouse: goes from place to place with Tab, and sees where they are.

Every step judges what a sighted person without a mouse depends on: the place that has the focus looks
different from before, nothing lies over it, and the way there and back is the order of the page.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

# What can be reached with Tab, in the order of the page. A group of radio buttons is one stop.
STOPS = """() => {
  const all = document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]");
  return [...all].filter((each) => {
    if (each.tabIndex < 0 || each.disabled || each.type === "hidden") return false;
    if (!each.checkVisibility({ visibilityProperty: true })) return false;
    if (each.closest("details:not([open])") && each.localName !== "summary") return false;
    if (each.type !== "radio" || each.checked) return true;
    const group = [...document.getElementsByName(each.name)];
    return each === group[0] && !group.some((other) => other.checked);
  });
}"""

# How a place looks, as far as focus may change it. What is transparent is not seen.
LOOK = """(each) => {
  const seen = (style) => [
    style.outlineStyle === "none" || /, 0\\)$|^transparent$/.test(style.outlineColor)
      ? "" : `${style.outlineWidth} ${style.outlineColor}`,
    style.boxShadow, style.backgroundColor, style.color, style.borderColor, style.borderWidth,
  ].join("; ");
  const label = /^(radio|checkbox)$/.test(each.type) && each.labels[0];
  return seen(getComputedStyle(each)) + (label ? seen(getComputedStyle(label, "::before")) : "");
}"""

# Remember how every place looks while the focus is elsewhere.
REMEMBER = f"""() => {{
  const look = {LOOK};
  window.nsCalm = new WeakMap();
  document.querySelectorAll("a, button, input, select, textarea, summary, [tabindex]").forEach((each) => {{
    if (each !== document.activeElement) window.nsCalm.set(each, look(each));
  }});
}}"""

# Say where the focus is: the words a screen reader would say, and whether an eye would find it.
WHERE = f"""() => {{
  const here = document.activeElement;
  if (!here || here === document.body || here === document.documentElement) return null;
  const look = {LOOK};
  const words = (node) => (node ? node.textContent : "").replace(/\\s+/g, " ").trim();
  const label = here.labels && here.labels.length ? words(here.labels[0]) : "";
  const legend = here.closest("fieldset") && here.closest("fieldset").querySelector("legend");
  const kinds = {{ a: "link", summary: "summary", button: "button", select: "list", textarea: "text" }};
  const kind = kinds[here.localName] || (/^(radio|checkbox|submit)$/.test(here.type) ? here.type : "text");
  const box = [...here.getClientRects()].find((each) => each.width > 1 && each.height > 1);
  const seen = box && [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const above = box && document.elementFromPoint(box.left + box.width / 2, (seen[0] + seen[1]) / 2);
  const isAbove = above && seen[1] - seen[0] >= Math.min(box.height, 24) - 1
    && [here, ...(here.labels || [])].some((each) => each.contains(above) || above.contains(each));
  const calm = window.nsCalm && window.nsCalm.get(here);
  return {{
    kind,
    name: here.getAttribute("aria-label") || label || words(here),
    group: words(legend),
    value: here.localName === "select" ? words(here.selectedOptions[0]) : String(here.value || ""),
    is_chosen: Boolean(here.checked),
    is_lit: calm !== look(here),
    is_clear: Boolean(isAbove),
    place: ({STOPS})().indexOf(here),
    top: box ? box.top + scrollY : 0,
    left: box ? box.left : 0,
    height: box ? box.height : 0,
  }};
}}"""

# Links of a sentence are as tall as its line; everything else must be easy to hit.
TOO_SMALL = """() => [...document.querySelectorAll(
    "form :is(a, button, input, select, textarea, summary), a.govuk-button, nav a, summary, li > a:only-child"
  )].filter((each) => each.tabIndex >= 0 && each.type !== "hidden" && each.checkVisibility())
  .filter((each) => !each.closest("p, .govuk-hint, .govuk-skip-link") || each.matches(".govuk-button"))
  .filter((each) => !each.closest("details:not([open])") || each.localName === "summary")
  .map((each) => [each, each.getBoundingClientRect()])
  .filter(([, box]) => box.width < 24 || box.height < 24)
  .map(([each, box]) => `${Math.round(box.width)} x ${Math.round(box.height)}: ${each.outerHTML}`)"""

MOVING = """() => [...document.querySelectorAll("*")]
  .filter((each) => ["transitionDuration", "animationDuration"].some(
    (name) => getComputedStyle(each)[name].split(", ").some((time) => parseFloat(time) > 0.001))
    || getComputedStyle(each).scrollBehavior === "smooth")
  .map((each) => each.outerHTML.slice(0, 200))"""

IN_MAIN = "() => [document.activeElement.id, location.hash.slice(1)].includes('main-content')"
SIDEWAYS = "() => document.scrollingElement.scrollWidth - innerWidth"


@dataclass(frozen=True)
class Stop:
    """A place that has the focus."""

    kind: str
    name: str
    group: str
    value: str
    is_chosen: bool
    is_lit: bool
    is_clear: bool
    place: int
    top: float
    left: float
    height: float

    def __str__(self) -> str:
        return f"{self.kind} “{self.name}”" + (f" of “{self.group}”" if self.group else "")


@dataclass
class Keyboard:
    """The keys somebody presses on one page after another. Nothing here touches a page but keys."""

    page: Page
    is_hasty: bool = False  # goes through without looking round
    is_new: bool = True
    passed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("framenavigated", self._arrive)

    def _arrive(self, _frame: Any) -> None:
        self.is_new = True

    def press(self, key: str) -> Stop | None:
        """Press a key and say where the focus is then."""
        if self.is_new:
            self.page.evaluate(REMEMBER)
            self.is_new = False
        self.page.keyboard.press(key)
        stop = self.where()
        if stop and not stop.is_clear:
            self.page.wait_for_timeout(50)  # the page may still be scrolling there
            stop = self.where()
        return stop

    def where(self) -> Stop | None:
        """Say where the focus is; nothing where no place has it."""
        found = self.page.evaluate(WHERE)
        return Stop(**found) if found else None

    def tab(self, key: str = "Tab") -> Stop | None:
        """Go on to the next place, and see it."""
        stop = self.press(key)
        if stop:
            self.problems += [
                f"{self.page.url}: {wrong} {stop}"
                for wrong, is_so in (
                    ("the focus is not seen on", not stop.is_lit),
                    ("something hides", not stop.is_clear),
                )
                if is_so
            ]
        return stop

    def stops(self) -> int:
        """Count the places that Tab should reach on this page."""
        return len(self.page.evaluate(f"() => ({STOPS})().map(() => 1)"))

    def until(self, is_there: Callable[[Stop], bool], what: str, *, key: str = "Tab") -> Stop:
        """Press Tab until a place is reached, at most once round the page."""
        self.passed = []
        for _ in range(self.stops() + 2):
            stop = self.tab(key)
            if stop and is_there(stop):
                return stop
            self.passed.append(str(stop))
        raise AssertionError(f"{self.page.url}: Tab does not reach {what}, only {self.passed}")

    def to(self, name: str, *kinds: str, group: str = "", key: str = "Tab") -> Stop:
        """Go on to the place with a name."""

        def is_there(stop: Stop) -> bool:
            return stop.name == name and group in ("", stop.group) and (not kinds or stop.kind in kinds)

        return self.until(is_there, f"{' or '.join(kinds)} “{name}”", key=key)

    def begin(self) -> "Keyboard":
        """Skip from the top of a page to its main content with the first link of the page.

        Without scripts, who sent a form from there is led straight to the main content of the next page.
        """
        if self.is_new and self.page.url.endswith("#main-content"):
            return self
        stop = self.tab()
        assert stop is not None
        assert (stop.name, stop.place) == ("Skip to main content", 0), f"{self.page.url}: {stop}"
        self.page.keyboard.press("Enter")
        assert self.page.evaluate(IN_MAIN), f"{self.page.url}: the link does not skip to the main content"
        self.is_new = False
        return self

    def go(self, key: str = "Enter") -> "Keyboard":
        """Press a key that leads to another page."""
        with self.page.expect_event("load"):
            self.page.keyboard.press(key)
        self.is_new = True
        return self

    def follow(self, name: str) -> "Keyboard":
        """Go to a link or button in the main content and press it."""
        self.begin().to(name, "link", "button")
        return self.go()

    def send(self, name: str) -> "Keyboard":
        """Go on to the button that sends a form and press it."""
        self.to(name, "button")
        return self.go()

    # Answering the questions of a form, in the order in which they stand.

    def write(self, name: str, words: str, *, group: str = "") -> "Keyboard":
        """Type the answer to a question, over what stands there."""
        self.to(name, "text", group=group)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(words)
        return self

    def date(self, question: str, day: str, month: str, year: str) -> "Keyboard":
        """Type a date in its three boxes."""
        self.write("Day", day, group=question)
        return self.write("Month", month, group=question).write("Year", year, group=question)

    def pick(self, name: str, answer: str) -> "Keyboard":
        """Choose from a list with the arrow keys."""
        stop: Stop | None = self.to(name, "list")
        return self.arrows(stop, lambda found: found.value == answer, answer)

    def choose(self, question: str, answer: str) -> "Keyboard":
        """Choose one of some radio buttons with the arrow keys."""
        stop = self.until(lambda at: at.kind == "radio" and at.group == question, f"“{question}”")
        return self.mark(stop, answer)

    def mark(self, stop: Stop, answer: str) -> "Keyboard":
        """Choose an answer in the group of radio buttons that has the focus."""
        if stop.name == answer:
            self.page.keyboard.press("Space")
            return self
        return self.arrows(stop, lambda found: found.name == answer and found.is_chosen, answer)

    def arrows(self, stop: Stop | None, is_there: Callable[[Stop], bool], answer: str) -> "Keyboard":
        """Press the arrow down until an answer is chosen."""
        seen: list[str] = []
        while not (stop and is_there(stop)):
            assert len(seen) < 60, f"{self.page.url}: the arrows do not reach “{answer}”, only {seen[:12]}"
            stop = self.tab("ArrowDown")
            seen.append(str(stop and (stop.value, stop.name)))
        return self

    def tick(self, name: str, *, group: str = "") -> "Keyboard":
        """Tick a box."""
        stop = self.to(name, "checkbox", group=group)
        assert not stop.is_chosen, f"{stop} is ticked already"
        self.page.keyboard.press("Space")
        return self

    def answer_all(self, answers: Mapping[str, str], *, until: str) -> "Keyboard":
        """Answer every group of radio buttons from here to a button by its question, and every empty text.

        `answers` maps questions to answers; "" stands for any other question, "text" for any other text.
        """
        stop = self.tab()
        for _ in range(self.stops() * 2):
            if stop and stop.kind == "button" and stop.name == until:
                return self.go()
            if stop and stop.kind == "radio" and not stop.is_chosen:
                self.mark(stop, answers.get(stop.group, answers[""]))
            elif stop and stop.kind == "text" and not stop.value:
                self.page.keyboard.type(answers.get(stop.name, answers["text"]))
            stop = self.tab()
        raise AssertionError(f"{self.page.url}: Tab does not reach “{until}”")

    # Judging a whole page.

    def look_round(self) -> "Keyboard":
        """Note what is wrong with a page at the width of a phone or a desk: it runs off, moves or is small."""
        if self.is_hasty:
            return self
        self.page.emulate_media(reduced_motion="reduce")
        for width in (320, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            beyond = self.page.evaluate(SIDEWAYS)
            found = [f"{beyond}px run off the side"] if beyond > 0 else []
            found += [f"too small: {each}" for each in self.page.evaluate(TOO_SMALL)]
            found += [f"moves: {each}" for each in self.page.evaluate(MOVING)]
            self.problems += [f"{self.page.url} at {width}px: {each}" for each in found]
        return self

    def tour(self) -> list[Stop]:
        """Go through a whole page from its top and back: each place once, in the order of the page."""
        count = self.stops()
        there = [self.tab() for _ in range(count)]
        stops = [stop for stop in there if stop]
        assert [stop.place for stop in stops] == list(range(count)), [str(stop) for stop in there]
        back = [self.tab("Shift+Tab") for _ in range(count - 1)]
        assert [stop.place for stop in back if stop] == list(reversed(range(count - 1)))
        for before, after in pairwise(stops):
            is_below = after.top + after.height >= before.top - 10
            assert is_below or after.left > before.left, f"{self.page.url}: from {before} up to {after}"
        return stops
