// Saved searches, in this browser only. A page of results gets a button, the search's first page the list; without
// local storage there is neither.
import { day, shelf, storage } from "./shelf.js";

const KEY = "archive.saved-searches";
const MOST = 100; // searches that are kept; the oldest makes room
const COUNTED = 20; // searches whose new results are counted
const NEWS = {
  one: "مقال جديد",
  two: "مقالان جديدان",
  few: "{n} مقالات جديدة",
  many: "{n} مقالًا جديدًا",
  other: "{n} مقال جديد",
};

const isSaved = (one) => typeof one.name === "string" && Number.isFinite(one.total) && !Number.isNaN(Date.parse(one.saved));
const { read, write, has, without, changed } = shelf(KEY, "query", isSaved, MOST);

// --- the button on a page of results ---------------------------------------------------------------

function offer(place) {
  const button = place.querySelector("button");
  const status = place.querySelector("[role=status]");
  const list = place.querySelector("a");
  const { query, name } = place.dataset;
  const total = Number(place.dataset.total);
  const show = () => {
    button.setAttribute("aria-pressed", String(has(query)));
    list.hidden = !read().length;
  };
  button.addEventListener("click", () => {
    const search = { query, name, total, saved: new Date().toISOString() };
    const saved = has(query);
    if (write(saved ? without(query) : [search, ...read()])) {
      status.textContent = saved ? "أُزيل من المحفوظات." : "حُفظ في هذا المتصفح.";
    } else {
      status.textContent = "تعذّر الحفظ: لا مكان له في هذا المتصفح.";
    }
    show();
  });
  if (has(query)) changed(query, { total }); // seen now: nothing of it is new
  window.addEventListener("storage", show);
  show();
  place.hidden = false;
}

// --- the list ----------------------------------------------------------------------------------------

function news(count) {
  return NEWS[new Intl.PluralRules("ar").select(count)].replace("{n}", count.toLocaleString("en"));
}

function row(section, search) {
  const item = section.querySelector("template").content.firstElementChild.cloneNode(true);
  item.dataset.query = search.query;
  const link = item.querySelector(".name a");
  link.href = `${section.dataset.search}?${search.query}`;
  link.querySelector("bdi").textContent = search.name;
  const time = item.querySelector("time");
  time.dateTime = search.saved;
  time.textContent = day(search.saved);
  for (const button of item.querySelectorAll("[data-do]")) {
    button.setAttribute("aria-label", `${button.textContent}: ${search.name}`);
  }
  return item;
}

function list(section) {
  const rows = section.querySelector("ul");
  const status = section.querySelector("[role=status]");
  const restore = section.querySelector("[data-do=restore]");
  let removed = null; // the last one, and where it stood

  const show = () => {
    const searches = read();
    rows.replaceChildren(...searches.map((search) => row(section, search)));
    section.hidden = !searches.length && !removed;
  };
  const say = (text) => {
    status.textContent = text;
    restore.hidden = !removed;
  };
  const item = (query) => [...rows.children].find((one) => one.dataset.query === query);
  const edit = (one, on) => {
    one.querySelector("form").hidden = !on;
    one.querySelector(".doing").hidden = on;
    const box = one.querySelector("input");
    box.value = one.querySelector("bdi").textContent;
    (on ? box : one.querySelector("[data-do=rename]")).focus();
    if (on) box.select();
  };
  const actions = {
    rename: (one) => edit(one, true),
    cancel: (one) => edit(one, false),
    remove(one) {
      const searches = read();
      const at = searches.findIndex((search) => search.query === one.dataset.query);
      removed = at < 0 ? null : { at, search: searches[at] };
      write(without(one.dataset.query));
      one.remove();
      say(removed ? `حُذف البحث: ${removed.search.name}` : "");
      (restore.hidden ? section.querySelector("h2") : restore).focus();
    },
    restore() {
      const searches = without(removed.search.query);
      searches.splice(removed.at, 0, removed.search);
      const { query } = removed.search;
      if (!write(searches)) return say("تعذّر الحفظ: لا مكان له في هذا المتصفح.");
      removed = null;
      show();
      say("");
      item(query)?.querySelector("a").focus();
    },
  };

  section.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) actions[button.dataset.do](button.closest("li"));
  });
  section.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("input")) edit(event.target.closest("li"), false);
  });
  section.addEventListener("submit", (event) => {
    event.preventDefault();
    const one = event.target.closest("li");
    const { query } = one.dataset;
    const name = one.querySelector("input").value.trim();
    if (name && !changed(query, { name })) say("تعذّر الحفظ: لا مكان له في هذا المتصفح.");
    show();
    item(query)?.querySelector("[data-do=rename]").focus();
  });
  window.addEventListener("storage", show);
  show();
  if (rows.children.length) whenSeen(section, () => count(section, item));
}

function whenSeen(section, act) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    act();
  });
  observer.observe(section);
}

// One after the other, so that a long list does not make a crowd of questions.
async function count(section, item) {
  for (const search of read().slice(0, COUNTED)) {
    try {
      const response = await fetch(`${section.dataset.count}?${search.query}&limit=1`);
      if (!response.ok) continue;
      const more = (await response.json()).total - search.total;
      const place = item(search.query)?.querySelector(".news");
      if (place && more > 0) place.textContent = news(more);
    } catch {
      return; // not connected: the list is of use without counts
    }
  }
}

if (storage()) {
  document.querySelectorAll(".save-search").forEach(offer);
  document.querySelectorAll("#saved-searches").forEach(list);
}
