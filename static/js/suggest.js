// Suggestions under every search box: an editable combobox with a list, after the ARIA Authoring Practices.
// Comfort only. Without an answer the box is what it is without this file, and Enter searches for what was typed.

const DELAY = 120; // milliseconds without a key before the archive is asked
const SHORTEST = 2;
const KEPT = 50; // answers remembered on this page
const GROUPS = [
  ["أسماء", (kind) => kind !== "phrase" && kind !== "headline"],
  ["عبارات", (kind) => kind === "phrase"],
  ["عناوين", (kind) => kind === "headline"],
];
const SUGGESTIONS = { zero: "لا اقتراحات", one: "اقتراح واحد", two: "اقتراحان", few: "# اقتراحات", many: "# اقتراحًا", other: "# اقتراح" };
const ARTICLES = { zero: "لا مقالات", one: "مقال واحد", two: "مقالان", few: "# مقالات", many: "# مقالًا", other: "# مقال" };
const plural = new Intl.PluralRules("ar");
const figures = new Intl.NumberFormat("en");

const counted = (number, forms) => forms[plural.select(number)].replace("#", figures.format(number));

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// --- what was typed, within a suggestion ---------------------------------------------------------

const SAME = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ة: "ه" };
const UNWRITTEN = /[\u0640\u064b-\u065f\u0670]/;

/** The letters of a text as search compares them, and where each stands in the text. */
function folded(text) {
  const places = [];
  let letters = "";
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at].toLowerCase();
    if (UNWRITTEN.test(letter) || letter.length !== 1) continue;
    letters += SAME[letter] ?? letter;
    places.push(at);
  }
  return { letters, places };
}

/** The text in pieces: [piece, whether it was typed]. */
function pieces(text, typed) {
  const { letters, places } = folded(text);
  const words = folded(typed)
    .letters.split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
  const marked = new Array(text.length).fill(false);
  for (const word of words) {
    const inner = word.replace(/^(?:[وفبك]?ال|لل)(?=..)/, "");
    const found = new RegExp(`(?<![\\p{L}\\p{N}])(?:${word}|(?:[وفبك]?ال|لل|[وفبكل])?(?<inner>${inner}))`, "gu");
    for (const { 0: match, index, groups } of letters.matchAll(found)) {
      const end = index + match.length;
      marked.fill(true, places[end - (groups.inner ?? match).length], places[end] ?? text.length);
    }
  }
  const parts = [];
  for (let at = 0; at < text.length; at += 1) {
    if (parts.length && parts.at(-1)[1] === marked[at]) parts.at(-1)[0] += text[at];
    else parts.push([text[at], marked[at]]);
  }
  return parts;
}

// --- the combobox --------------------------------------------------------------------------------

class Combobox {
  #answers = new Map();
  #asking = null;
  #timer = 0;
  #active = -1;
  #options = [];

  constructor(form) {
    this.form = form;
    this.input = form.querySelector("input[type=search]");
    this.address = form.dataset.suggestions;
    const id = `${this.input.id}-suggestions`;
    this.list = make("div", { id, class: "suggestions", role: "listbox", "aria-label": "اقتراحات", hidden: "" });
    this.said = make("div", { class: "visually-hidden", role: "status" });
    form.append(this.list, this.said);
    const role = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id };
    for (const [name, value] of Object.entries(role)) this.input.setAttribute(name, value);

    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.close());
    form.addEventListener("submit", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => this.clicked(event));
    window.addEventListener("pagehide", () => this.close());
  }

  get open() {
    return !this.list.hidden;
  }

  typed() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    const text = this.input.value;
    if (text.trim().length < SHORTEST) this.close();
    else this.#timer = setTimeout(() => this.ask(text), DELAY);
  }

  async ask(text) {
    this.#asking = new AbortController();
    try {
      this.show(text, this.#answers.get(text) ?? (await this.fetched(text, this.#asking.signal)));
    } catch (problem) {
      if (problem.name !== "AbortError") this.close(); // without an answer there is nothing to show
    }
  }

  async fetched(text, signal) {
    const response = await fetch(`${this.address}?${new URLSearchParams({ q: text })}`, { signal });
    const { suggestions } = response.ok ? await response.json() : { suggestions: [] };
    if (this.#answers.size >= KEPT) this.#answers.clear();
    this.#answers.set(text, suggestions);
    return suggestions;
  }

  show(text, suggestions) {
    if (this.input.value !== text || document.activeElement !== this.input) return;
    if (!suggestions.length) {
      this.close();
      return;
    }
    this.#options = [];
    const groups = GROUPS.map(([label, holds], number) => {
      const inside = suggestions.filter(({ kind }) => holds(kind));
      if (!inside.length) return "";
      const heading = make("div", { id: `${this.list.id}-${number}`, class: "suggestions-of", role: "presentation" }, label);
      const options = inside.map((suggestion) => this.option(suggestion, text));
      return make("div", { role: "group", "aria-labelledby": heading.id }, heading, ...options);
    });
    this.list.replaceChildren(...groups);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.activate(-1);
    this.said.textContent = counted(suggestions.length, SUGGESTIONS);
  }

  option({ kind, text, label, url, count }, typed) {
    const words = make("bdi", {}, ...pieces(text, typed).map(([piece, same]) => (same ? make("b", {}, piece) : piece)));
    const named = kind !== "phrase" && kind !== "headline";
    const about = named ? [label, ...(count === null ? [] : [counted(count, ARTICLES)])] : [];
    const attributes = { role: "option", "aria-selected": "false", href: url, tabindex: "-1", id: `${this.list.id}-at-${this.#options.length}` };
    const option = make("a", attributes, words);
    if (about.length) option.append(" ", make("span", { class: "count" }, about.join(" · ")));
    if (kind === "phrase") option.dataset.phrase = text;
    this.#options.push(option);
    return option;
  }

  close() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    if (!this.open) return;
    this.activate(-1);
    this.list.hidden = true;
    this.list.replaceChildren();
    this.#options = [];
    this.input.setAttribute("aria-expanded", "false");
    this.said.textContent = "";
  }

  /** Makes one of the options the active one; -1 is the box itself. */
  activate(number) {
    this.#options[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = number;
    const option = this.#options[number];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const last = this.#options.length - 1;
    const at = this.#active;
    const moves = { ArrowDown: at === last ? -1 : at + 1, ArrowUp: at === -1 ? last : at - 1, Home: 0, End: last };
    if (event.key === "Escape" && this.open) {
      event.preventDefault(); // the words stay; a second Escape empties the box
      this.close();
    } else if (event.key === "ArrowDown" && !this.open && !event.altKey) {
      this.typed();
    } else if (event.key === "Enter" && this.open && at >= 0) {
      event.preventDefault();
      this.choose(this.#options[at]);
    } else if (this.open && event.key in moves && (at >= 0 || event.key.startsWith("Arrow"))) {
      event.preventDefault(); // Home and End are the caret's while no option is active
      this.activate(moves[event.key]);
    }
  }

  clicked(event) {
    const option = event.target.closest("[role=option]");
    const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (!option || elsewhere) return; // it is a link: a new tab is the browser's business
    event.preventDefault();
    this.choose(option);
  }

  /** A phrase is searched for with whatever narrows the search; a name or a headline has a page of its own. */
  choose(option) {
    if (option.dataset.phrase) {
      this.input.value = option.dataset.phrase;
      this.form.requestSubmit();
    } else {
      window.location.assign(option.href);
    }
  }
}

for (const form of document.querySelectorAll("form[data-suggestions]")) new Combobox(form);
