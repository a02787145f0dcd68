// The service worker of one business's pages. Served below a line that says:
// SHELL = {version, offline: address of the offline page, assets: what that page needs}.
// Sections: 1 versions, 2 what is fetched, 3 messages from pages.

// ---- 1. Versions: a new one waits until a page asks for it, or until no page is left.
const KEPT = `shell-${SHELL.version}`;
const scope = new URL(self.registration.scope).pathname;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(`${scope}${KEPT}`).then((cache) => cache.addAll([SHELL.offline, ...SHELL.assets])));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forget(), self.registration.navigationPreload?.enable(), self.clients.claim()]));
});

async function forget() {
  const old = (await caches.keys()).filter((name) => name.startsWith(`${scope}shell-`) && name !== `${scope}${KEPT}`);
  await Promise.all(old.map((name) => caches.delete(name)));
}

// ---- 2. What is fetched: static files of a version from what is kept, pages from the network first.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

async function file(request) {
  const cache = await caches.open(`${scope}${KEPT}`);
  return (await cache.match(request, { ignoreVary: true })) ?? fetch(request);
}

async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    const cache = await caches.open(`${scope}${KEPT}`);
    return (await cache.match(SHELL.offline, { ignoreVary: true })) ?? Response.error();
  }
}

// ---- 3. Messages from pages.
self.addEventListener("message", ({ data }) => {
  if (data === "activate") self.skipWaiting();
});
