// What can be said about one cell before it is sent. The server judges again; these are hints, not walls.
import { message } from "./messages.js";

/** Digits as people paste them (full width, thousands, spaces) as a plain decimal; null when not a number. */
export function plainNumber(text) {
  const narrow = text.normalize("NFKC").replace(/[\s,]/g, "").replace("\u2212", "-");
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(narrow) ? narrow : null;
}

function problem(input) {
  const text = input.value.trim();
  if (text === "") return null;
  const plain = plainNumber(text);
  if (plain === null) return ["error", message("not_a_number")];
  const number = Number(plain);
  const { min, max, usualLow, usualHigh } = input.dataset;
  if (min !== undefined && number < Number(min)) return ["error", message("below", { limit: min })];
  if (max !== undefined && number > Number(max)) return ["error", message("above", { limit: max })];
  const unusual =
    (usualLow !== undefined && number < Number(usualLow)) || (usualHigh !== undefined && number > Number(usualHigh));
  return unusual ? ["warning", message("unusual", { low: usualLow ?? "…", high: usualHigh ?? "…" })] : null;
}

/** Show or clear the hint beside the input. */
export function checkCell(input) {
  if (input.dataset.kind === "text") return;
  const cell = input.closest("td");
  cell.querySelector(".grid-hint:not([data-server])")?.remove();
  const found = problem(input);
  input.setAttribute("aria-invalid", String(found?.[0] === "error"));
  cell.classList.toggle("has-error", found?.[0] === "error");
  cell.classList.toggle("has-warning", found?.[0] === "warning");
  if (!found) {
    input.removeAttribute("aria-describedby");
    return;
  }
  const hint = document.createElement("span");
  hint.className = `grid-hint grid-hint-${found[0]}`;
  hint.id = `hint-${input.name}`;
  hint.textContent = found[1];
  input.setAttribute("aria-describedby", hint.id);
  input.after(hint);
}
