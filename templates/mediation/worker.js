// The service worker of the grid worker's pages. It keeps the empty form and an empty list: no case, no name of a party.
"use strict";
const FACTS = {{ facts|safe }};
const CACHE = "grid";
const PATIENCE = 6000; // ms: a network that does not answer in this time is none

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keep());
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => event.waitUntil(keep().catch(() => {})));

async function keep() {
  const cache = await caches.open(CACHE);
  const wanted = [FACTS.form, FACTS.list, ...FACTS.files];
  await Promise.all(wanted.map(async (path) => {
    const answer = await fetch(path, { cache: "no-cache", credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(path);
    await cache.put(path, answer);
  }));
  for (const request of await cache.keys()) if (!wanted.includes(new URL(request.url).pathname)) await cache.delete(request);
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") return;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate") event.respondWith(page(request, path));
  else if (FACTS.files.includes(path)) event.respondWith(caches.match(path).then((kept) => kept || fetch(request)));
});

async function page(request, path) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(request, { signal: stop.signal });
    // A fresh form is worth keeping: today's signs, areas, key. Never what came instead of it.
    if (path === FACTS.form && answer.ok && !answer.redirected) (await caches.open(CACHE)).put(path, answer.clone());
    return answer;
  } catch {
    return (await caches.match(path === FACTS.form ? FACTS.form : FACTS.list)) || Response.error();
  } finally {
    clearTimeout(timer);
  }
}
