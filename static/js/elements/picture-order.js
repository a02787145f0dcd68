// Pictures of a unit in their order: dragged, or moved by buttons; the number of each says its place, as without a script.
customElements.define("picture-order", class extends HTMLElement {
  connectedCallback() {
    this.list = this.querySelector("ul");
    for (const item of this.items()) this.equip(item);
    this.list.addEventListener("input", () => this.sort());
    this.list.addEventListener("dragover", (event) => this.over(event));
    this.list.addEventListener("drop", (event) => event.preventDefault());
    this.sort();
  }

  items() { return [...this.list.children]; }
  field(item) { return item.querySelector("input"); }
  chosen() { return this.items().filter((item) => this.field(item).value); }

  equip(item) {
    const name = item.querySelector("img").alt, row = document.createElement("div");
    row.className = "order";
    for (const [step, text] of [[-1, this.dataset.earlier], [1, this.dataset.later]]) {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "btn btn-s", textContent: step < 0 ? "\u2190" : "\u2192" });
      button.setAttribute("aria-label", `${text}: ${name}`);
      button.onclick = () => this.move(item, step, button);
      row.append(button);
    }
    item.append(row);
    item.draggable = true;
    item.addEventListener("dragstart", () => { this.dragged = this.last = item; item.classList.add("is-dragged"); });
    item.addEventListener("dragend", () => { item.classList.remove("is-dragged"); this.dragged = null; this.number(); });
  }

  // One that was not chosen joins at the end.
  move(item, step, button) {
    const all = this.chosen(), place = all.indexOf(item);
    if (place < 0) all.push(item);
    else {
      const to = place + step;
      if (to < 0 || to >= all.length) return;
      all.splice(place, 1);
      all.splice(to, 0, item);
    }
    this.write(all);
    this.sort();
    button.focus();
  }

  over(event) {
    const target = event.target.closest("li");
    if (!this.dragged || !target || target === this.dragged) return;
    event.preventDefault();
    const { left, width } = target.getBoundingClientRect();
    target[event.clientX < left + width / 2 ? "before" : "after"](this.dragged);
  }

  // After a drag the order on the page counts, and what was dragged is chosen.
  number() {
    const dropped = this.items().filter((item) => this.field(item).value || item === this.last);
    this.write(dropped);
    this.sort();
  }

  write(all) {
    for (const item of this.items()) this.field(item).value = all.includes(item) ? all.indexOf(item) + 1 : "";
  }

  sort() {
    const place = (item) => Number(this.field(item).value) || 1000;
    const active = document.activeElement;
    this.list.append(...this.items().sort((one, other) => place(one) - place(other)));
    active?.focus?.();
  }
});
