// Comfort for the review of names and quotes; without it the same page is a plain form.
// Entries and marks light up together, keys decide, words selected in the text become rows, known names complete.

const form = document.querySelector("#review_form");
const text = document.querySelector("#marked-text");
const entries = () => [...form.querySelectorAll(".entry")];
const plural = new Intl.PluralRules("ar");
const told = JSON.parse(document.querySelector("#left")?.dataset.forms ?? "{}");

// --- marks and entries ---

const marksOf = (entry) => text ? text.querySelectorAll(`[data-for="${entry.id}"]`) : [];

function light(id, on) {
  const entry = document.getElementById(id);
  entry?.classList.toggle("lit", on);
  if (entry) marksOf(entry).forEach((mark) => mark.classList.toggle("lit", on));
}

let lit = "";
function lightOnly(id) {
  if (id === lit) return;
  if (lit) light(lit, false);
  lit = id;
  if (lit) light(lit, true);
}

function showMark(entry) {
  const mark = marksOf(entry)[0];
  if (!mark || getComputedStyle(text).overflowY !== "auto") return;
  const inside = mark.getBoundingClientRect().top - text.getBoundingClientRect().top;
  if (inside < 0 || inside > text.clientHeight - 60) text.scrollTop += inside - text.clientHeight / 3;
}

form.addEventListener("pointerover", (event) => {
  const entry = event.target.closest(".entry");
  const mark = event.target.closest("[data-for]");
  lightOnly(mark?.dataset.for ?? entry?.id ?? document.activeElement?.closest?.(".entry")?.id ?? "");
});

form.addEventListener("focusin", (event) => {
  const entry = event.target.closest(".entry");
  const mark = event.target.closest("[data-for]");
  lightOnly(mark?.dataset.for ?? entry?.id ?? "");
  if (entry) showMark(entry);
});

text?.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-for]");
  if (!mark || !getSelection().isCollapsed) return;
  const entry = document.getElementById(mark.dataset.for);
  if (!entry?.classList.contains("entry")) return;
  event.preventDefault();
  go(entry);
});

// --- choosing ---

const radios = (entry) => [...entry.querySelectorAll(".choices input[type=radio]")];
const chosen = (entry) => radios(entry).find((radio) => radio.checked)?.value ?? "later";

function choose(entry, value) {
  const radio = radios(entry).find((one) => one.value === value);
  if (!radio) return false;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function count() {
  const left = entries().filter((entry) => chosen(entry) === "later").length;
  const phrase = told[plural.select(left)]?.replace("{n}", left.toLocaleString("en")) ?? "";
  form.querySelectorAll(".left").forEach((one) => { one.textContent = phrase; });
}

function speakerIsAccepted(entry) {
  const speaker = entry.querySelector("select[name$=-speaker]");
  if (!speaker?.value) return true;
  return entries().some((other) => {
    const kind = other.querySelector("input[name$=-kind]")?.value;
    return kind && speaker.selectedOptions[0].text === other.querySelector("input[name$=-found]").value
      && speaker.value.startsWith(`${kind}:`) && !["later", "reject"].includes(chosen(other));
  });
}

form.addEventListener("change", (event) => {
  if (event.target.type === "radio") count();
const wrong = form.querySelector(".article-fields .errorlist") ? null : form.querySelector(".entry .errorlist");
if (wrong) go(wrong.closest(".entry"));
});

form.addEventListener("click", (event) => {
  const rest = event.target.closest("[data-rest]")?.dataset.rest;
  if (!rest) return;
  event.preventDefault();
  const waiting = entries().filter((entry) => chosen(entry) === "later");
  const names = waiting.filter((entry) => !entry.classList.contains("quote"));
  const quotes = waiting.filter((entry) => entry.classList.contains("quote"));
  for (const entry of [...names, ...quotes]) {
    if (rest === "reject") choose(entry, "reject");
    else if (entry.dataset.first && speakerIsAccepted(entry)) choose(entry, entry.dataset.first);
  }
  const next = entries().find((entry) => chosen(entry) === "later");
  if (next) go(next);
});

// --- keys ---

function go(entry) {
  entry.closest("details")?.setAttribute("open", "");
  entry.focus({ preventScroll: true });
  entry.scrollIntoView({ block: "nearest" });
  showMark(entry);
}

function step(from, by) {
  const all = entries().filter((entry) => entry.checkVisibility?.() ?? true);
  const at = all.indexOf(from);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  if (next) go(next);
}

function accept(entry) {
  if (entry.dataset.first) {
    choose(entry, entry.dataset.first);
    step(entry, 1);
  } else {
    radios(entry)[0].focus();  // several may be meant: the editor says which
  }
}

const KEYS = {
  j: (entry) => step(entry, 1), ArrowDown: (entry) => step(entry, 1),
  k: (entry) => step(entry, -1), ArrowUp: (entry) => step(entry, -1),
  a: (entry) => entry && accept(entry),
  r: (entry) => entry && choose(entry, "reject") && step(entry, 1),
  u: (entry) => entry && choose(entry, "later"),
  e: (entry) => {
    const change = entry?.querySelector("details.change");
    if (change) { change.open = true; change.querySelector("input, textarea").focus(); }
  },
};
// The same keys on an Arabic keyboard.
const ARABIC = { "ت": "j", "ن": "k", "ش": "a", "ق": "r", "ع": "u", "ث": "e" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && event.target.closest?.(".entry")) { event.target.closest(".entry").focus(); return; }
  const writing = event.target.closest("textarea, select, input:not([type=radio]):not([type=checkbox])");
  const arrow = event.key.startsWith("Arrow");
  if (writing || (arrow && (event.target.type === "radio" || !event.target.closest(".entry")))) return;
  const key = KEYS[ARABIC[event.key] ?? event.key];
  if (!key) return;
  event.preventDefault();
  key(event.target.closest(".entry") ?? null);
});
document.querySelector(".keys")?.removeAttribute("hidden");

// --- words selected in the text ---

const rows = document.querySelector("#added-rows");
const blank = document.querySelector("#added-blank");
const counter = form.querySelector("[name=added-count]");

function addedRow() {
  const empty = [...rows.querySelectorAll(".added-row")].find((row) => !row.querySelector("[name$=-words]").value);
  if (empty) return empty;
  const number = Number(counter.value);
  counter.value = number + 1;
  const made = blank.content.cloneNode(true);
  made.querySelectorAll("[name], [id], [for]").forEach((one) => {
    for (const attribute of ["name", "id", "for"]) {
      if (one.hasAttribute(attribute)) one.setAttribute(attribute, one.getAttribute(attribute).replace("NUMBER", number));
    }
  });
  rows.append(made);
  return rows.lastElementChild;
}

function selectedWords() {
  const selection = getSelection();
  if (!text || selection.isCollapsed || !selection.rangeCount) return "";
  const range = selection.getRangeAt(0);
  if (!text.contains(range.commonAncestorContainer)) return "";
  const copy = range.cloneContents();
  copy.querySelectorAll(".mark-label").forEach((label) => label.remove());
  const paragraphs = copy.querySelectorAll("p");
  const words = paragraphs.length ? [...paragraphs].map((one) => one.textContent).join("\n") : copy.textContent;
  return words.trim();
}

const marker = document.createElement("div");
marker.className = "marker";
marker.hidden = true;
marker.setAttribute("role", "toolbar");
marker.setAttribute("aria-label", "أضف ما اخترته");
for (const option of blank?.content.querySelectorAll("select option") ?? []) {
  if (!option.value) continue;
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.kind = option.value;
  button.textContent = option.text;
  marker.append(button);
}
document.body.append(marker);

function offerKinds() {
  const words = selectedWords();
  marker.hidden = !words;
  if (!words) return;
  const place = getSelection().getRangeAt(0).getBoundingClientRect();
  const wide = marker.offsetWidth;
  const edge = Math.max(8, Math.min(place.left + place.width / 2 - wide / 2, document.documentElement.clientWidth - wide - 8));
  marker.style.setProperty("left", `${edge + scrollX}px`);
  marker.style.setProperty("top", `${place.bottom + scrollY + 6}px`);
}

document.addEventListener("selectionchange", offerKinds);
offerKinds();

marker.addEventListener("pointerdown", (event) => event.preventDefault());
marker.addEventListener("click", (event) => {
  const kind = event.target.dataset.kind;
  if (!kind) return;
  const row = addedRow();
  row.querySelector("[name$=-words]").value = selectedWords();
  row.querySelector("[name$=-kind]").value = kind;
  getSelection().removeAllRanges();
  row.querySelector("[name$=-more]").focus();
});

// --- known names ---

let asked = 0;
async function complete(input) {
  const words = input.value.trim();
  if (words.length < 2) return;
  const turn = ++asked;
  const query = new URLSearchParams({ app_label: "articles", model_name: "mention", field_name: "name", term: words });
  const answer = await fetch(`${form.dataset.names}?${query}`, { credentials: "same-origin" });
  if (!answer.ok || turn !== asked) return;
  const { results } = await answer.json();
  const list = document.getElementById(input.getAttribute("list"));
  list.replaceChildren(...results.map(({ text: label }) => {
    const option = document.createElement("option");
    const cut = label.lastIndexOf(" — ");
    option.value = label.slice(0, cut);
    option.label = label;
    return option;
  }));
}

let pause;
form.addEventListener("input", (event) => {
  if (!event.target.getAttribute?.("list")) return;
  clearTimeout(pause);
  pause = setTimeout(() => complete(event.target), 150);
});

// --- once only ---

form.addEventListener("submit", (event) => {
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
  setTimeout(() => { delete form.dataset.sent; }, 5000);
});
addEventListener("pageshow", () => { delete form.dataset.sent; });

count();
const wrong = form.querySelector(".article-fields .errorlist") ? null : form.querySelector(".entry .errorlist");
if (wrong) go(wrong.closest(".entry"));
