// One box that ticks all boxes of its fieldset, and shows whether all of them are, or some.
function boxesOf(all) {
  return [...all.closest("fieldset").querySelectorAll('input[type="checkbox"]')].filter((box) => box !== all);
}

function show(all) {
  const ticked = boxesOf(all).map((box) => box.checked);
  all.checked = ticked.every(Boolean);
  all.indeterminate = ticked.some(Boolean) && !all.checked;
}

for (const all of document.querySelectorAll("[data-tick-all]")) {
  all.closest("label").hidden = false;
  show(all);
}

document.addEventListener("change", (event) => {
  const all = event.target.closest("fieldset")?.querySelector("[data-tick-all]");
  if (!all) return;
  if (event.target === all) for (const box of boxesOf(all)) box.checked = all.checked;
  show(all);
});
