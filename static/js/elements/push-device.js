// <push-device> says whether this browser may be told, asks it only when somebody presses the button, and marks its own
// row among the devices. What it says stands in the page; without a script only the first of it is seen.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

async function markOf(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

class PushDevice extends HTMLElement {
  async connectedCallback() {
    this.form = this.querySelector("form");
    this.form.querySelector("button").onclick = () => this.ask();
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
      return this.say(navigator.standalone === false ? "ios" : "none");
    }
    if (Notification.permission === "denied") return this.say("denied");
    this.say("ask");
    this.manager = (await navigator.serviceWorker.ready).pushManager;
    const known = await this.manager.getSubscription();
    if (known) await this.find(known);
  }

  say(what) {
    for (const part of this.querySelectorAll("[data-say]")) part.hidden = part.dataset.say !== what;
  }

  async find(subscription) {
    const row = document.querySelector(`[data-mark="${await markOf(subscription.endpoint)}"]`);
    if (!row) return;
    row.querySelector("[data-here]").hidden = false;
    row.querySelector("form[action$='/remove']").addEventListener("submit", () => subscription.unsubscribe());
    this.say("known");
  }

  async ask() {
    if (await Notification.requestPermission() !== "granted") return this.say("denied");
    try {
      const { endpoint, keys } = (await this.subscribe()).toJSON();
      for (const [name, value] of Object.entries({ endpoint, ...keys })) {
        if (this.form.elements[name]) this.form.elements[name].value = value;
      }
      this.form.requestSubmit();
    } catch {
      this.say("failed");
    }
  }

  // A subscription that was made with another key is of no use: it goes first.
  async subscribe() {
    const wanted = { userVisibleOnly: true, applicationServerKey: bytes(this.dataset.key) };
    const manager = (await navigator.serviceWorker.ready).pushManager;
    return manager.subscribe(wanted).catch(async (error) => {
      if (error.name !== "InvalidStateError") throw error;
      await (await manager.getSubscription())?.unsubscribe();
      return manager.subscribe(wanted);
    });
  }
}

customElements.define("push-device", PushDevice);
