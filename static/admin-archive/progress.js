// Comfort only: brings an import's progress up to date without loading the page anew. Without it a link does.
const EVERY = 2000; // milliseconds
const shown = () => document.getElementById("import-progress");

async function refresh() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("import-progress");
    // Signed out, say: whoever reloads sees why.
    if (!response.ok || !fresh || !("moves" in fresh.dataset)) return location.reload();
    shown().replaceChildren(...document.adoptNode(fresh).childNodes);
  } catch {
    // The server restarts; the import does not.
  }
  setTimeout(refresh, EVERY);
}

if (shown()) setTimeout(refresh, EVERY);
