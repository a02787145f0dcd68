// The socket says what changed, HTMX fetches how it looks: one set of addresses, permissions and templates.
// A change becomes a DOM event on <body>: `live:<noun>` and, for each reference, `live:<noun>:<ref>`.
// A gap, a new epoch or a page that only polls becomes `live:resync`. States: live, lost, polling, off.
const { body } = document;
const meta = document.querySelector("meta[name=live]");
const PING_MS = Number(meta?.dataset.ping ?? 20_000), DEAD_MS = 8_000, POLL_MS = 20_000, SAID_LOST_MS = 2_000;
const FIRST_MS = 300, MOST_MS = 4_000, MOST_HIDDEN_MS = 20_000, TRIES_BEFORE_POLLING = 5;
let socket, epoch = "", seq = null, tries = 0, timers = {};

const say = (name, detail = {}) => body.dispatchEvent(new CustomEvent(`live:${name}`, { detail, bubbles: true }));
const later = (name, run, ms) => { clearTimeout(timers[name]); timers[name] = setTimeout(run, ms); };
const stop = (...names) => names.forEach((name) => clearTimeout(timers[name]));

function address() {
  const url = new URL(meta.content, location.href.replace(/^http/, "ws"));
  if (meta.dataset.port) url.port = meta.dataset.port;
  return url;
}

function become(state) {
  stop("lost");
  if (body.dataset.live === state) return;
  body.dataset.live = state;
  say("state", { state });
  say(`is-${state}`);
  if (state === "polling") poll(); else stop("poll");
}

function poll() {
  later("poll", () => { if (!document.hidden) say("resync"); poll(); }, POLL_MS);
}

function beat() {
  later("ping", () => {
    if (socket?.readyState !== WebSocket.OPEN) return;
    socket.send('{"t":"ping"}');
    later("dead", () => { const half = socket; lose({ code: 4000 }); half?.close(4000); }, DEAD_MS);
    beat();
  }, PING_MS);
}

function lose({ code }) {
  if (!socket) return;
  socket.onclose = socket.onmessage = null;
  socket = null;
  stop("ping", "dead");
  // The server sends to the sign-in page, and back; a form that is on its way, as the sign-out is, leads on itself.
  if (code === 4401) return document.querySelector("form[data-sent]") ? become("off") : location.reload();
  if (code === 4403) return become("off");
  tries += 1;
  if (tries >= TRIES_BEFORE_POLLING) become("polling");
  else if (body.dataset.live !== "polling") later("lost", () => become("lost"), SAID_LOST_MS);
  const most = document.hidden ? MOST_HIDDEN_MS : MOST_MS;
  later("retry", connect, Math.min(most, FIRST_MS * 2 ** tries) * (0.7 + Math.random() * 0.6));
}

function connect() {
  stop("retry");
  if (socket || !meta || body.dataset.live === "off") return;
  const mine = new WebSocket(address());
  socket = mine;
  mine.onopen = () => mine.send(JSON.stringify({ t: "hi", epoch, since: seq, on: meta.dataset.on }));
  mine.onclose = (event) => mine === socket && lose(event);
  mine.onmessage = ({ data }) => { stop("dead"); hear(JSON.parse(data)); };
  beat();
}

function hear(frame) {
  if (frame.t === "away") return become("polling");
  if (frame.t === "hello") {
    // Of a page that is new something may have been told between its answer and this.
    const isNew = seq === null && frame.age >= 0 && frame.age < performance.now() + 1_000;
    const missed = isNew || (seq !== null && !frame.resumed), came = body.dataset.live === "polling" && frame.resumed;
    ({ epoch, seq } = frame);
    tries = 0;
    become("live");
    if (missed || came) say("resync");
  } else if (frame.t === "ev") {
    if (frame.epoch === epoch && frame.seq <= seq) return;
    if (frame.epoch !== epoch || frame.seq !== seq + 1) say("resync");
    ({ epoch, seq } = frame);
    for (const [noun, refs] of frame.changes) {
      say(noun, { refs });
      for (const ref of refs) say(`${noun}:${ref}`);
    }
  }
}

const again = () => { tries = 0; connect(); };
addEventListener("online", again);
addEventListener("offline", () => lose({ code: 4000 }));
addEventListener("pageshow", ({ persisted }) => { if (persisted) { say("resync"); again(); } });
document.addEventListener("visibilitychange", () => document.hidden || socket || again());
addEventListener("pagehide", () => { const mine = socket; socket = null; stop("ping", "dead", "retry", "lost", "poll"); mine?.close(1000); });
connect();

// The state in words, and what colleagues begin, once each and at most one line every 3 s.
const word = document.querySelector("[data-live-word]"), told = document.querySelector("[data-live-told]");
const known = new Set();
let waiting = [];

body.addEventListener("live:state", ({ detail: { state } }) => { if (word) word.textContent = word.dataset[state] ?? ""; });

function tell() {
  if (timers.told || !waiting.length) return;
  told.textContent = waiting.pop();  // the latest; what was before it is old by now
  waiting = [];
  timers.told = setTimeout(() => { timers.told = 0; tell(); }, 3_000);
}

function look(first) {
  for (const lock of document.querySelectorAll("[data-lock]")) {
    if (known.has(lock.dataset.lock)) continue;
    known.add(lock.dataset.lock);
    if (!first && lock.dataset.told) waiting.push(lock.dataset.told);
  }
  if (told) tell();
}
look(true);
for (const [on, name] of [[document, "htmx:after:swap"], [body, "live:placed"]]) on.addEventListener(name, () => look(false));

// How many requests wait, in the rail and in the sheet, and how many notices are new.
for (const name of ["waiting", "unseen"]) body.addEventListener(name, ({ detail }) => {
  for (const badge of document.querySelectorAll(`[data-${name}]`)) {
    badge.firstChild.data = detail.count > 99 ? "99+" : detail.count;
    badge.hidden = !detail.count;
  }
});

// While somebody drags a bar nothing is swapped under their hand; what was left out is asked for anew. So is what was
// asked for before somebody opened something else there.
let held = false;
for (const name of ["htmx:before:request", "htmx:before:swap"]) document.addEventListener(name, (event) => {
  const { ctx } = event.detail, from = ctx.sourceElement;
  if (!from?.matches?.("[data-follow], tape-hand")) return;
  const at = from.getAttribute("hx-get"), isOld = (ctx.asked ??= at) !== at, drags = "dragging" in body.dataset;
  if (!isOld && !drags) return;
  event.preventDefault();
  if (drags) held = true; else say("resync");
});
body.addEventListener("drag:over", () => { if (held) { held = false; say("resync"); } });
