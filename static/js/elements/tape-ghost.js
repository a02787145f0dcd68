// What is dragged over the timeline: where it was, where it would go, and the ghost that shows it there.
// Days count from the first one shown and may lie outside; a stay is {a, b}, its first day and the day it ends.
const DAY_MS = 864e5;
const FREE_AGAIN = new Set(["absent", "finished"]);

const number = (item, letter) => Number([...item.classList].find((name) => name.startsWith(letter))?.slice(2));

/** Tell where a stretch stands; placement is in half-days, from midday to midday. */
export function stay(item) {
  const start = number(item, "s-"), length = number(item, "n-");
  return { a: Math.floor((start - 1) / 2), b: Math.floor((start - 1 + length) / 2) };
}

// Who works on a stretch: a colleague's lock says so.
const holder = (item) => item.querySelector("[data-lock] b")?.textContent;

/** Move a date by days. */
export const shifted = (date, days) => new Date(Date.parse(`${date}T00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** The chart that a drag began on. */
export class Chart {
  constructor(box) {
    this.box = box;
    this.days = Number(box.dataset.days);
    this.tracks = [...box.querySelectorAll("tbody .track")];
    this.long = new Intl.DateTimeFormat(document.documentElement.lang || "en", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  }

  date(day) { return shifted(this.box.dataset.start, day); }

  said(day) { return this.long.format(Date.parse(`${this.date(day)}T00:00Z`)); }

  dayAt(x) {
    const row = this.tracks[0].getBoundingClientRect();
    return Math.max(0, Math.min(this.days - 1, Math.floor((x - row.left) / (row.width / this.days))));
  }

  trackAt(y) {
    return this.tracks.find((track) => { const row = track.getBoundingClientRect(); return y >= row.top && y < row.bottom; });
  }

  link(track) { return track.closest("tr").querySelector(".unit-name"); }

  unit(track) { return new URL(this.link(track).href).pathname.split("/").pop(); }

  name(track) { return this.link(track).firstElementChild.textContent; }
}

/** One drag: `kind` is move, start, end or create; `item` is the stretch it began on. */
export class Drag {
  constructor(kind, item, chart, words, grab = 0) {
    Object.assign(this, { kind, item, chart, words, grab, home: item.parentNode, track: item.parentNode });
    this.from = stay(item);
    if (kind === "create") this.from = { a: this.from.a + grab, b: this.from.a + grab + 1 };
    this.to = { ...this.from };
    this.ghost = document.createElement("li");
    this.ghost.className = "ghost";
    const bar = document.createElement("span"), inner = document.createElement("span");
    bar.className = "bar";
    bar.dataset.state = "draft";
    inner.append(document.createElement("b"), document.createElement("small"));
    bar.append(inner);
    this.ghost.append(bar);
    if (kind !== "create") item.classList.add("is-moving");
    this.draw();
  }

  get nights() { return this.to.b - this.to.a; }

  get hasMoved() {
    return this.kind === "create" || this.track !== this.home || this.from.a !== this.to.a || this.from.b !== this.to.b;
  }

  // What holds its days there, somebody else's lock among it; the server has the last word.
  get rival() {
    return [...this.track.children].find((item) => {
      if (item === this.item || item === this.ghost || item.matches(".gap, .ghost")) return false;
      if (FREE_AGAIN.has(item.querySelector(".bar")?.dataset.state)) return false;
      const other = stay(item);
      return this.to.a < other.b && other.a < this.to.b;
    });
  }

  /** Follow the pointer; a new stay is let go on the day it ends. */
  follow(x, y) {
    const day = this.chart.dayAt(x), { a, b } = this.from;
    if (this.kind === "create") this.to = day >= a ? { a, b: Math.max(b, day) } : { a: day, b: a };
    else if (this.kind === "end") this.to = { a, b: Math.max(a + 1, day) };
    else if (this.kind === "start") this.to = { a: Math.min(b - 1, day), b };
    else {
      this.to = { a: day - this.grab, b: day - this.grab + b - a };
      this.track = this.chart.trackAt(y) ?? this.track;
    }
    this.draw();
  }

  /** Go on by keys: days along, units up and down. */
  step(days, units) {
    const { a, b } = this.to;
    if (this.kind === "move") this.to = { a: a + days, b: b + days };
    else this.to = { a, b: Math.max(a + 1, b + days) };
    if (units && this.kind === "move") this.track = this.chart.tracks[this.chart.tracks.indexOf(this.track) + units] ?? this.track;
    this.draw();
    this.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  draw(short = "") {
    const { ghost, track, to, words, kind, item } = this, last = 2 * this.chart.days + 1;
    if (ghost.parentNode !== track) track.append(ghost);
    const start = Math.min(Math.max(1, 2 * to.a + 2), last - 1), end = Math.min(last, 2 * to.b + 2);
    ghost.className = `ghost s-${start} n-${Math.max(1, end - start)}`;
    const bar = ghost.firstChild, [name, length] = bar.firstChild.children;
    const rival = short ? null : this.rival;
    bar.toggleAttribute("data-clash", Boolean(rival));
    name.textContent = rival ? holder(rival) || words.taken : kind === "create" ? words.new : item.querySelector("b").textContent;
    length.textContent = short || words.short.replace("#", this.nights);
  }

  /** Say where it would stand, for those who don't see it. */
  get said() {
    const { chart, to, words, nights } = this;
    const facts = { unit: chart.name(this.track), first: chart.said(to.a), last: chart.said(to.b), nights: (nights === 1 ? words.night : words.nights).replace("#", nights) };
    const text = words.said.replace(/\{(\w+)\}/g, (_all, name) => facts[name]);
    return this.rival ? `${text}, ${holder(this.rival) || words.takenSaid}` : text;
  }

  /** Stay at the new place, paler, until the server has answered. */
  wait() {
    this.draw(this.words.saving);
    this.ghost.classList.add("is-saving");
  }

  putBack() {
    this.ghost.remove();
    this.item.classList.remove("is-moving");
  }
}
