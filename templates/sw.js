// Answers for the archive while there is no connection: articles that the reader saved, and a page that says so.
//
// What holds for copies of articles:
// 1. The archive's answer comes first. 404 or 410 removes the copy at once, whatever else was asked.
// 2. A copy that was compared with the archive within the last day is shown where the archive cannot be reached, is
//    ill (5xx), or takes longer than a few seconds.
// 3. An older copy is shown only where the archive cannot be reached at all, up to 90 days after it was last compared.
// 4. Whenever a page is opened with a connection, all copies older than a day are compared again.
// So nobody who can reach the archive is shown a copy of an article that was withdrawn more than a day ago, and who is
// without a connection can read for months. A copy older than that stays unseen until it has been compared.
"use strict";
const { version: VERSION, pages: PAGES, assets: ASSETS, offline: OFFLINE, fixed: FIXED } = {{ shell }};
const SHELL = `archive-shell-${VERSION}`;
const COPIES = "archive-copies-1";
const CHECKED = "X-Archive-Checked";
const DAY = 24 * 60 * 60 * 1000;
const LONGEST = 90 * DAY;
const PATIENCE = 4000;
const HASHED = /\.[0-9a-f]{12}(?=\.\w+$)/;
const ANY = { ignoreSearch: true, ignoreVary: true };

self.addEventListener("install", (event) => {
  const requests = [...PAGES.map((page) => new Request(page, { cache: "no-cache" })), ...ASSETS];
  event.waitUntil(
    caches
      .open(SHELL)
      .then((shell) => shell.addAll(requests))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const ours = (name) => name.startsWith("archive-") && name !== SHELL && name !== COPIES;
  event.waitUntil(
    Promise.all([
      caches.keys().then((names) => Promise.all(names.filter(ours).map((name) => caches.delete(name)))),
      self.registration.navigationPreload?.enable(),
      self.clients.claim(),
    ]),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || pathname.startsWith("/admin/")) return;
  if (pathname.startsWith(FIXED)) event.respondWith(asset(request, pathname));
  else if (request.mode === "navigate") event.respondWith(page(event, pathname));
  else if (PAGES.includes(pathname)) event.respondWith(fetch(request).catch(() => caches.match(pathname, ANY)));
});

/** A file whose name changes with its content is asked for once; any other first from the archive. */
async function asset(request, pathname) {
  const shell = await caches.open(SHELL);
  const known = await shell.match(pathname, ANY);
  if (known && HASHED.test(pathname)) return known;
  try {
    return await fetch(request);
  } catch (problem) {
    // A copy may have been made when this file was called otherwise.
    const name = pathname.replace(HASHED, "");
    const now = ASSETS.find((one) => one.replace(HASHED, "") === name);
    const found = now && (await shell.match(now, ANY));
    if (found) return found;
    throw problem;
  }
}

async function page(event, pathname) {
  const place = await placeOf(pathname);
  const copy = place && (await copyOf(place));
  const recent = copy && age(copy) < DAY;
  const answer = Promise.resolve(event.preloadResponse).then((response) => response ?? fetch(event.request));
  const taken = answer.then((response) => {
    if (copy && !new URL(event.request.url).search) return take(place, response.clone()).then(() => response);
    if (copy && isGone(response)) return drop(place).then(() => response);
    return response;
  });
  event.waitUntil(taken.then(recheck, () => {}));
  try {
    const response = await (recent ? inTime(taken) : taken);
    if (!recent || response.status < 500) return response;
  } catch {
    // The archive cannot be reached, or not in time: what is here is shown.
  }
  if (copy && age(copy) < LONGEST) return marked(copy);
  return (await caches.match(PAGES.includes(pathname) ? pathname : OFFLINE, ANY)) ?? Response.error();
}

function inTime(answer) {
  return Promise.race([answer, new Promise((resolve, reject) => setTimeout(reject, PATIENCE))]);
}

// --- copies --------------------------------------------------------------------------------------

const isGone = ({ status }) => status === 404 || status === 410;
const age = (copy) => Date.now() - Number(copy.headers.get(CHECKED)); // milliseconds since it was compared
const copyOf = async (pathname) => (await (await caches.open(COPIES)).match(pathname, ANY)) ?? null;
const drop = async (pathname) => (await caches.open(COPIES)).delete(pathname, ANY);

/** Where the copy of the article lies that this address leads to: it may lack the slug, or have another one. */
async function placeOf(pathname) {
  const [, article] = /^(\/articles\/\d+\/)(?!versions\/)[^/]*\/?$/.exec(pathname) ?? [];
  const copies = article ? await (await caches.open(COPIES)).keys() : [];
  return copies.map(({ url }) => new URL(url).pathname).find((known) => known.startsWith(article)) ?? null;
}

/** Takes the archive's answer for an article over: a new copy, or none any more. Whether there is one now. */
async function take(pathname, response) {
  if (isGone(response)) await drop(pathname);
  if (!response.ok) return false;
  const headers = new Headers(response.headers);
  headers.set(CHECKED, String(Date.now()));
  await (await caches.open(COPIES)).put(pathname, new Response(await response.blob(), { headers }));
  return true;
}

/** A copy that says of itself that it is one; saved-articles.js tells the reader. */
async function marked(copy) {
  const checked = new Date(Number(copy.headers.get(CHECKED))).toISOString();
  const text = (await copy.text()).replace("<html ", `<html data-copy="${checked}" `);
  return new Response(text, { headers: copy.headers });
}

const fetched = (pathname) => fetch(pathname, { cache: "no-cache", credentials: "omit" });

let rechecking = null;
/** Compares every copy that was not compared for a day; stops where the archive cannot be reached. */
function recheck() {
  rechecking ??= (async () => {
    const copies = await caches.open(COPIES);
    for (const request of await copies.keys()) {
      const copy = await copies.match(request, ANY);
      if (copy && age(copy) >= DAY) await take(new URL(request.url).pathname, await fetched(request.url));
    }
  })()
    .catch(() => {})
    .finally(() => (rechecking = null));
  return rechecking;
}

const QUESTIONS = {
  async keep(pathname) {
    try {
      return { kept: await take(pathname, await fetched(pathname)) };
    } catch {
      return null;
    }
  },
  drop,
  /** Keeps copies of these articles and no others; what became of them. */
  async settle(addresses) {
    const copies = await caches.open(COPIES);
    for (const request of await copies.keys()) {
      if (!addresses.includes(new URL(request.url).pathname)) await copies.delete(request);
    }
    const became = { gone: [], missing: [], old: [] };
    for (const pathname of addresses) {
      let copy = await copyOf(pathname);
      if (copy && age(copy) < DAY) continue;
      try {
        const response = await fetched(pathname);
        if (isGone(response)) became.gone.push(pathname);
        await take(pathname, response);
        copy = isGone(response) ? null : await copyOf(pathname);
        if (isGone(response)) continue;
      } catch {
        // not connected: what is here is what there is
      }
      if (!copy) became.missing.push(pathname);
      else if (age(copy) >= LONGEST) became.old.push(pathname);
    }
    return became;
  },
};

self.addEventListener("message", (event) => {
  const [[question, about]] = Object.entries(event.data);
  event.waitUntil(QUESTIONS[question](about).then((answer) => event.ports[0]?.postMessage(answer)));
});
