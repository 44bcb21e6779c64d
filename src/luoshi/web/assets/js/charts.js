// Draws every [data-chart] figure from its JSON spec. Expressions are interpreted, never compiled, so that
// the content security policy can refuse eval.
import embed from "vega-embed";
import { expressionInterpreter } from "vega-interpreter";

function colours() {
  const style = getComputedStyle(document.documentElement);
  const token = (name) => style.getPropertyValue(`--ls-${name}`).trim();
  const font = getComputedStyle(document.body).fontFamily;
  return {
    background: "transparent",
    font,
    view: { stroke: null },
    axis: { labelColor: token("muted"), titleColor: token("muted"), gridColor: token("line"), domainColor: token("line-strong"), tickColor: token("line-strong"), labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal" },
    legend: { labelColor: token("ink"), titleColor: token("muted"), labelFontSize: 12 },
    title: { color: token("ink"), fontSize: 13, fontWeight: 600, anchor: "start" },
    text: { color: token("ink") },
    bar: { color: token("accent") },
    line: { color: token("accent"), strokeWidth: 2 },
    point: { color: token("accent") },
    range: { category: ["accent", "on-pace", "slightly-behind", "behind", "muted"].map(token) },
  };
}

async function draw(figure) {
  const spec = JSON.parse(document.getElementById(`${figure.dataset.chart}-spec`).textContent);
  const target = figure.querySelector("[data-chart-canvas]");
  const config = { ...colours(), ...spec.config };
  try {
    await embed(target, { width: "container", autosize: { type: "fit-x", contains: "padding" }, ...spec, config }, {
      actions: false,
      ast: true,
      expr: expressionInterpreter,
      defaultStyle: false,
      renderer: "svg",
      tooltip: false,
    });
    figure.dataset.drawn = "true";
  } catch (error) {
    figure.querySelector("details").open = true;
    throw error;
  }
}

function drawAll(root, selector = "[data-chart]:not([data-drawn])") {
  for (const figure of root.querySelectorAll(selector)) draw(figure);
}

drawAll(document);
document.addEventListener("htmx:afterSwap", (event) => drawAll(event.target.parentNode ?? document));
document.addEventListener("luoshi:theme", () => drawAll(document, "[data-chart]"));
