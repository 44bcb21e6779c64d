// What can be said about one cell before it is sent. The server judges again; these are hints, not walls.
import { message } from "./messages.js";

const PLAIN = /^[+-]?(\d+(\.\d*)?|\.\d+)$/;
const GROUPED = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/;

/** Digits as people paste them (full width, thousands, a per cent sign where the unit is one) as a plain decimal; null
 * when not a number: a comma that is no thousands separator is not guessed away. */
export function plainNumber(text, percent = false) {
  let narrow = text.normalize("NFKC").replace("\u2212", "-").trim();
  if (percent) narrow = narrow.replace(/\s*%$/, "");
  if (PLAIN.test(narrow)) return narrow;
  return GROUPED.test(narrow) ? narrow.replaceAll(",", "") : null;
}

/** Whether two cells say the same: 5 and 5.00 do. */
export function same(one, other) {
  const [a, b] = [plainNumber(one), plainNumber(other)];
  return a !== null && b !== null ? Number(a) === Number(b) : one.trim() === other.trim();
}

/** Why a pasted text cannot stand in the cell; null when it can. */
export function refusal(input, text) {
  if (!input) return message("paste_outside");
  if (input.dataset.kind === "text") {
    const { longest } = input.dataset;
    return longest && text.length > Number(longest) ? message("paste_long", { limit: longest }) : null;
  }
  if (text.trim() === "" || plainNumber(text, "percent" in input.dataset) !== null) return null;
  return message("paste_no_number", { text: text.trim() });
}

function problem(input) {
  const text = input.value.trim();
  if (text === "") return null;
  const plain = plainNumber(text, "percent" in input.dataset);
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
  // What the server refused stays marked until it is changed.
  const told = cell.querySelector(".grid-hint-error[data-server]");
  if (told && input.value === input.defaultValue) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", told.id);
    cell.classList.add("has-error");
    return;
  }
  told?.remove();
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
