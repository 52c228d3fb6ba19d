// Comfort only: keys, reading settings in a dialog, what can be done with a paragraph, and the worker that answers
// without a connection. What is needed seldom is fetched when it is asked for.
const settings = document.querySelector("a[data-opens=settings]")?.href;
const panel = (id) => import("./panel.js").then(({ open }) => open(settings, id));

// --- keys: without Ctrl, Alt or Meta, never while typing, and the reader can switch them off (WCAG 2.1.4) ------------

// An Arabic keyboard has other letters on the same keys.
const LATIN = { KeyJ: "j", KeyK: "k", KeyN: "n", KeyP: "p", KeyS: "s" };
const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=listbox], dialog, [popover]";

function step(way) {
  const stories = [...document.querySelectorAll("main .story .headline a")];
  const list = stories.filter((link) => !link.closest(".related"));
  const beside = document.querySelector(`.arrival a[rel=${way}], .beside a[rel=${way}]`);
  if (!list.length || document.querySelector("main > .article")) return beside?.click();
  const middle = innerHeight / 3;
  const at = list.indexOf(document.activeElement);
  const after = list.findIndex((link) => link.getBoundingClientRect().top > (way === "next" ? 0 : middle));
  const from = at >= 0 ? at + (way === "next" ? 1 : -1) : way === "next" ? after : (after < 0 ? list.length : after) - 1;
  const link = list[from];
  link?.focus({ preventScroll: true });
  link?.closest("article").scrollIntoView({ block: "nearest" });
  return link;
}

const KEYS = {
  "/"() {
    const box = document.querySelector("main input[type=search], header input[type=search]");
    box?.focus();
    box?.select();
    return box;
  },
  j: () => step("next"),
  n: () => step("next"),
  k: () => step("prev"),
  p: () => step("prev"),
  s() {
    const button = document.querySelector(".save-article:not([hidden]) button, .save-search:not([hidden]) button");
    button?.click();
    return button;
  },
  "?"() {
    panel("shortcuts");
    return true;
  },
};

function keyOf({ key, code, shiftKey }) {
  if (key === "؟") return "?";
  if (!/\p{Script=Arabic}/u.test(key)) return key.toLowerCase();
  return LATIN[code] ?? (code === "Slash" && !shiftKey ? "/" : "");
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented || event.repeat) return;
  if (document.documentElement.dataset.shortcuts || event.target.closest(TYPING)) return;
  const act = KEYS[keyOf(event)];
  if (!act) return;
  event.preventDefault();
  act();
});

// --- what opens in place: without this file each of them is a link -----------------------------------------------

let picked = ""; // the passage that was selected as a paragraph's sign was pressed: the press drops the selection
document.addEventListener("pointerdown", (event) => {
  picked = event.target.closest(".pilcrow") ? getSelection().toString() : "";
});
document.addEventListener("click", (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = event.target.closest("a[data-opens], .pilcrow");
  if (link?.matches(".pilcrow")) {
    const passage = picked || getSelection().toString();
    if ("popover" in link) import("./passage.js").then(({ open }) => open(link, passage)); // and to the paragraph, as links do
  } else if (link && location.pathname !== new URL(link.href).pathname) {
    event.preventDefault();
    panel(link.dataset.opens);
  }
});

const form = document.querySelector("main #settings form");
if (form) import("./panel.js").then(({ work }) => work(form));

if ("serviceWorker" in navigator) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {})); // refused: pages need none
}
