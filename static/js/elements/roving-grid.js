// <roving-grid> around a month's table: one tab stop, arrows move by day and week.
// PageUp and PageDown follow the links rel=prev and rel=next; with Shift, data-last-year and data-next-year.
class RovingGrid extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("focusin", (event) => this.hold(event.target.closest("td a")));
    this.start();
    this.watch = new MutationObserver(() => this.start());
    this.watch.observe(this, { subtree: true, attributeFilter: ["role", "aria-current", "tabindex"] });
  }

  disconnectedCallback() {
    this.watch.disconnect();
  }

  // A swap brings the table as the server wrote it: make it a grid with one tab stop again.
  start() {
    const table = this.querySelector("table:not([role])"), days = this.days();
    table?.setAttribute("role", "grid");
    if (days.filter((day) => day.tabIndex === 0).length === 1) return;
    const held = days.find((day) => day === document.activeElement) ?? days.find((day) => day.getAttribute("aria-current"));
    this.hold(held ?? days[0]);
  }

  days() {
    return [...this.querySelectorAll("tbody td a")];
  }

  hold(chosen) {
    if (!chosen) return;
    for (const day of this.days()) day.tabIndex = day === chosen ? 0 : -1;
  }

  press(event) {
    const days = this.days(), at = days.indexOf(event.target.closest("td a"));
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const week = at - (at % 7);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - 7, ArrowDown: at + 7, Home: week, End: week + 6 }[event.key];
    const page = { PageUp: event.shiftKey ? "lastYear" : "prev", PageDown: event.shiftKey ? "nextYear" : "next" }[event.key];
    if (to === undefined && !page) return;
    event.preventDefault();
    if (page || !days[to]) return this.turn(page ?? (to < 0 ? "prev" : "next"));
    this.hold(days[to]);
    days[to].focus();
  }

  turn(way) {
    const link = document.querySelector(`a[rel="${way}"]`)?.href ?? this.dataset[way];
    if (link) location.assign(link);
  }
}
customElements.define("roving-grid", RovingGrid);
