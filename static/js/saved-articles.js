// Articles saved for reading offline: what their button does, and the list at /saved/. The list is in this browser's
// storage, the copies are the worker's (templates/sw.js). Without either there is no list, and the page says why.
import { able, ask } from "./copies.js";
import { day, shelf, storage } from "./shelf.js";

const MOST = 100;
const { read, write, has, without } = shelf(
  "archive.saved-articles",
  "address",
  (one) => one.address.startsWith("/articles/") && typeof one.headline === "string" && !Number.isNaN(Date.parse(one.saved)),
  MOST,
);
const WITHDRAWN = {
  one: "سُحب من الأرشيف مقال كنت حفظته، فحُذفت نسخته.",
  two: "سُحب من الأرشيف مقالان كنت حفظتهما، فحُذفت نسختاهما.",
  few: "سُحبت من الأرشيف {n} مقالات كنت حفظتها، فحُذفت نسخها.",
  many: "سُحب من الأرشيف {n} مقالًا كنت حفظتها، فحُذفت نسخها.",
  other: "سُحب من الأرشيف {n} مقال كنت حفظتها، فحُذفت نسخها.",
};
const REFUSED = "تعذّر الحفظ: لا مكان له في هذا المتصفح.";

/** Saves an article or drops it, as its button (save.js) asks. */
export async function toggle(place) {
  const said = place.querySelector("[role=status]");
  const { address, headline, source, date } = place.dataset;
  if (place.ariaBusy === "true") return;
  place.ariaBusy = "true";
  if (has(address)) {
    write(without(address));
    ask({ drop: address });
    said.textContent = "أُزيل من المحفوظات.";
  } else {
    said.textContent = "يُحفظ…";
    said.textContent = await save({ address, headline, source, date, saved: new Date().toISOString() });
  }
  place.ariaBusy = null;
}

/** Says that this page is a copy: the worker wrote so into it. */
export function tell(place) {
  const checked = day(document.documentElement.dataset.copy);
  place.querySelector("[role=status]").textContent = `لا اتصال: هذه نسخة محفوظة، قورنت بالأرشيف آخر مرة في ${checked}.`;
}

async function save(article) {
  if (read().length >= MOST) return "المحفوظات مئة، ولا تزيد: احذف منها ما قرأته.";
  const answer = await ask({ keep: article.address });
  if (!answer?.kept) return answer ? REFUSED : "تعذّر الحفظ الآن. أعد المحاولة.";
  if (write([article, ...without(article.address)])) return "حُفظ في هذا المتصفح.";
  ask({ drop: article.address });
  return REFUSED;
}

// --- the list ------------------------------------------------------------------------------------------------

function list(section) {
  const rows = section.querySelector("ul");
  const said = section.querySelector("[role=status]");
  const restore = section.querySelector("[data-do=restore]");
  let removed = null; // the last one, and where it stood

  const row = (article) => {
    const item = section.querySelector("template").content.firstElementChild.cloneNode(true);
    item.dataset.address = article.address;
    item.querySelector(".headline a").href = article.address;
    item.querySelector(".headline bdi").textContent = article.headline;
    item.querySelector(".source bdi").textContent = article.source ?? "";
    item.querySelector(".source").hidden = !article.source;
    item.querySelector(".date").textContent = article.date ?? "";
    const time = item.querySelector("time");
    time.dateTime = article.saved;
    time.textContent = day(article.saved);
    const button = item.querySelector("button");
    button.setAttribute("aria-label", `${button.textContent}: ${article.headline}`);
    return item;
  };
  const show = () => {
    const articles = read();
    rows.replaceChildren(...articles.map(row));
    section.querySelector(".none").hidden = articles.length > 0;
  };
  const say = (text) => {
    said.textContent = text;
    restore.hidden = !removed;
  };

  section.addEventListener("click", ({ target }) => {
    const item = target.closest("li");
    if (target.closest("[data-do=remove]")) {
      const articles = read();
      const at = articles.findIndex((one) => one.address === item.dataset.address);
      removed = at < 0 ? null : { at, article: articles[at] };
      write(without(item.dataset.address));
      show();
      say("حُذف من المحفوظات.");
      (removed ? restore : section.querySelector("h1, h2")).focus();
    } else if (target === restore) {
      const articles = without(removed.article.address);
      articles.splice(removed.at, 0, removed.article);
      if (!write(articles)) return say(REFUSED);
      const { address } = removed.article;
      removed = null;
      show();
      say("");
      [...rows.children].find((one) => one.dataset.address === address)?.querySelector("a").focus();
    }
  });
  // A removed article's copy stays while its removal can be undone; leaving drops what the list no longer has.
  const settle = () => ask({ settle: read().map((one) => one.address) });
  addEventListener("pagehide", settle);
  addEventListener("storage", show);
  show();
  section.hidden = false;
  settle().then((copies) => {
    if (!copies) return;
    const { gone, missing, old } = copies;
    if (gone.length) {
      write(read().filter((one) => !gone.includes(one.address)));
      show();
      say(WITHDRAWN[new Intl.PluralRules("ar").select(gone.length)].replace("{n}", gone.length));
    }
    for (const item of rows.children) {
      const { address } = item.dataset;
      const state = item.querySelector(".state");
      if (missing.includes(address)) state.textContent = "لا نسخة له هنا الآن؛ افتحه وأنت متصل.";
      if (old.includes(address)) state.textContent = "لم تُقارن نسخته بالأرشيف منذ مدة طويلة؛ تُعرض حين تتصل.";
    }
  });
}

if (able && storage()) {
  document.querySelectorAll("#saved-articles").forEach(list);
} else {
  document.querySelector("#unable")?.classList.remove("without-js");
}
