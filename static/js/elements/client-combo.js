// <client-combo> around a text field and an empty list: HTMX fills the list as people type, this chooses from it.
// An option carries data-value (what the hidden field keeps) and data-name (what the text field shows).
class ClientCombo extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input:not([type=hidden])");
    this.kept = this.querySelector("input[type=hidden]");
    this.list = this.querySelector("[role=listbox]");
    if (!this.input || !this.list) return;
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", this.list.id], ["aria-expanded", "false"]]) this.input.setAttribute(name, value);
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("input", () => this.kept && (this.kept.value = ""));
    this.list.addEventListener("pointerdown", (event) => { event.preventDefault(); this.choose(event.target.closest("[role=option]")); });
    this.addEventListener("focusout", () => setTimeout(() => this.contains(document.activeElement) || this.close()));
    this.watch = new MutationObserver(() => this.input.setAttribute("aria-expanded", String(this.options().length > 0)));
    this.watch.observe(this.list, { childList: true });
  }

  disconnectedCallback() {
    this.watch?.disconnect();
  }

  options() {
    return [...this.list.querySelectorAll("[role=option]")];
  }

  press(event) {
    const options = this.options(), at = options.findIndex((one) => one.ariaSelected === "true");
    if (event.key === "Escape" && options.length) { event.preventDefault(); return this.close(); }
    if (event.key === "Enter" && at >= 0) { event.preventDefault(); return this.choose(options[at]); }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !options.length) return;
    event.preventDefault();
    this.point(options, (at + step + options.length) % options.length);
  }

  point(options, at) {
    options.forEach((one, index) => one.setAttribute("aria-selected", String(index === at)));
    options[at].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", options[at].id);
  }

  choose(option) {
    if (!option) return;
    this.input.value = option.dataset.name;
    if (this.kept) this.kept.value = option.dataset.value;
    this.close();
    this.dispatchEvent(new CustomEvent("client-chosen", { bubbles: true, detail: { ...option.dataset } }));
  }

  close() {
    this.list.replaceChildren();
    this.input.removeAttribute("aria-activedescendant");
  }
}
customElements.define("client-combo", ClientCombo);
