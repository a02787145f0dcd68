// <live-estimate> around a form that is sent by GET and the answer to it: asks anew as people type.
// What the form asks for is exchanged only when other fields are right for what was chosen; the answer is a status region.
class LiveEstimate extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.form?.addEventListener("change", () => this.later());
  }

  disconnectedCallback() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 150);
  }

  async ask() {
    this.asking?.abort();
    this.asking = new AbortController();
    const said = new URLSearchParams(new FormData(this.form));
    try {
      const answer = await fetch(`${this.form.action.split("?")[0]}?${said}`, { headers: { "HX-Request": "true" }, signal: this.asking.signal });
      if (answer.ok) this.show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // No connection: the button still sends the form.
    }
  }

  show(page) {
    const [fields, result] = ["#est-fields", "#estimated"].map((id) => page.querySelector(id));
    const own = this.querySelector("#est-fields");
    if (!fields || !result || !own) return;
    for (const each of [fields, own]) this.quieten(each);
    if (fields.dataset.for !== own.dataset.for) {
      const held = document.activeElement?.id;
      own.replaceWith(fields);
      if (held) document.getElementById(held)?.focus();
    }
    this.querySelector("#estimated").replaceChildren(...result.childNodes);
  }

  // Nobody is blamed for what they have not come to yet: the answer says what is missing.
  quieten(fields) {
    for (const said of fields.querySelectorAll(".err")) said.remove();
    for (const field of fields.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  }
}

customElements.define("live-estimate", LiveEstimate);
