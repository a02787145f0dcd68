// Where bars stand in lanes a colleague's lock lies over the one that it is about, else in the first lane that has room.
const LANES = ["lane-1", "lane-2", "lane-3"];
const laneOf = (item) => [...item.classList].find((name) => name.startsWith("lane-"));

function isOver(item, box) {
  const other = item.getBoundingClientRect();
  return other.left < box.right && box.left < other.right;
}

function stack() {
  for (const held of document.querySelectorAll("#timeline .board .held:not([class*=lane-])")) {
    const bars = [...held.parentNode.querySelectorAll(":scope > [class*=lane-]")], box = held.getBoundingClientRect();
    const about = bars.find((item) => item.querySelector(`a[href$="/${held.firstElementChild.dataset.of || " "}"]`));
    const isFree = (lane) => !bars.some((item) => laneOf(item) === lane && isOver(item, box));
    held.classList.add(about ? laneOf(about) : LANES.find(isFree) ?? LANES[0]);
  }
}

document.addEventListener("htmx:after:swap", stack);
document.body.addEventListener("live:placed", stack);
stack();
