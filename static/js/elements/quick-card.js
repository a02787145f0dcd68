// <quick-card> beside a timeline: a plain click on a bar opens the reservation's card instead of its page.
// A click with a modifier key, a failed answer and a browser without popovers follow the link.
class QuickCard extends HTMLElement {
  connectedCallback() {
    this.card = this.querySelector("[popover]");
    this.onClick = (event) => this.click(event);
    document.addEventListener("click", this.onClick);
    this.card?.addEventListener("toggle", ({ newState }) => newState === "closed" && this.forget());
  }

  disconnectedCallback() {
    document.removeEventListener("click", this.onClick);
  }

  click(event) {
    const bar = event.target.closest("a[data-card], [data-cards] a.bar:not([data-state=closure])");
    if (!bar || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!this.card?.showPopover || event.defaultPrevented) return;
    event.preventDefault();
    this.open(bar);
  }

  async open(bar) {
    const answer = await fetch(bar.dataset.card || `${bar.href}?card=1`, { headers: { "HX-Request": "true", "HX-Request-Type": "partial" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return location.assign(bar.href);
    this.forget();
    this.card.replaceChildren(document.createRange().createContextualFragment(await answer.text()));
    window.htmx?.process(this.card);
    this.bar = bar;
    bar.setAttribute("aria-expanded", "true");
    this.card.showPopover();
    this.card.querySelector("a, button")?.focus({ preventScroll: true });
  }

  forget() {
    if (!this.bar) return;
    this.bar.removeAttribute("aria-expanded");
    if (this.card.contains(document.activeElement)) this.bar.focus();
    this.bar = null;
  }
}
customElements.define("quick-card", QuickCard);
