// Locks come and go more often than what is reserved: their bars alone are asked for, and put into their rows.
const PAUSE_MS = 100;
const { body } = document;
let asked, pause, again = false;

async function place() {
  const chart = document.querySelector("#timeline [data-locks]");
  if (!chart || "dragging" in body.dataset) return;
  asked?.abort();
  asked = new AbortController();
  const answer = await fetch(chart.dataset.locks, { headers: { "HX-Request": "true" }, signal: asked.signal });
  if (!answer.ok || answer.redirected) return;
  const found = document.createRange().createContextualFragment(await answer.text());
  if (!chart.isConnected) return;
  for (const bar of chart.querySelectorAll(".track > .held")) bar.remove();
  for (const { dataset: { unit }, children } of found.querySelectorAll("[data-unit]"))
    chart.querySelector(`a.unit-name[href$="units/${CSS.escape(unit)}"]`)?.closest("tr").querySelector(".track").append(...children);
  body.dispatchEvent(new Event("live:placed"));
}

function soon() {
  if (pause) { again = true; return; }
  place().catch(() => {});
  pause = setTimeout(() => { pause = 0; if (again) { again = false; soon(); } }, PAUSE_MS);
}

for (const name of ["live:lock", "drag:over"]) body.addEventListener(name, soon);
