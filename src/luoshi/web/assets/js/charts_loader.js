// Fetches the chart bundle only when a page, or a fragment swapped into it, holds a chart.
const source = document.querySelector("meta[name=luoshi-charts]")?.content;
let requested = false;

function load() {
  if (requested || !source || !document.querySelector("[data-chart]")) return;
  requested = true;
  const script = document.createElement("script");
  script.src = source;
  document.head.append(script);
}

load();
document.addEventListener("htmx:afterSwap", load);
