// Check-ins and check-outs made without a connection: noted on the device, sent once it is back, each with a key of its own.
import { toast } from "./toasts.js";

const region = document.querySelector("#deeds");
const { body } = document;
const words = region?.dataset ?? {};
const own = (name) => `${name}:${words.as}:${words.catchUp}`;
const MOVES = { "check-in": "check_in", "check-out": "check_out" };
const AGAIN_MS = 10_000;
let again;
const forms = () => [...document.querySelectorAll("form[method=post]")];
const isDeed = (form) => form.elements.version && moveOf(form);
const moveOf = (form) => MOVES[form.getAttribute("action")?.split("/").pop()];
const refOf = (form) => form.getAttribute("action").split("/").at(-2);
const clock = (at) => new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: words.zone });

const read = (name) => JSON.parse(localStorage.getItem(own(name)) ?? "[]");
const write = (name, items) => items.length ? localStorage.setItem(own(name), JSON.stringify(items)) : localStorage.removeItem(own(name));

function note(form) {
  const key = crypto.randomUUID?.() ?? String(Math.random()).slice(2) + Date.now();
  const deed = { key, ref: refOf(form), move: moveOf(form), version: form.elements.version.value, at: Date.now() };
  write("deeds", [...read("deeds"), deed]);
  show();
}

/** Note what a form asked for and nobody answered; tell whether it is such a form. */
export function keep(form) {
  const isNoted = Boolean(region && isDeed(form));
  if (isNoted) note(form);
  return isNoted;
}

function mark(form, deed) {
  const button = form.querySelector("button[type=submit]");
  button.hidden = Boolean(deed);
  form.querySelector("[data-noted]")?.remove();
  if (!deed) return;
  const line = document.createElement("span");
  const back = document.createElement("button");
  line.dataset.noted = "";
  line.className = "noted";
  line.textContent = words.noted.replace("{time}", clock(deed.at));
  back.type = "button";
  back.className = "btn btn-s btn-quiet";
  back.textContent = words.back;
  back.onclick = () => { write("deeds", read("deeds").filter(({ key }) => key !== deed.key)); show(); button.focus(); };
  line.append(" ", back);
  form.append(line);
}

function show() {
  const deeds = read("deeds"), cards = read("conflicts");
  for (const form of forms().filter(isDeed)) mark(form, deeds.find(({ ref, move }) => ref === refOf(form) && move === moveOf(form)));
  const said = [];
  if ("kept" in body.dataset) said.push(words.seen.replace("{time}", clock(body.dataset.kept)));
  if (deeds.length) said.push(deeds.length > 1 ? words.many.replace("{count}", deeds.length) : words.one);
  region.querySelector("[data-line]").textContent = said.join(" ");
  const list = region.querySelector("ul");
  list.replaceChildren(...cards.map(({ html, key }) => {
    const card = document.createRange().createContextualFragment(html).firstElementChild;
    card.querySelector("[data-dismiss]").onclick = () => { write("conflicts", read("conflicts").filter((one) => one.key !== key)); show(); };
    return card;
  }));
  region.hidden = !said.length && !cards.length;
  // The network may have been away for this one request only: then nothing says that it is back.
  if (deeds.length) again ??= setTimeout(() => { again = undefined; catchUp(); }, AGAIN_MS);
}

const token = document.querySelector("meta[name=csrf-token]");

const ask = ({ key, ref, move, version, at }) => fetch(words.catchUp.replace("-ref-", ref), {
  method: "POST", headers: { "X-CSRF-Token": token.content }, redirect: "error",
  body: new URLSearchParams({ key, move, version, seconds_ago: Math.round((Date.now() - at) / 1000) }),
});

// A page may be older than its session, and so its token; one of another member would write down in their name.
async function renew() {
  const answer = await fetch(words.catchUp.replace(/reservations\/-ref-.*/, ""));
  if (answer.headers.get("X-Seen-As") !== words.as) throw new Error("Somebody else is signed in.");
  token.content = /name="csrf-token" content="([^"]+)"/.exec(await answer.text())[1];
}

const isForLater = (status) => [401, 408, 429].includes(status) || status > 499;

function refused({ ref, move, at }) {
  const said = { ref, what: words[move], time: clock(at), address: words.catchUp.replace("-ref-/catch-up", ref) };
  const html = region.querySelector("template").innerHTML.replace("data-href", "href");
  return html.trim().replace(/\{(\w+)\}/g, (_, name) => said[name]);
}

// One tab sends, the oldest first; what can't be answered now stays noted. The server does each key once.
async function send() {
  let count = 0, isFresh = false;
  for (const deed of read("deeds")) {
    let answer = await ask(deed);
    if (answer.status === 403 && !isFresh) {
      await renew();
      isFresh = true;
      answer = await ask(deed);
    }
    if (isForLater(answer.status)) break;
    const { key } = deed;
    if (answer.ok) count += 1;
    else write("conflicts", [...read("conflicts"), { key, html: answer.status === 409 ? await answer.text() : refused(deed) }]);
    write("deeds", read("deeds").filter((one) => one.key !== key));
  }
  if (count) {
    toast(words.sent.replace("{count}", count));
    body.dispatchEvent(new CustomEvent("live:resync"));
  }
}

async function catchUp() {
  // The socket may be back before the pages are: what is kept stays until they answer.
  if ("kept" in body.dataset) return fetch("/healthz", { cache: "no-store" }).then(({ ok }) => ok && location.reload(), () => {});
  if (!read("deeds").length) return;
  const sending = () => send().catch(() => {}).finally(show);
  await (navigator.locks ? navigator.locks.request(own("deeds"), sending) : sending());
}

if (region) {
  document.addEventListener("submit", (event) => {
    if (!isDeed(event.target) || (navigator.onLine && !("kept" in body.dataset))) return;
    event.preventDefault();
    event.stopPropagation();
    note(event.target);
  }, true);
  addEventListener("online", catchUp);
  body.addEventListener("live:is-live", catchUp);  // a browser does not always say, and never when only the server was away
  addEventListener("storage", show);
  document.addEventListener("htmx:after:swap", show);
  if ("kept" in body.dataset) for (const form of forms().filter((one) => !isDeed(one))) for (const button of form.querySelectorAll("button")) button.disabled = true;
  show();
  if (!("kept" in body.dataset)) catchUp();
}
