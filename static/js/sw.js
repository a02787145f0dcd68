// The service worker of one business's pages. Served below a line that says:
// SHELL = {version, name: of the business, offline: address of the offline page, assets: what that page needs}.
// Sections: 1 versions, 2 what is fetched, 3 messages from pages, 4 notices.

// ---- 1. Versions: a new one waits until a page asks for it, or until no page is left.
const KEPT = `shell-${SHELL.version}`;
const home = self.registration.scope;
const scope = new URL(home).pathname;

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

// ---- 4. Notices. One of the same tag takes the place of the one before: sent twice, it is seen once.
self.addEventListener("push", (event) => event.waitUntil(show(event.data)));

async function show(data) {
  let said = {};
  try {
    said = data?.json() ?? {};
  } catch {
    // Whatever came, a browser wants to see something shown.
  }
  const { title = SHELL.name, body = "", tag = "notice", path = "" } = said;
  await self.registration.showNotification(title, {
    body, tag, data: { path }, icon: new URL("icon-192.png", home).href, badge: new URL("icon-badge.png", home).href,
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(go(event.notification.data?.path ?? ""));
});

// The page itself if it is open, else another of this business, which goes there, else a new one.
async function go(path) {
  const wanted = new URL(path, home).href;
  const url = wanted.startsWith(home) ? wanted : home;
  const pages = (await self.clients.matchAll({ type: "window", includeUncontrolled: true }))
    .filter((page) => page.url.startsWith(home));
  const page = pages.find((one) => one.url === url) ?? pages[0];
  if (!page) return self.clients.openWindow(url);
  try {
    await page.focus();
  } catch {
    // Nobody pressed anything, as in a test: the page goes there all the same.
  }
  return page.url === url ? page : page.navigate(url);
}

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

// The browser got another address: the device stays the same one. The token of forms stands in every page.
async function renew({ oldSubscription: old, newSubscription }) {
  const fresh = newSubscription ?? (old && await self.registration.pushManager.subscribe(old.options));
  if (!old || !fresh) return;
  const page = await (await fetch(new URL("settings/devices", home))).text();
  const token = /name="csrf-token" content="([^"]+)"/.exec(page)?.[1];
  if (!token) return;
  const { endpoint, keys } = fresh.toJSON();
  const body = new URLSearchParams({ old_endpoint: old.endpoint, endpoint, ...keys });
  await fetch(new URL("settings/devices/renewed", home), { method: "POST", headers: { "X-CSRF-Token": token }, body });
}
