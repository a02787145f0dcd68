// <picture-drop> around the form that adds pictures: each file gets a line with its own description, is sent by itself,
// shows how far it is, and says what is wrong with it while the others go on. Without a script the form sends them all.
async function show(file, canvas) {
  const image = await createImageBitmap(file).catch(() => null);
  if (!image) return;
  const ratio = Math.max(canvas.width / image.width, canvas.height / image.height);
  const [width, height] = [image.width * ratio, image.height * ratio];
  canvas.getContext("2d").drawImage(image, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
  image.close();
}

class PictureDrop extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.input = this.form.elements.file;
    this.rows = this.querySelector("[data-rows]");
    this.drop = this.querySelector("[data-drop]");
    for (const hint of this.querySelectorAll("[data-script]")) hint.hidden = false;
    this.input.addEventListener("change", () => { this.take(this.input.files); this.input.value = ""; });
    this.form.addEventListener("submit", (event) => this.rows.hasChildNodes() && (event.preventDefault(), this.send()), true);
    for (const name of ["dragenter", "dragover"]) this.drop.addEventListener(name, (event) => { event.preventDefault(); this.drop.dataset.over = ""; });
    for (const name of ["dragleave", "drop"]) this.drop.addEventListener(name, (event) => { event.preventDefault(); delete this.drop.dataset.over; });
    this.drop.addEventListener("drop", ({ dataTransfer }) => this.take(dataTransfer.files));
  }

  take(files) {
    for (const file of files) {
      const row = this.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
      row.file = file;
      show(file, row.querySelector("canvas"));
      row.querySelector("[data-name]").textContent = file.name;
      row.querySelector("[data-leave]").onclick = () => this.leave(row);
      this.rows.append(row);
    }
    this.settle();
    this.rows.querySelector("input")?.focus();
  }

  leave(row) {
    row.remove();
    this.settle();
  }

  settle() {
    const hasRows = this.rows.hasChildNodes();
    this.rows.hidden = !hasRows;
    this.querySelector("[data-common]").hidden = hasRows;
  }

  async send() {
    if (this.isSending) return;
    this.isSending = true;
    for (const row of [...this.rows.children]) await this.sendOne(row);
    this.isSending = false;
    this.rows.querySelector("[aria-invalid]")?.focus();
  }

  async sendOne(row) {
    const [field, bar, said] = ["input", "progress", "[data-said]"].map((part) => row.querySelector(part));
    const body = new FormData();
    body.append("csrf_token", this.form.elements.csrf_token.value);
    body.append(this.dataset.alt, field.value);
    body.append("file", row.file);
    bar.hidden = false;
    const answer = await this.post(body, (ratio) => { bar.value = ratio; });
    bar.hidden = true;
    const page = new DOMParser().parseFromString(answer.text, "text/html");
    const list = page.querySelector("#picture-list");
    if (answer.status === 200 && list) {
      document.querySelector("#picture-list").replaceWith(document.adoptNode(list));
      window.htmx.process(document.querySelector("#picture-list"));
      return this.leave(row);
    }
    said.textContent = page.querySelector("#problem p:not([data-added]), #problem li")?.textContent.trim().replace(`${row.file.name}: `, "") ?? this.dataset.failed;
    said.hidden = false;
    field.setAttribute("aria-invalid", "true");
  }

  post(body, tell) {
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.upload.onprogress = ({ loaded, total }) => tell(loaded / total);
      request.onloadend = () => done({ status: request.status, text: request.responseText });
      request.open("POST", this.form.action);
      request.setRequestHeader("HX-Request", "true");
      request.send(body);
    });
  }
}
customElements.define("picture-drop", PictureDrop);
