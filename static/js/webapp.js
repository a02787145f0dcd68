// Registers the service worker, and offers a new version of it: nobody is made to take it while they work. Has noted what
// nobody answered.
const bar = document.querySelector("#new-version");
const worker = navigator.serviceWorker;
let wanted = false;

function offer(registration) {
  const line = bar.querySelector("p");
  line.hidden = false;
  line.querySelector("button").onclick = () => {
    wanted = true;
    registration.waiting?.postMessage("activate");
  };
}

function keep() {
  const files = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.startsWith(`${location.origin}/static/`));
  worker.controller.postMessage({ keep: location.href.split("#")[0], files });
}

async function register() {
  const registration = await worker.register(bar.dataset.worker, { updateViaCache: "none" });
  const look = (coming) => coming?.addEventListener("statechange", () => {
    if (coming.state === "installed" && worker.controller) offer(registration);
  });
  if (registration.waiting && worker.controller) offer(registration);
  look(registration.installing);
  registration.addEventListener("updatefound", () => look(registration.installing));
}

if (bar && worker) {
  const wasAlone = !worker.controller;
  worker.addEventListener("controllerchange", () => {
    if (wanted) location.reload();
    else if (wasAlone) keep();
  });
  // Never in the way of the page itself.
  const begin = () => register().catch(() => {});
  if (document.readyState === "complete") begin(); else addEventListener("load", begin);
}

// A check-in or check-out without an answer may have been done, or not: it is noted, and done once.
async function note(event) {
  const { ctx, error } = event.detail;
  const isUnanswered = error ? error.name === "TypeError" : ctx?.response?.status > 500;
  if (!isUnanswered || !/\/check-(in|out)$/.test(ctx?.request.action)) return;
  event.stopImmediatePropagation();
  const said = new CustomEvent("toast", { detail: { text: document.querySelector("#toasts").dataset.offline, tone: "danger" } });
  const deeds = await import("./deeds.js").catch(() => {});
  if (!deeds?.keep(ctx.sourceElement)) document.dispatchEvent(said);
}
for (const name of ["htmx:error", "htmx:response:error"]) document.addEventListener(name, note, true);
