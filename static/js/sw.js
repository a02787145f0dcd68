// The service worker of one business's pages. Served below a line that says:
// SHELL = {version, name: of the business, offline: address of the offline page, assets: what that page needs}.
// Sections: 1 versions, 2 what is fetched, 3 pages that were seen, 4 messages from pages, 5 notices.

// ---- 1. Versions: a new one waits until a page asks for it, or until no page is left.
const home = self.registration.scope, scope = new URL(home).pathname;
const kept = (name) => `${scope}${name}-${SHELL.version}`;
const FILES = kept("files"), SEEN = kept("seen");

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll([SHELL.offline, ...SHELL.assets])));
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => !name.startsWith(FILES) && !name.startsWith(SEEN);
  event.waitUntil(Promise.all([forget((name) => name.startsWith(scope) && isOld(name)), self.registration.navigationPreload?.enable(), self.clients.claim()]));
});

async function forget(isOver) {
  const over = (await caches.keys()).filter(isOver);
  await Promise.all(over.map((name) => caches.delete(name)));
}

// ---- 2. What is fetched: static files of a version from what is kept, everything else from the network first.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== location.origin) return;
  if (request.method === "GET" && url.pathname.startsWith("/static/")) event.respondWith(file(request, url));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

async function file(request, url) {
  const cache = await caches.open(FILES);
  const found = await cache.match(request, { ignoreVary: true });
  if (found && url.searchParams.has("v")) return found;
  try {
    const answer = await fetch(request);
    if (answer.ok) cache.put(request, answer.clone());
    return answer;
  } catch (error) {
    if (found) return found;
    throw error;
  }
}

async function page(event, url) {
  const { request } = event;
  if (request.method === "POST" && pathOf(url) === "sign-out") await forget(isSeen);  // whether it is answered or not
  try {
    const answer = (await event.preloadResponse) ?? (await fetch(request));
    event.waitUntil(look(request, url, answer.clone()));
    return answer;
  } catch {
    const cache = await caches.open(FILES);
    return (await seen(request)) ?? (await cache.match(SHELL.offline, { ignoreVary: true })) ?? Response.error();
  }
}

// ---- 3. Pages that were seen: today, the calendar, the timeline and days, of one member, until they sign out.
const READABLE = /^(|calendar|timeline|days\/[\d-]+)$/;
const MOST_SEEN = 40;
const pathOf = (url) => url.pathname.slice(scope.length);
// Of every business here: one session opens them all.
const isSeen = (name) => name.includes("/admin/seen-");

async function look(request, url, answer) {
  // A fetch of ours was led on by itself, and has the address that it was led to.
  const path = pathOf(answer.redirected ? new URL(answer.url) : url), as = answer.headers.get("X-Seen-As");
  // Signed out here, or the session was ended elsewhere: then a page leads to the sign-in.
  if (!as && /^sign-(in|out)/.test(path)) return forget(isSeen);
  // Nobody who belongs here: a member's own 404 says whose page it is.
  if (!as && answer.status === 404) return forget((name) => name.startsWith(SEEN));
  if (!as) return;
  await forget((name) => name.startsWith(SEEN) && name !== `${SEEN}-${as}`);
  if (request.method === "GET" && answer.ok && !answer.redirected && READABLE.test(path)) await keep(request, answer, as);
}

async function keep(request, answer, as) {
  // All of it is here before what was kept goes: a connection that ends meanwhile loses nothing.
  const whole = new Response(await answer.blob(), { status: answer.status, headers: answer.headers });
  // One page an address, whatever it varied by: it takes the place of the one before, and is the newest of all.
  whole.headers.delete("Vary");
  const cache = await caches.open(`${SEEN}-${as}`);
  await cache.put(request, whole);
  const all = await cache.keys();
  await Promise.all(all.slice(0, -MOST_SEEN).map((one) => cache.delete(one, { ignoreVary: true })));
}

async function seen(request) {
  if (request.method !== "GET") return;
  for (const name of await caches.keys()) {
    const found = name.startsWith(SEEN) && (await (await caches.open(name)).match(request, { ignoreVary: true }));
    if (!found) continue;
    const at = new Date(found.headers.get("Date") ?? Date.now()).toISOString();
    const html = (await found.text()).replace("<body", `<body data-kept="${at}"`);
    return new Response(html, { headers: found.headers });
  }
}

// ---- 4. Messages from pages.
self.addEventListener("message", (event) => {
  if (event.data === "activate") self.skipWaiting();
  if (event.data?.keep) event.waitUntil(first(event.data));
});

// The page that was open before there was a worker, and what it needs.
async function first({ keep: address, files }) {
  const cache = await caches.open(FILES);
  await Promise.all(files.map(async (name) => (await cache.match(name)) ?? cache.add(name).catch(() => {})));
  const request = new Request(address), answer = await fetch(request);
  await look(request, new URL(address), answer);
}

// ---- 5. Notices. One of the same tag takes the place of the one before: sent twice, it is seen once.
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
