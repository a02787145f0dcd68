// <lock-line> in the editor's form: holds what the form is about while somebody works on it.
// It takes the lock when the form is about something, takes it along with the dates, renews it every 15 s and frees
// it when the page is left. It never saves; without it, and without Redis, saving works as ever.
// The lock's name is the page's own: who saves before the first answer has come gives back what was asked for.
const RENEW_MS = 15_000, SETTLE_MS = 500;
const token = () => Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte.toString(36).padStart(2, "0")).join("");

class LockLine extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.aborter = new AbortController();
    const { signal } = this.aborter;
    if (!this.own) this.rename();
    this.form.addEventListener("input", () => { this.active = true; this.later(); }, { signal });
    this.form.addEventListener("client-chosen", () => this.later(), { signal });
    this.form.addEventListener("formdata", ({ formData }) => this.sign(formData), { signal });
    this.addEventListener("click", ({ target }) => target.closest("[data-lock-again]") && this.hold());
    addEventListener("pagehide", () => this.free(), { signal });
    addEventListener("pageshow", ({ persisted }) => persisted && this.hold(), { signal });
    document.body.addEventListener("live:ask", ({ detail }) => detail.refs.includes(this.value("lock")) && this.renew(), { signal });
    document.body.addEventListener("live:lock", ({ detail }) => this.heard(detail.refs), { signal });
    document.body.addEventListener("live:resync", () => this.value("lock") && this.renew(), { signal });
    document.addEventListener("htmx:after:swap", () => this.value("lock") || this.later(), { signal });
    this.timer = setInterval(() => this.value("lock") && this.renew(), RENEW_MS);
    if (!this.value("lock")) this.hold();
  }

  disconnectedCallback() {
    this.aborter.abort();
    clearInterval(this.timer);
    clearTimeout(this.settling);
  }

  // A name and a secret for the next lock.
  rename() { this.own = { lock: token(), lock_key: token() }; }

  // What is sent without a lock carries the one that is being asked for.
  sign(fields) {
    if (!fields.get("lock")) for (const [name, value] of Object.entries(this.own)) fields.set(name, value);
  }

  value(name) { return this.querySelector(`[name="${name}"]`)?.value ?? ""; }

  later() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.hold(), SETTLE_MS);
  }

  // Somebody else's lock that was in the way has gone or moved: try once more. Mine is gone: say so.
  heard(refs) {
    if (this.value("lock")) { if (refs.includes(this.value("lock"))) this.renew(); }
    else if (this.querySelector(".lock-theirs")) this.later();
  }

  async post(url, more = {}) {
    const fields = new FormData(this.form);
    for (const [name, value] of Object.entries(more)) fields.set(name, value);
    return fetch(url, { method: "POST", body: fields, headers: { "HX-Request": "true" } }).catch(() => null);
  }

  async hold() {
    if (this.asking) { this.again = true; return; }
    this.asking = true;
    this.show(await this.post(this.dataset.take));
    this.asking = false;
    if (this.again) { this.again = false; this.later(); }
  }

  async renew() {
    const more = this.active ? { active: "1" } : {};
    this.active = false;
    this.show(await this.post(this.dataset.renew, more));
  }

  async show(answer) {
    if (!answer || answer.status !== 200 || answer.redirected) return;
    const before = this.value("lock");
    this.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
    window.htmx?.process(this);
    if (!before || this.value("lock")) return;
    this.rename();
    if (this.firstElementChild) this.dispatchEvent(new Event("lock-lost", { bubbles: true })); // who gave it back hears nothing
  }

  free() {
    const fields = new FormData();
    for (const name of ["lock", "lock_key"]) fields.set(name, this.value(name) || this.own[name]);
    fields.set("csrf_token", this.form.elements.csrf_token.value);
    navigator.sendBeacon(this.dataset.free, fields);
    this.replaceChildren();
    this.rename();
  }
}
customElements.define("lock-line", LockLine);
