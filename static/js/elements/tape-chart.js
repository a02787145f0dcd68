// The chart that something is dragged over: which minute lies under a point, and where minutes stand in it and in a form.
// Minutes count by the wall clock from the first midnight shown and may lie outside; a stay is {a, b}. Of days, that run
// from midday to midday, a step is a day; of hours as many of the policy's steps as a hand can tell apart (`data-step`).
const DAY = 1440, MINUTE_MS = 6e4, LEAST_PX = 6;

const number = (item, letter) => Number([...item.classList].find((name) => name.startsWith(letter))?.slice(2));

/** Tell where a stretch stands; of nights by its half-days. Of departures that are shown as one only the day is known. */
export function stay(item) {
  const written = (item.matches("[data-m]") ? item : item.querySelector("[data-m]"))?.dataset.m;
  if (written) {
    const [a, b] = written.split(",").map(Number);
    return { a, b };
  }
  const start = number(item, "s-") - 1, midday = (half) => (Math.floor(half / 2) + 0.5) * DAY;
  return { a: midday(start), b: midday(start + number(item, "n-")) };
}

/** A unit's row. */
class Row {
  constructor(chart, tr) {
    const { step, rest = 0 } = tr.dataset, policys = Number(step ?? DAY);
    Object.assign(this, { chart, tr, rest: Number(rest), isOfDays: step === undefined, isFixed: step === "0", isPool: Boolean(tr.querySelector(".tally")) });
    this.list = tr.querySelector(".track:not(:empty)") ?? tr.querySelector(".tally, .track");
    this.link = tr.querySelector(".unit-name");
    this.origin = this.isOfDays ? DAY / 2 : 0;
    this.step = policys;
    const isNarrow = (minutes) => minutes < DAY && (DAY % minutes || minutes * chart.pxOfMinute < LEAST_PX);
    if (policys && DAY % policys === 0) while (isNarrow(this.step)) this.step += policys;
  }

  get unit() { return new URL(this.link.href).pathname.split("/").pop(); }

  get name() { return this.link.firstElementChild.textContent; }

  // The boundary between two steps that is nearest to a minute, of those shown.
  edge(minute) {
    const { step, origin, chart: { opens, closes } } = this;
    return Math.max(opens + origin, Math.min(closes - origin, Math.round((minute - origin) / step) * step + origin));
  }

  // A new stay from the step at a minute of a free stretch on; without a minute from its beginning
  fresh({ a, b }, minute = a - this.origin) {
    const { step, origin } = this, start = Math.max(a, Math.min(b - step, Math.floor(minute / step) * step + origin));
    return { a: start, b: start + Math.max(step, this.isOfDays ? DAY : 60) };
  }
}

/** The chart that a drag began on. */
export class Chart {
  constructor(box) {
    const { start, days, cell = DAY / 2, cells = days * 2, opens = 0 } = box.dataset;
    Object.assign(this, { box, days: Number(days), start: Date.parse(`${start}T00:00Z`), cell: Number(cell), cells: Number(cells), opens: Number(opens) });
    this.closes = this.opens + this.cells * this.cell;
    this.pxOfMinute = box.querySelector(".track").parentNode.getBoundingClientRect().width / (this.cells * this.cell);
    this.rows = [...box.querySelectorAll("tr.unit")].map((tr) => new Row(this, tr));
    const part = (name, form) => new Intl.DateTimeFormat(document.documentElement.lang || "en", { [name]: form, timeZone: "UTC" });
    this.short = [part("weekday", "short")];
    this.long = [...this.short, part("day", "numeric"), part("month", "short")];  // in the order of the pages, whatever the language
  }

  iso(minute) { return new Date(this.start + minute * MINUTE_MS).toISOString(); }

  date(minute) { return this.iso(minute).slice(0, 10); }

  time(minute) { return this.iso(minute).slice(11, 16); }

  day(minute, parts = this.long) { return parts.map((part) => part.format(this.start + minute * MINUTE_MS)).join(" "); }

  minuteAt(x, row) {
    const box = row.list.getBoundingClientRect();
    return this.opens + Math.max(0, Math.min(box.width, x - box.left)) / this.pxOfMinute;
  }

  rowOf(item) { return this.rows.find(({ tr }) => tr.contains(item)); }

  // The row at a height, or some rows further, if it is one of the same sort.
  rowAt(y, like) {
    return this.alike(like).find(({ tr }) => { const box = tr.getBoundingClientRect(); return y >= box.top && y < box.bottom; });
  }

  rowBeside(row, by) {
    const rows = this.alike(row);
    return rows[rows.indexOf(row) + by];
  }

  alike(row) { return this.rows.filter(({ isFixed, isOfDays }) => !isFixed && isOfDays === row.isOfDays); }

  // The cells of a stay, as the placement classes count them: all that it touches, cut to what is shown.
  place({ a, b }) {
    const last = this.cells + 1, start = Math.min(Math.max(1, Math.floor((a - this.opens) / this.cell) + 1), last - 1);
    return [start, Math.max(1, Math.min(last, Math.ceil((b - this.opens) / this.cell) + 1) - start)];
  }

  /** Answer the address of a form with a unit and its time filled in; of departures that are shown as one with their day. */
  address(form, row, { a, b }) {
    const url = new URL(form, location.href), given = { unit: row.unit, from: this.date(a) };
    if (!row.isFixed) given.to = this.date(b);
    if (!row.isOfDays && b !== undefined) given.starts_time = this.time(a);
    if (!row.isOfDays && !row.isFixed) given.ends_time = this.time(b);
    for (const [name, text] of Object.entries(given)) url.searchParams.set(name, text);
    return url;
  }

  /** Read the two ends that a form holds. */
  read(form) {
    const [a, b] = this.fields(form).map(([day, time]) => (Date.parse(`${day.value}T${time?.value || "12:00"}Z`) - this.start) / MINUTE_MS);
    return { a, b };
  }

  /** Write them into it. */
  write(form, { a, b }) {
    for (const [minute, [day, time]] of [a, b].map((each, at) => [each, this.fields(form)[at]])) {
      day.value = this.date(minute);
      if (time) time.value = this.time(minute);
    }
  }

  fields({ elements, dataset: { first, last } }) { return [[elements[first], elements.starts_time], [elements[last], elements.ends_time]]; }
}
