// Comfort only: opens «لماذا ظهرت؟» below its result. Without it, or where it fails, the link leads to a page of its own.
const LINKS = ".why-link a";
const opened = new WeakMap(); // link -> the explanation below it, as a promise

async function fetched(link) {
  const response = await fetch(link.href);
  if (!response.ok) throw new Error(`${response.status}`);
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const explanation = document.adoptNode(page.querySelector(".explanation"));
  explanation.hidden = true;
  link.parentElement.after(explanation);
  return explanation;
}

async function toggle(link) {
  if (!opened.has(link)) opened.set(link, fetched(link));
  try {
    const explanation = await opened.get(link);
    explanation.hidden = !explanation.hidden;
    link.setAttribute("aria-expanded", String(!explanation.hidden));
  } catch {
    location.assign(link.href);
  }
}

for (const link of document.querySelectorAll(LINKS)) link.setAttribute("aria-expanded", "false");
document.addEventListener("click", (event) => {
  const link = event.target.closest(LINKS);
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  toggle(link);
});
