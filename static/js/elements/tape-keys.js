// <tape-keys> around the timeline's table: one tab stop; left and right between stretches, up and down between units.
class TapeKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("focusin", (event) => this.hold(event.target.closest(":is(.tally, .track) > li > *")));
    this.start();
    this.show(this.querySelector(".days .is-today"));
    this.watch = new MutationObserver(() => this.start());
    this.watch.observe(this, { childList: true, subtree: true });
  }

  disconnectedCallback() { this.watch.disconnect(); }

  // On a narrow screen the chart opens at yesterday.
  show(today) {
    const box = today?.closest(".tape-scroll"), unit = this.querySelector(".corner");
    if (box && unit) box.scrollLeft = today.offsetLeft - unit.offsetWidth - today.offsetWidth;
  }

  tracks() { return [...this.querySelectorAll(".tally, .track")].filter((track) => this.stops(track).length); }

  stops(track) { return [...track.querySelectorAll(":scope > li > a")]; }

  start() {
    const all = this.tracks().flatMap((track) => this.stops(track));
    const held = all.filter((stop) => stop === this.held);
    this.held = held[0] ?? all[0];
    for (const stop of all) stop.tabIndex = stop === this.held ? 0 : -1;
  }

  hold(stop) {
    if (!stop || stop === this.held) return;
    if (this.held) this.held.tabIndex = -1;
    this.held = stop;
    stop.tabIndex = 0;
  }

  press(event) {
    const stop = event.target.closest(":is(.tally, .track) > li > a");
    if (!stop || event.ctrlKey || event.metaKey || event.altKey) return;
    const tracks = this.tracks(), track = stop.closest(".tally, .track"), row = tracks.indexOf(track), list = this.stops(track), at = list.indexOf(stop);
    const next = { ArrowLeft: list[at - 1], ArrowRight: list[at + 1], Home: list[0], End: list.at(-1),
      ArrowUp: this.beside(tracks[row - 1], stop), ArrowDown: this.beside(tracks[row + 1], stop) };
    if (!(event.key in next)) return;
    event.preventDefault();
    next[event.key]?.focus();
  }

  // The stretch of another unit that stands nearest under or above the middle of this one.
  beside(track, stop) {
    if (!track) return null;
    const middle = (element) => { const box = element.getBoundingClientRect(); return (box.left + box.right) / 2; };
    const here = middle(stop);
    return this.stops(track).find((one) => one.getBoundingClientRect().right > here) ?? this.stops(track).at(-1);
  }
}
customElements.define("tape-keys", TapeKeys);
