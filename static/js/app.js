// The page's glue: HTMX's headers and failures, questions, toasts, the search key. Pages work without it.
import { toast, adopt } from "./toasts.js";

const token = document.querySelector("meta[name=csrf-token]")?.content;
const words = document.querySelector("#toasts")?.dataset ?? {};
let running = 0;

const on = (name, run) => document.addEventListener(name, run);
const isRead = (method) => /^(GET|HEAD)$/i.test(method);

on("htmx:config:request", ({ detail: { ctx } }) => {
  if (!isRead(ctx.request.method)) ctx.request.headers["X-CSRF-Token"] = token;
});

on("htmx:before:request", () => {
  running += 1;
  document.documentElement.dataset.loading = "";
});
on("htmx:finally:request", () => {
  running = Math.max(0, running - 1);
  if (!running) delete document.documentElement.dataset.loading;
});

// What follows the socket asks by itself: a failure of that is said by the state of the socket.
const isFollowing = (ctx) => Boolean(ctx?.sourceElement?.matches?.("[data-follow]"));

on("htmx:response:error", ({ detail: { ctx } }) => {
  if (ctx.response.status >= 500 && !isFollowing(ctx)) toast({ text: words.broken, tone: "danger" });
});
on("htmx:error", ({ detail: { ctx, error } }) => {
  if (ctx && error?.name === "TypeError" && !isFollowing(ctx)) toast({ text: words.offline, tone: "danger" });
});

on("htmx:after:swap", () => {
  document.querySelector("[data-focus]:not([data-seen])")?.focus();
  for (const box of document.querySelectorAll("[data-focus]")) box.dataset.seen = "";
  adopt();
});

on("toast", ({ detail }) => toast(detail.value ?? detail));
on("htmx:confirm", ask);

// What was typed and lost is kept in this tab for its member only, and cards name clients.
on("submit", ({ target }) => {
  if (!target.getAttribute("action")?.endsWith("/sign-out")) return;
  for (const kept of [sessionStorage, localStorage])
    for (const name of Object.keys(kept)) if (/^(draft|conflicts):/.test(name)) kept.removeItem(name);
});

// A second press on a plain form's button does not send it again.
on("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.matches("[hx-post]") || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});
// The page goes where that leads: who signs out is told so, whatever else was answered before.
on("htmx:before:response", (event) => {
  if (event.detail.ctx.hx.redirect && document.querySelector("form[data-sent]")) event.preventDefault();
});

// A choice that is a filter is sent at once, and the keyboard goes on there; without script its form has a button.
on("change", ({ target }) => {
  if (!target.matches("[data-send]")) return;
  sessionStorage.chosen = target.id;
  target.form.requestSubmit();
});
if (document.querySelector("[data-send]")) {
  document.getElementById(sessionStorage.chosen)?.focus({ preventScroll: true });
  delete sessionStorage.chosen;
}

// `/` puts the cursor into the search field, unless somebody is typing.
on("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, dialog, [contenteditable]")) return;
  const field = [...document.querySelectorAll("[data-search-key]")].find((one) => one.checkVisibility());
  if (!field) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// Every `hx-confirm` asks in the page's own dialog: a question and two verbs.
const dialog = document.querySelector("#ask");

function ask(event) {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm || !dialog) return;
  event.preventDefault();
  const { yes, no } = ctx.sourceElement.dataset;
  const keep = dialog.querySelector("[data-keep]");
  const act = dialog.querySelector("[data-do]");
  keep.dataset.word ??= keep.textContent;
  act.dataset.word ??= act.textContent;
  dialog.querySelector("h2").textContent = ctx.confirm;
  keep.textContent = no || keep.dataset.word;
  act.textContent = yes || act.dataset.word;
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => (dialog.returnValue === "yes" ? issueRequest() : dropRequest()), { once: true });
  dialog.showModal();
}

adopt();

// What is needed late or seldom comes late: the installed application's worker, and what is done without a connection.
const late = (name) => import(name).catch(() => {});
const deeds = () => late("./deeds.js");
const isNoted = () => { try { return Object.keys(localStorage).some((key) => /^(deeds|conflicts):/.test(key)); } catch { return false; } };
addEventListener("load", () => late("./webapp.js"), { once: true });
if ("kept" in document.body.dataset || isNoted()) deeds();
else addEventListener("offline", deeds, { once: true });
