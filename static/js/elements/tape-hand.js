// <tape-hand> around a timeline: bars and free stretches are dragged by mouse, by touch after a hold, and by keys.
// Every drag is the form of its reservation (#place-form), fetched as it begins and sent as it ends; every drag has a
// page too, so nothing is lost without this script.
import { Chart, stay } from "./tape-chart.js";
import { Drag } from "./tape-ghost.js";

const HOLD_MS = 350, RENEW_MS = 15_000, SLOP_PX = 5, EDGE_PX = 14, SCROLL_PX = 32;
const MOVABLE = ["confirmed", "checked_in", "pending"].map((state) => `a.bar[data-state=${state}]:not([data-part])`).join();
const STRETCH = ":is(.track, .tally) > li", FREE = ".gap:has(a), .tally > li:has(a[data-m]:not(.full))", FIXED = "[data-step='0'] *";
const EVENTS = ["pointerdown", "pointermove", "pointerup", "pointercancel", "dragstart", "contextmenu"];
const PAGE_EVENTS = ["keydown", "placed", "htmx:finally:request"];
const NAMES = { click: "clicked", pagehide: "free", "htmx:finally:request": "answered" };

class TapeHand extends HTMLElement {
  connectedCallback() {
    this.card = this.querySelector("#place-card");
    this.live = this.querySelector("[data-live]");
    for (const name of EVENTS) this.addEventListener(name, this);
    for (const name of ["touchmove", "touchend"]) this.addEventListener(name, this, { passive: false });
    this.addEventListener("click", this, true);
    for (const name of PAGE_EVENTS) document.addEventListener(name, this, true);
    addEventListener("pagehide", this);
    this.card?.addEventListener("toggle", ({ newState }) => newState === "closed" && this.keep());
  }

  disconnectedCallback() {
    for (const name of PAGE_EVENTS) document.removeEventListener(name, this, true);
    removeEventListener("pagehide", this);
  }

  handleEvent(event) { this[NAMES[event.type] ?? event.type](event); }

  // ---- pointer ---------------------------------------------------------------------------------------------------
  pointerdown(event) {
    const item = event.target.closest(STRETCH);
    if (event.button || this.drag || this.waits || !this.mayDrag(item)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    this.press = { x: event.clientX, y: event.clientY, item, id: event.pointerId, isTouch: event.pointerType === "touch" };
    if (this.press.isTouch) this.press.timer = setTimeout(() => { this.arm(); navigator.vibrate?.(12); }, HOLD_MS);
  }

  mayDrag(item) {
    const box = item?.closest(".tape-box[data-start]");
    if (!box || item.matches(FIXED)) return false;
    return item.matches(FREE) || (box.matches("[data-hand]") && Boolean(item.querySelector(MOVABLE)));
  }

  arm() {
    const { item, x, id } = this.press, bar = item.firstElementChild, box = bar.getBoundingClientRect();
    const edge = Math.min(EDGE_PX, box.width / 4);
    item.closest(".tape-box").setPointerCapture(id);
    if (item.matches(FREE)) return this.begin("create", item, x);
    const atEnd = x > box.right - edge && !bar.matches(".to-after"), atStart = x < box.left + edge && !bar.matches(".from-before");
    this.begin(atEnd ? "end" : atStart ? "start" : "move", item, x);
  }

  pointermove(event) {
    const { press } = this;
    if (!press || (!this.drag && !event.buttons)) return this.release();  // let go outside
    if (!this.drag) {
      if (Math.hypot(event.clientX - press.x, event.clientY - press.y) <= SLOP_PX) return;
      if (press.isTouch) return this.release();
      this.arm();
    }
    this.drag.follow(event.clientX, event.clientY);
    this.scrollOn(event);
    this.tell(this.drag.said);
  }

  // Near an edge of the chart it scrolls on.
  scrollOn({ clientX, clientY }) {
    const scroller = this.drag.chart.box.querySelector(".tape-scroll"), box = scroller.getBoundingClientRect();
    const unit = scroller.querySelector(".corner").getBoundingClientRect().right;
    const along = clientX > box.right - SCROLL_PX ? 1 : clientX < unit + SCROLL_PX ? -1 : 0;
    const down = clientY > box.bottom - SCROLL_PX ? 1 : clientY < box.top + SCROLL_PX * 2 ? -1 : 0;
    if (along || down) scroller.scrollBy(along * 12, down * 12);
  }

  release() {
    clearTimeout(this.press?.timer);
    this.press = null;
  }

  pointerup() {
    const isDrag = this.press && this.drag;
    this.release();
    if (!isDrag) return;
    this.wasDrag = true;
    setTimeout(() => { this.wasDrag = false; }, 60);
    this.drop();
  }

  pointercancel() {
    if (this.press && this.drag) this.cancel();
    this.release();
  }

  clicked(event) {
    if (this.wasDrag) { event.preventDefault(); event.stopPropagation(); }
    if (!event.target.closest("[data-keep]")) return;
    event.preventDefault();
    this.card.hidePopover();
  }

  dragstart(event) { if (event.target.closest(STRETCH)) event.preventDefault(); }

  touchmove(event) { if (this.drag && event.cancelable) event.preventDefault(); }

  touchend(event) { if (this.wasDrag && event.cancelable) event.preventDefault(); }

  contextmenu(event) { if (this.drag) event.preventDefault(); }

  // ---- keys: single letters only while the chart has the focus -----------------------------------------------------
  keydown(event) {
    this.again = null;
    if ((event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph")) return;
    if (this.drag) return this.steer(event);
    const scroller = event.target.closest?.(".tape-scroll");
    if (!scroller || !this.contains(scroller)) return;
    const key = event.key.toLowerCase(), link = { t: "[data-today]", "[": ".bar-row [rel=prev]", "]": ".bar-row [rel=next]" }[key];
    const kind = { m: "move", e: "end", n: "create" }[key], item = event.target.closest(STRETCH);
    if (link) this.turn(this.querySelector(link));
    else if (key === "?") this.querySelector("#tape-help").togglePopover();
    else if (kind === "create" && event.target.matches(`a[data-m]:not(.full):is(${FIXED})`)) this.open(event.target);
    else if (kind && !this.waits && this.mayDrag(item) && item.matches(FREE) === (kind === "create")) this.grip(kind, item);
    else return;
    event.preventDefault();
  }

  // A departure can't be dragged longer: its form opens at once.
  open(link) {
    const chart = new Chart(link.closest(".tape-box"));
    location.assign(chart.address(this.dataset.make, chart.rowOf(link), stay(link)));
  }

  grip(kind, item) {
    this.begin(kind, item);
    this.byKeys = true;
    this.tell(this.word(`begin${kind === "create" ? "New" : kind === "end" ? "End" : "Move"}`));
  }

  steer(event) {
    const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0, units = { ArrowUp: -1, ArrowDown: 1 }[event.key] ?? 0;
    if (event.key === "Escape" || event.key === "Tab") this.cancel();
    else if (event.key === "Enter") this.drop();
    else if (steps || units) { this.drag.step(steps, units); this.tell(this.drag.said); }
    if (event.key === "Tab") return;
    event.preventDefault();
    event.stopPropagation();
  }

  turn(link) {
    if (!link) return;
    this.hadFocus = true;
    link.click();
  }

  // ---- one drag ----------------------------------------------------------------------------------------------------
  begin(kind, item, x) {
    this.byKeys = false;
    this.drag = new Drag(kind, item, this.dataset, x);
    document.body.dataset.dragging = "";
    this.drag.chart.box.classList.add("is-dragging");
    const url = `${item.querySelector("a").href}/place`;
    this.form = kind === "create" ? null : window.htmx.ajax("GET", url, { source: this.card, target: "#place", swap: "outerMorph" }).then(() => this.hold());
  }

  // Colleagues see what is dragged, and what is asked about: a lock like the editor's, freed when all is over.
  hold() {
    const form = this.formOf(this.drag ?? this.waits);
    if (!form || this.says === "refusal") return null;
    this.lease = new FormData(form);
    clearInterval(this.renewing);
    this.renewing = setInterval(() => this.hold(), RENEW_MS);
    return fetch(form.dataset.take, { method: "POST", body: this.lease, headers: { "HX-Request": "true" } }).catch(() => null);
  }

  free() {
    clearInterval(this.renewing);
    if (this.lease) navigator.sendBeacon(this.dataset.free, this.lease);
    this.lease = null;
  }

  formOf(drag) {
    const form = this.querySelector("#place-form");
    return drag && form?.action === `${drag.item.firstElementChild.href}/place` ? form : null;
  }

  letGo() {
    const { drag } = this;
    this.drag = null;
    this.release();
    drag.chart.box.classList.remove("is-dragging");
    return drag;
  }

  // The bar goes back to where it was, the lock too, and what changed under the hand is shown.
  end(drag) {
    drag.putBack();
    this.free();
    delete document.body.dataset.dragging;
    document.body.dispatchEvent(new Event("drag:over"));
  }

  cancel() {
    this.end(this.letGo());
    this.tell(this.dataset.nothing);
  }

  drop() {
    const { drag } = this;
    if (drag.kind === "create") return this.make(this.letGo());
    if (!drag.hasMoved) return this.cancel();
    this.waits = this.last = this.letGo();
    drag.wait();
    this.tell(this.dataset.saving);
    this.form.then(() => this.send(drag), () => this.giveUp());
  }

  make(drag) {
    const isTaken = drag.rival, { chart, row, to } = drag;
    this.end(drag);
    if (isTaken) return this.tell(this.word("nothingTaken", drag));
    location.assign(chart.address(this.dataset.make, row, to));
  }

  send(drag) {
    const form = this.formOf(drag), { chart, from, to } = drag, bar = drag.item.firstElementChild;
    if (!form) return this.giveUp();
    if (this.says) { this.settle(); return this.show(); }
    const { unit } = form.elements, at = chart.read(form);
    const isThere = unit.value === drag.home.unit
      && (bar.matches(".from-before") || at.a === from.a) && (bar.matches(".to-after") || at.b === from.b);
    if (!isThere) { this.settle(); return this.tell(this.dataset.elsewhere); }
    unit.value = drag.row.unit;
    chart.write(form, { a: at.a + to.a - from.a, b: at.b + to.b - from.b });
    form.requestSubmit();
  }

  // ---- the answer --------------------------------------------------------------------------------------------------
  get says() { return this.querySelector("#place")?.dataset.says; }

  answered({ detail: { ctx } }) {
    if (ctx.target?.id === "timeline") return ctx.response?.status === 200 && this.focusAgain();  // not of one that was replaced
    if (ctx.target?.id !== "place" || /^get$/i.test(ctx.request.method)) return;
    const status = ctx.response?.status ?? 0;
    if (status === 200) return;
    if (status < 400 || status >= 500 || !this.says) return this.giveUp();
    if (this.says === "refusal") this.settle(); else this.hold();
    this.show();
  }

  // Above or below the middle, so that what it speaks of stays in sight.
  show() {
    const bar = this.waits?.ghost ?? this.last?.item;
    this.card.classList.toggle("is-high", Boolean(bar) && bar.getBoundingClientRect().top > innerHeight / 2);
    if (!this.card.matches(":popover-open")) this.card.showPopover();
    this.card.querySelector("[data-focus]")?.focus({ preventScroll: true });
  }

  placed({ detail }) {
    this.again = this.byKeys && detail.ref;
    this.settle();
    if (this.card.matches(":popover-open")) this.card.hidePopover();
  }

  // The bar goes back where it was, and the chart is read anew: what stands there now may be another.
  settle() {
    this.giveUp();
    window.htmx.ajax("GET", location.pathname + location.search, { source: this, target: "#timeline", swap: "outerMorph" });
  }

  giveUp() {
    if (this.waits) { this.end(this.waits); this.tell(""); }
    this.waits = null;
  }

  // A card that is closed while it asks keeps the bar where it was.
  keep() {
    if (!this.waits) return;
    this.giveUp();
    this.tell(this.dataset.nothing);
  }

  // The chart may be read more than once after a move: the bar keeps the focus until another key is pressed.
  focusAgain() {
    const here = document.activeElement, isLost = here === document.body;
    const bar = this.again && this.querySelector(`.track a.bar[href$="${this.again}"]:not([data-part])`);
    if (bar && (isLost || this.contains(here))) bar.focus();
    else if (this.hadFocus && isLost) this.querySelector(".tape-scroll")?.focus();
    this.hadFocus = null;
  }

  // Hours have words of their own where those of days don't fit.
  word(name, { home: { isOfDays } } = this.drag) { return (!isOfDays && this.dataset[`${name}Hours`]) || this.dataset[name]; }

  tell(text) { if (this.live) this.live.textContent = text; }
}
customElements.define("tape-hand", TapeHand);
