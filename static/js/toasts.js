// Short messages: eight seconds, longer while the pointer or the focus is on them, one optional way back.
const LIFE_MS = 8000;
const region = document.querySelector("#toasts");
const list = region?.querySelector("ol");

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const use = document.createElementNS(space, "use");
  svg.setAttribute("class", "icon icon-s");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${region.dataset.icons}#${name}`);
  svg.append(use);
  return svg;
}

function button(content, word, act, cls) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `btn btn-quiet ${cls}`;
  element.append(content);
  if (content instanceof Element) element.setAttribute("aria-label", word);
  element.addEventListener("click", act);
  return element;
}

function live(item) {
  let timer;
  const leave = () => item.remove();
  const wait = () => { clearTimeout(timer); timer = setTimeout(leave, LIFE_MS); };
  const hold = () => clearTimeout(timer);
  item.append(button(icon("x"), region.dataset.close, leave, "btn-icon"));
  for (const name of ["pointerenter", "focusin"]) item.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) item.addEventListener(name, wait);
  item.dataset.live = "";
  wait();
}

/** Show a message: a text, or {text, tone, undo: {url, values, target}}. */
export function toast(said) {
  if (!list) return;
  const { text, tone = "done", undo } = typeof said === "string" ? { text: said } : said;
  const item = document.createElement("li");
  const words = document.createElement("span");
  item.className = "toast";
  item.dataset.tone = tone;
  words.textContent = text;
  item.append(icon(tone === "danger" ? "circle-alert" : "check"), words);
  if (undo) item.append(button(region.dataset.undo, "", () => {
    item.remove();
    window.htmx.ajax("POST", undo.url, { target: undo.target ?? "#main", values: undo.values });
  }, ""));
  list.append(item);
  live(item);
}

/** Give life to the messages that came with the page. */
export function adopt() {
  for (const item of list?.querySelectorAll(".toast:not([data-live])") ?? []) live(item);
}
