// The form of reading settings, on its own page and in a dialog on every other; and the dialog of shortcuts.
// What is chosen goes into this browser's storage; settings.js, which every page has, applies it.
const KEY = "archive.reading";
const opened = new Map(); // what was opened -> its dialog

function kept() {
  try {
    const settings = JSON.parse(localStorage.getItem(KEY));
    return settings !== null && typeof settings === "object" ? settings : {};
  } catch {
    return {};
  }
}

function keep(settings) {
  try {
    if (settings) localStorage.setItem(KEY, JSON.stringify(settings));
    else localStorage.removeItem(KEY);
  } catch {
    return false; // refused or full
  }
  dispatchEvent(new Event("reading"));
  return true;
}

/** Makes a form of settings work; it is hidden until then. */
export function work(form) {
  const said = form.querySelector("[role=status]");
  const say = (done, text) => {
    said.textContent = done ? text : "تعذّر الحفظ: لا يسمح هذا المتصفح به.";
  };
  const show = () => {
    for (const box of form.querySelectorAll("input")) {
      box.checked = (document.documentElement.dataset[box.name] ?? box.dataset.own) === box.value;
    }
  };
  form.addEventListener("change", ({ target }) => say(keep({ ...kept(), [target.name]: target.value }), "حُفظ في هذا المتصفح."));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    say(keep(null), "عاد كل شيء إلى أصله.");
    show();
  });
  addEventListener("storage", show);
  show();
  form.hidden = false;
}

const loaded = (style) =>
  new Promise((resolve) => {
    style.addEventListener("load", resolve);
    style.addEventListener("error", resolve); // plain is better than nothing
    document.head.append(style);
  });

async function built(address, id) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const style of page.querySelectorAll("link[rel=stylesheet]")) {
    const known = [...document.styleSheets].some(({ href }) => href === style.href);
    if (!known) await loaded(document.adoptNode(style));
  }
  const part = document.adoptNode(page.getElementById(id));
  const dialog = document.createElement("dialog");
  const close = document.createElement("button");
  close.textContent = "أغلق";
  close.className = "close";
  close.type = "button";
  dialog.className = "panel";
  dialog.setAttribute("aria-labelledby", part.getAttribute("aria-labelledby"));
  dialog.append(close, part);
  document.body.append(dialog);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
  part.querySelectorAll("form").forEach(work);
  return dialog;
}

/** Opens part `id` of the page of settings in a dialog; where that fails, the page itself. */
export async function open(address, id) {
  try {
    if (!opened.has(id)) opened.set(id, built(address, id));
    (await opened.get(id)).showModal();
  } catch {
    location.assign(`${address}#${id}`);
  }
}
