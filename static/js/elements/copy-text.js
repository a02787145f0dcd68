// <copy-text> around a text and a button that copies it. Where the browser lets no page copy, or without a script, the
// element stays undefined and its button unseen: a press on the text selects it whole.
class CopyText extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => event.target.closest("button") && this.copy());
  }

  async copy() {
    const word = this.querySelector("button span");
    this.usual ??= word.textContent;
    await navigator.clipboard.writeText(this.querySelector("code").textContent);
    word.textContent = this.querySelector("button").dataset.done;
    setTimeout(() => { word.textContent = this.usual; }, 2000);
  }
}

if (navigator.clipboard) customElements.define("copy-text", CopyText);
