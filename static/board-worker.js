// Keeps the last state of the screen in the hall for a restart without network. Only this page and its dress; nobody signs in there.
"use strict";
const KEPT = "board-1";
const FILES = [/* FILES */];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll([...FILES, self.registration.scope])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const page = request.url.startsWith(self.registration.scope);
  if (request.method !== "GET" || !(page || FILES.some((file) => request.url.endsWith(file)))) return;
  event.respondWith(
    fetch(request).then(async (answer) => {
      if (answer.ok && !request.url.endsWith("worker.js")) (await caches.open(KEPT)).put(request, answer.clone());
      return answer;
    }).catch(async () => (await caches.match(request, { ignoreVary: true })) || Response.error())
  );
});
