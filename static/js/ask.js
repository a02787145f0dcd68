// Every `hx-confirm` asks in the page's own dialog: a question and two verbs.
const dialog = document.querySelector("#ask");

export function ask(event) {
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
