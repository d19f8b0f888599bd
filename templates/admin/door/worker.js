// The service worker of the door. It keeps an empty page and the files of its look, for when the network is gone: no list, no name.
"use strict";
const FACTS = {{ facts|safe }};
const CACHE = "door";
const PATIENCE = 6000; // ms: a network that does not answer in this time is none

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(keep());
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function keep() {
  const cache = await caches.open(CACHE);
  const wanted = [FACTS.shell, ...FACTS.files];
  for (const request of await cache.keys()) if (!wanted.includes(new URL(request.url).pathname)) await cache.delete(request);
  await Promise.all(wanted.map(async (path) => {
    const answer = await fetch(path, { cache: "no-cache", credentials: "same-origin", redirect: "error" });
    if (!answer.ok) throw new Error(path);
    await cache.put(path, answer);
  }));
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  if (request.method !== "GET") return;
  const path = new URL(request.url).pathname;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (FACTS.files.includes(path)) event.respondWith(caches.match(path).then((kept) => kept || fetch(request)));
});

async function page(request) {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(request, { signal: stop.signal });
  } catch {
    return (await caches.match(FACTS.shell)) || Response.error();
  } finally {
    clearTimeout(timer);
  }
}
