// What is dragged over the timeline: where it was, where it would go, and the ghost that shows it there.
import { Chart, stay } from "./tape-chart.js";

const FREE_AGAIN = new Set(["absent", "finished", "through"]);

// Who works on a stretch: a colleague's lock says so.
const holder = (item) => item.querySelector("[data-lock] b")?.textContent;
const overlap = (one, other, rest = 0) => one.a < other.b + rest && other.a < one.b + rest;

/** One drag: `kind` is move, start, end or create; `item` is the stretch it began on, at the point `x` if there is one. */
export class Drag {
  constructor(kind, item, words, x) {
    const chart = new Chart(item.closest(".tape-box")), row = chart.rowOf(item), at = x === undefined ? x : chart.minuteAt(x, row);
    Object.assign(this, { kind, item, words, chart, row, home: row, from: stay(item) });
    if (kind === "create") this.from = row.fresh(this.from, at);
    this.grab = kind === "move" || !row.isOfDays ? at - (kind === "end" ? this.from.b : this.from.a) : 0;
    this.to = { ...this.from };
    this.ghost = document.createElement("li");
    const bar = document.createElement("span"), inner = document.createElement("span");
    bar.className = "bar";
    bar.dataset.state = "draft";
    inner.append(document.createElement("b"), document.createElement("small"));
    bar.append(inner);
    this.ghost.append(bar);
    if (kind !== "create") item.classList.add("is-moving");
    this.draw();
  }

  // The nights of days; nothing of hours, whose times say it.
  get nights() { return (this.to.b - this.to.a) / 1440; }

  get hasMoved() {
    return this.kind === "create" || this.row !== this.home || this.from.a !== this.to.a || this.from.b !== this.to.b;
  }

  // What holds its time there, somebody else's lock among it; the server has the last word. Of a pool it is what is full.
  get rival() {
    const { row, from, to, item, ghost } = this;
    if (row.isPool) {
      return [...row.tr.querySelectorAll(".tally li:has(.full[data-m])")].find((full) => {
        const isOwn = this.kind !== "create" && row === this.home && overlap(from, stay(full));
        return !isOwn && overlap(to, stay(full));
      });
    }
    return [...row.list.children].find((other) => {
      if (other === item || other === ghost || other.matches(".gap, .ghost, .more")) return false;
      return !FREE_AGAIN.has(other.querySelector(".bar")?.dataset.state) && overlap(to, stay(other), row.rest);
    });
  }

  /** Follow the pointer; days are let go on the day they end. */
  follow(x, y) {
    const { chart, kind, home, from: { a, b } } = this, minute = chart.minuteAt(x, home), edge = home.edge(minute - (kind === "create" ? 0 : this.grab)), { step } = home;
    if (kind === "create") this.to = edge >= a ? { a, b: Math.max(b, edge) } : { a: edge, b: a };
    else if (kind === "end") this.to = { a, b: Math.max(a + step, edge) };
    else if (kind === "start") this.to = { a: Math.min(b - step, edge), b };
    else {
      const by = Math.round((minute - this.grab - a) / step) * step;
      this.to = { a: a + by, b: b + by };
      this.row = chart.rowAt(y, home) ?? this.row;
    }
    this.draw();
  }

  /** Go on by keys: steps along, units up and down. */
  step(steps, units) {
    const { a, b } = this.to, { step } = this.home, by = steps * step;
    if (this.kind === "move") this.to = { a: a + by, b: b + by };
    else this.to = { a, b: Math.max(a + step, b + by) };
    if (units && this.kind === "move") this.row = this.chart.rowBeside(this.row, units) ?? this.row;
    this.draw();
    this.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  draw(short = "") {
    const { ghost, row, words, kind, item } = this, list = kind === "create" ? item.parentNode : row.list;
    if (ghost.parentNode !== list) list.append(ghost);
    const [start, length] = this.chart.place(this.to);
    const lane = row === this.home ? [...item.classList].find((name) => name.startsWith("lane-")) ?? "" : "";
    ghost.className = `ghost s-${start} n-${length} ${lane}`;
    const bar = ghost.firstChild, [name, small] = bar.firstChild.children;
    const rival = short ? null : this.rival;
    bar.toggleAttribute("data-clash", Boolean(rival));
    name.textContent = rival ? holder(rival) || words.taken : kind === "create" ? words.new : item.querySelector("b").textContent;
    small.textContent = short || this.length;
  }

  // What stands beside the name: how many nights, or from when to when.
  get length() {
    const { chart, to: { a, b }, words } = this;
    if (this.home.isOfDays) return words.short.replace("#", this.nights);
    const isOneDay = chart.date(a) === chart.date(b), said = (minute) => `${chart.day(minute, chart.short)} ${chart.time(minute)}`;
    return `${chart.days > 1 || !isOneDay ? said(a) : chart.time(a)} – ${isOneDay ? chart.time(b) : said(b)}`;
  }

  /** Say where it would stand, for those who don't see it. */
  get said() {
    const { chart, to: { a, b }, words, nights, row } = this, isOfDays = this.home.isOfDays;
    const said = (minute) => isOfDays ? chart.day(minute) : `${chart.day(minute)}, ${chart.time(minute)}`;
    const facts = { unit: row.name, first: said(a), last: !isOfDays && chart.date(a) === chart.date(b) ? chart.time(b) : said(b) };
    facts.nights = (nights === 1 ? words.night : words.nights).replace("#", nights);
    const text = (isOfDays ? words.said : words.saidHours).replace(/\{(\w+)\}/g, (_all, name) => facts[name]);
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
