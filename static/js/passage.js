// What can be done with a paragraph: its link, its words with a citation, and a link to the words that are selected
// in it (https://wicg.github.io/scroll-to-text-fragment/). The sign beside a paragraph is a plain link without this.
const LONG = 300; // characters; a longer passage is named by its first and last words
const ENDS = 5; // words

const wanted = (text) => encodeURIComponent(text).replace(/-/g, "%2D");

/** The end of an address that leads to these words. */
export function fragment(passage) {
  const lines = passage.trim().split(/\n+/).map((line) => line.split(/\s+/)); // each within a paragraph
  if (lines.length === 1 && passage.length <= LONG) return `:~:text=${wanted(lines[0].join(" "))}`;
  const ends = [lines[0].slice(0, ENDS), lines.at(-1).slice(-ENDS)];
  return `:~:text=${ends.map((words) => wanted(words.join(" "))).join(",")}`;
}

function make(name, properties, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** «the paragraph» and the article's citation, with the paragraph's own address. */
function cited(paragraph, short) {
  const citation = document.querySelector("#citation").textContent.replace(short, `${short}#${paragraph.id}`);
  return `«${paragraph.textContent.trim()}»\n${citation} (الفقرة ${paragraph.id.slice(1)})`;
}

let menu = null;

export function open(link, passage) {
  menu?.remove();
  const paragraph = link.closest("p");
  // The address that stays when the headline is edited, as it is cited.
  const short = document.querySelector("#citation").textContent.match(/https?:[^\s\u2069]+/)[0];
  const address = `${short}#${paragraph.id}`;
  const said = make("p", { className: "said" });
  said.setAttribute("role", "status");
  const copy = (text) =>
    navigator.clipboard.writeText(text).then(
      () => (said.textContent = "نُسخ."),
      () => (said.textContent = "لم يسمح المتصفح بالنسخ."),
    );
  const button = (text, act) => make("button", { type: "button", onclick: act }, text);
  menu = make(
    "div",
    { className: "passage", popover: "auto" },
    button("انسخ رابط الفقرة", () => copy(address)),
    button("انسخ الفقرة مع الاستشهاد", () => copy(cited(paragraph, short))),
  );
  if (passage.trim()) {
    const url = `${address}${fragment(passage)}`;
    const send = () => (navigator.share ? navigator.share({ title: document.title, url }).catch(() => {}) : copy(url));
    menu.append(button(navigator.share ? "شارك المقطع المحدد" : "انسخ رابط المقطع المحدد", send));
  }
  menu.append(said);
  menu.setAttribute("role", "group");
  menu.setAttribute("aria-label", link.getAttribute("aria-label"));
  paragraph.closest("main").append(menu);
  menu.addEventListener("toggle", ({ newState }) => newState === "closed" && link.focus({ preventScroll: true }));
  menu.showPopover();
  const at = link.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  menu.style.insetBlockStart = `${at.bottom + scrollY + 4}px`;
  menu.style.insetInlineStart = `${Math.max(8, Math.min(room - at.right, room - menu.offsetWidth - 8))}px`;
  menu.querySelector("button").focus({ preventScroll: true });
}
