// <kept-draft> in the editor's form: what was typed when the lock was lost survives a reload of the page, in this tab.
// It is offered back, and forgotten with a save; app.js forgets all of them with the sign-out.
const TECHNICAL = /^(button|submit|hidden|file|password)$/;

class KeptDraft extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.aborter = new AbortController();
    const { signal } = this.aborter;
    this.form.addEventListener("lock-lost", () => { this.isLost = true; this.keep(); }, { signal });
    this.form.addEventListener("input", () => this.isLost && this.keep(), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-bring]") && this.bring());
    document.addEventListener("htmx:after:swap", () => this.offer(), { signal });
    document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
      if (ctx.sourceElement === this.form && ctx.hx?.redirect) sessionStorage.removeItem(this.name);
    }, { signal });
    this.offer();
  }

  disconnectedCallback() { this.aborter.abort(); }

  get name() { return `draft:${this.dataset.of}${location.search}`; }

  // A hidden field that a script fills is the client who was chosen.
  get fields() {
    return [...this.form.elements].filter((one) => one.name && (one.name === "client" || !TECHNICAL.test(one.type)));
  }

  read() {
    return this.fields.map((one) => [one.name, one.value, /^(radio|checkbox)$/.test(one.type) ? one.checked : null]);
  }

  keep() { sessionStorage.setItem(this.name, JSON.stringify(this.read())); }

  // Not while somebody else has it: their answer would replace what was brought back.
  offer() {
    const kept = sessionStorage.getItem(this.name);
    this.hidden = this.isLost || !kept || kept === JSON.stringify(this.read()) || this.fields.some((one) => one.matches(":disabled"));
  }

  bring() {
    const kept = JSON.parse(sessionStorage.getItem(this.name)), unit = this.form.elements.unit.value;
    this.fill(kept);
    this.hidden = true;
    // The fields of another kind of unit come with the check's answer.
    if (unit !== this.form.elements.unit.value) document.addEventListener("htmx:after:swap", () => this.fill(kept), { once: true });
    this.form.elements.unit.dispatchEvent(new Event("input", { bubbles: true }));
    this.form.elements.unit.focus();
  }

  fill(kept) {
    for (const [name, value, checked] of kept) {
      for (const field of this.fields.filter((one) => one.name === name)) {
        if (checked === null) field.value = value;
        else if (field.value === value) field.checked = checked;
      }
    }
  }
}
customElements.define("kept-draft", KeptDraft);
