// Translated sentences of the scripts, written into the page by base.html.
const catalogue = JSON.parse(document.getElementById("luoshi-messages")?.textContent ?? "{}");

/** The sentence for a code with its {placeholders} filled. */
export function message(code, values = {}) {
  return (catalogue[code] ?? code).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Say a sentence to screen readers. */
export function announce(text) {
  const region = document.getElementById("live");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = text));
}
