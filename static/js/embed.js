// The estimator of a business in a frame, where this script stands in its site.
(() => {
  const here = document.currentScript, frame = document.createElement("iframe");
  const url = new URL(EMBED.address), { lang, unit } = here.dataset;
  if (lang) url.searchParams.set("lang", lang);
  if (unit) url.searchParams.set("unit", unit);
  Object.assign(frame, { src: url.href, title: EMBED.title, loading: "lazy" });
  Object.assign(frame.style, { inlineSize: "100%", blockSize: "640px", border: "0", colorScheme: "normal" });
  if (here.parentElement === document.head) document.addEventListener("DOMContentLoaded", () => document.body.append(frame));
  else here.after(frame);
  addEventListener("message", ({ source, origin, data }) => {
    const height = Number(data?.reservationsHeight);
    if (source === frame.contentWindow && origin === url.origin && height > 0 && height < 20000) frame.style.blockSize = `${Math.ceil(height)}px`;
  });
})();
