// Starts GOV.UK's components and adds the little that is ours. Every page works without it.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "./vendor/govuk.js";

for (const component of [
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  PasswordInput,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(component);
}

// A long form that was typed into asks before it is left, so that a slip of the hand loses nothing.
for (const form of document.querySelectorAll("form[data-keep]")) {
  let typed = false;
  form.addEventListener("input", () => {
    typed = true;
  });
  form.addEventListener("submit", () => {
    typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });
}

// A page that came back from the browser's memory may show what is no longer so, or a form already sent.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// Skipping to the content leaves its mark in the address, and forms are sent to that address: the browser
// would go to the content of the next page too, past the summary of what is wrong.
window.addEventListener("hashchange", () => {
  if (location.hash === "#main-content") {
    history.replaceState(history.state, "", location.pathname + location.search);
  }
});

// Work that goes on by itself is asked how far it is; once it is finished, the page is shown anew.
for (const work of document.querySelectorAll("[data-poll]")) {
  const bar = work.querySelector("progress");
  const done = work.querySelector("[data-poll-done]");
  const ask = async () => {
    const answer = await fetch(work.dataset.poll, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const found = await answer.json();
    if (found.is_finished) {
      window.location.reload();
      return;
    }
    bar.value = found.done;
    done.textContent = found.done.toLocaleString(document.documentElement.lang);
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 2000);
}
