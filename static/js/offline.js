// The page that stands for one that could not be reached loads it as soon as the server answers. A browser says when the
// device has a connection, though not always, and never when only the server was away.
const EVERY_MS = 4_000;
const load = () => location.reload();
addEventListener("online", load);
setInterval(() => fetch("/healthz", { cache: "no-store" }).then(({ ok }) => ok && load(), () => {}), EVERY_MS);
