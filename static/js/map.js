// The map of a business, in the place of its sketch: fetched from others only once somebody asks for it.
const box = document.querySelector("#map"), button = document.querySelector("#show-map");

const loaded = (element) => new Promise((done, fail) => {
  element.onload = done;
  element.onerror = fail;
  document.head.append(element);
});

async function show() {
  const { css, script, tiles, attribution, latitude, longitude, name, pin, pin2x, shadow } = box.dataset;
  await Promise.all([
    loaded(Object.assign(document.createElement("link"), { rel: "stylesheet", href: css })),
    loaded(Object.assign(document.createElement("script"), { src: script })),
  ]);
  const at = [Number(latitude), Number(longitude)], sketch = [...box.children];
  box.replaceChildren();
  box.classList.add("is-open");
  const map = window.L.map(box, { scrollWheelZoom: false }).setView(at, 14);
  map.attributionControl.setPrefix(false);
  const by = document.createElement("span");
  by.textContent = attribution;
  const icon = window.L.icon({ iconUrl: pin, iconRetinaUrl: pin2x, shadowUrl: shadow, iconSize: [25, 41], iconAnchor: [12, 41], shadowSize: [41, 41] });
  window.L.marker(at, { icon, title: name, alt: name }).addTo(map);
  const layer = window.L.tileLayer(tiles, { maxZoom: 19, attribution: by.innerHTML });
  const drawn = new Promise((done, fail) => layer.once("tileload", done).once("load", fail)); // it is done with none as well
  layer.addTo(map);
  box.querySelector("[tabindex]")?.focus();
  await drawn.catch((error) => {
    map.remove();
    box.classList.remove("is-open");
    box.replaceChildren(...sketch);
    throw error;
  });
}

button?.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  button.setAttribute("aria-disabled", "true");
  show().then(() => button.parentElement.contains(button) && button.remove(), () => {
    button.removeAttribute("aria-disabled");
    button.focus();
    const line = box.querySelector("p") ?? box.appendChild(document.createElement("p"));
    line.textContent = box.dataset.failed;
    line.setAttribute("role", "status");
  });
});
