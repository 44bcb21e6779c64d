// Sorting and filtering of table[data-sortable]. The third press of a heading restores the official order.
const ORDERS = ["none", "ascending", "descending"];

// What a cell is ordered by: its data-value, else what it shows; a figure shown as 1,234.5 or 3.2% is a number.
function cellKey(row, column) {
  const cell = row.cells[column];
  const shown = cell?.textContent.trim() ?? "";
  const plain = shown.replaceAll(",", "").replace("−", "-").replace(/%$/, "");
  const figure = shown.startsWith("—") ? "" : /^[+-]?[\d.]+$/.test(plain) ? plain : shown;
  return cell?.dataset.value ?? figure;
}

function compare(left, right) {
  if (left === "" || right === "") return Number(left === "") - Number(right === "");
  const [a, b] = [Number(left), Number(right)];
  if (!Number.isNaN(a) && !Number.isNaN(b)) return a - b;
  return left.localeCompare(right, document.documentElement.lang);
}

function sort(heading) {
  const table = heading.closest("table");
  const next = ORDERS[(ORDERS.indexOf(heading.getAttribute("aria-sort") ?? "none") + 1) % ORDERS.length];
  for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.setAttribute("aria-sort", "none");
  heading.setAttribute("aria-sort", next);

  const sign = next === "descending" ? -1 : 1;
  const column = heading.cellIndex;
  const body = table.tBodies[0];
  const rows = [...body.rows];
  rows.forEach((row, index) => (row.dataset.order ??= index));
  rows.sort((one, two) => {
    if (next === "none") return one.dataset.order - two.dataset.order;
    const [a, b] = [cellKey(one, column), cellKey(two, column)];
    const missing = a === "" || b === "";
    return (missing ? 1 : sign) * compare(a, b) || one.dataset.order - two.dataset.order;
  });
  body.append(...rows);
}

function filter(field) {
  const table = document.getElementById(field.dataset.filterTable);
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const row of table.tBodies[0].rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("table[data-sortable] th button");
  if (button) sort(button.closest("th"));
});
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filter-table]")) filter(event.target);
});
