// The button on an article that saves it for reading offline. What it does comes with the first press.
const place = document.querySelector(".save-article");
const act = (name) => import("./saved-articles.js").then((articles) => articles[name](place));
const kept = () => {
  try {
    return localStorage.getItem("archive.saved-articles") ?? "[]";
  } catch {
    return ""; // refused: there is nowhere to keep the list
  }
};

function show() {
  const list = kept();
  place.querySelector("button").setAttribute("aria-pressed", String(list.includes(JSON.stringify(place.dataset.address))));
  place.querySelector("a").hidden = list === "[]";
}

if (place && kept() && "caches" in window && "serviceWorker" in navigator) {
  show();
  place.hidden = false;
  addEventListener("storage", show);
  place.querySelector("button").addEventListener("click", () => act("toggle").then(show));
  if (document.documentElement.dataset.copy) act("tell");
}
