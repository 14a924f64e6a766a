// The palette: Ctrl or Cmd with K, or the link to the search, opens a box to go to a page, an act or a
// reference. What may be gone to is read from the page of all places when the box is first opened. Nothing
// typed is kept in the browser, nor put into an address. Without this script the link leads to the search.
const REFERENCE = /^[a-z0-9]{2,12}-[0-9]{2}-[0-9a-z]{4}-?[0-9a-z]{4}$/i;
const MOST = 12;

const dialog = document.querySelector("dialog[data-palette]");
const input = dialog?.querySelector("[role=combobox]");
const list = dialog?.querySelector("[role=listbox]");
const said = dialog?.querySelector("[data-palette-said]");
let places = null;
let page = null;
let chosen = -1;

// As a document, not as text: the content policy lets no script make markup of text.
function read() {
  return new Promise((resolve, reject) => {
    const asked = new XMLHttpRequest();
    asked.open("GET", dialog.dataset.palette);
    asked.responseType = "document";
    asked.onload = () => (asked.status === 200 && asked.response ? resolve(asked.response) : reject());
    asked.onerror = reject;
    asked.send();
  });
}

async function open() {
  if (dialog.open) return;
  dialog.showModal();
  input.value = "";
  if (!places) {
    try {
      page = await read();
      places = [...page.querySelectorAll("a[data-place]")].map((link) => ({
        words: link.textContent.trim(),
        also: link.dataset.place,
        href: link.getAttribute("href"),
      }));
    } catch {
      location.assign(document.querySelector("[data-palette-open]").href);
      return;
    }
  }
  show();
}

function fitting(typed) {
  const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = places.filter(({ words, also }) => {
    const text = `${words} ${also}`.toLowerCase();
    return wanted.every((each) => text.includes(each));
  });
  const form = page.querySelector("form[data-begin]");
  const reference = typed.replace(/\s/g, "").toUpperCase();
  if (REFERENCE.test(reference) && !found.some(({ words }) => words === reference)) {
    const href = form.dataset.case.replace("-", encodeURIComponent(reference));
    found.unshift({ words: `${form.dataset.open} ${reference}`, also: "", href });
  }
  const shown = found.slice(0, MOST);
  if (typed.trim()) shown.push({ words: `${form.dataset.search} ${typed.trim()}`, begin: typed });
  return shown;
}

function show() {
  const options = fitting(input.value).map((place, at) => {
    const option = document.createElement("li");
    option.id = `palette-${at}`;
    option.role = "option";
    option.className = "ns-palette__option";
    option.textContent = place.words;
    if (place.also) {
      const beside = document.createElement("span");
      beside.className = "ns-palette__beside";
      beside.textContent = ` ${place.also}`;
      option.append(beside);
    }
    option.addEventListener("click", () => go(place));
    option.place = place;
    return option;
  });
  list.replaceChildren(...options);
  input.setAttribute("aria-expanded", String(options.length > 0));
  said.textContent = options.length ? `${said.dataset.some} ${options.length}` : said.dataset.none;
  choose(options.length ? 0 : -1);
}

function choose(at) {
  chosen = at;
  for (const [place, option] of [...list.children].entries()) {
    option.setAttribute("aria-selected", String(place === at));
    if (place === at) option.scrollIntoView({ block: "nearest" });
  }
  if (at < 0) input.removeAttribute("aria-activedescendant");
  else input.setAttribute("aria-activedescendant", list.children[at].id);
}

// A search is posted with its words, so that they stand in no address.
function go(place) {
  if (!place.begin) {
    location.assign(place.href);
    return;
  }
  const form = document.importNode(page.querySelector("form[data-begin]"), true);
  form.hidden = true;
  document.body.append(form);
  form.elements.namedItem("words").value = place.begin;
  form.requestSubmit();
}

const KEYS = {
  ArrowDown: (last) => (chosen >= last ? 0 : chosen + 1),
  ArrowUp: (last) => (chosen <= 0 ? last : chosen - 1),
};

if (dialog && typeof dialog.showModal === "function") {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  document.querySelector("[data-palette-open]")?.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open();
  });
  input.addEventListener("input", () => places && show());
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key in KEYS && last >= 0) {
      event.preventDefault();
      choose(KEYS[event.key](last));
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      go(list.children[chosen].place);
    }
  });
  dialog.addEventListener("close", () => {
    if (dialog.open) return; // it was opened again before the browser told that it was closed
    input.value = "";
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
  });
}
