// Who only looks at a timeline needs no hand: the script that drags comes with the first pointer or focus at the chart.
// A finger that is already down when it has come is told to it, so that the first hold drags too.
const hand = document.querySelector("tape-hand");
const REACHES = ["pointerover", "focusin"], ENDS = ["pointerup", "pointercancel"];
let pressed = null;

const press = (event) => { pressed = event; };
const lift = () => { pressed = null; };

async function reach() {
  for (const name of REACHES) hand.removeEventListener(name, reach);
  await import("./tape-hand.js");
  if (pressed) hand.pointerdown(pressed);
  hand.removeEventListener("pointerdown", press);
  for (const name of ENDS) removeEventListener(name, lift);
}

for (const name of REACHES) hand?.addEventListener(name, reach);
hand?.addEventListener("pointerdown", press);
for (const name of ENDS) addEventListener(name, lift);
