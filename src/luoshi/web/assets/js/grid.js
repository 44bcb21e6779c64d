// table[data-grid]: a table of inputs that behaves like the spreadsheet people know.
import { checkCell, plainNumber, refusal } from "./grid_check.js";
import { Draft } from "./grid_draft.js";
import { Selection } from "./grid_selection.js";
import { announce, message } from "./messages.js";

const REFUSALS_SHOWN = 20;

/** What is written into the cell: digits as the server reads them, anything else as it was typed. */
function written(input, value) {
  return (input.dataset.kind !== "text" && plainNumber(value, "percent" in input.dataset)) || value.trim();
}

class Grid {
  constructor(table) {
    this.table = table;
    this.undone = [];
    this.done = [];
    this.rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    this.inputs = [...table.querySelectorAll("tbody input:not([type=hidden], [type=radio])")];
    const around = table.closest("form, section, body");
    this.status = around.querySelector("[data-grid-status]");
    this.refused = around.querySelector("[data-grid-problems]");
    this.selection = new Selection(this);
    this.acknowledge();
    this.draft = new Draft(table, this.inputs, (code, values) => this.say(code, values));
    this.inputs.forEach((input) => this.settle(input));

    table.addEventListener("copy", (event) => this.selection.onCopy(event));
    table.addEventListener("mousedown", (event) => this.selection.onPointer(event));
    table.addEventListener("keydown", (event) => this.onKey(event));
    table.addEventListener("paste", (event) => this.onPaste(event));
    table.addEventListener("change", (event) => this.write([[event.target, event.target.value]]));
    // While it is typed: a phone may be switched off before the cell is left.
    table.addEventListener("input", () => this.draft.keep());
    table.addEventListener("focusin", (event) => event.target.type !== "radio" && event.target.select?.());
  }

  say(code, values) {
    if (this.status) this.status.textContent = message(code, values);
    announce(message(code, values));
  }

  /** What is in the inputs now is what the server holds. */
  acknowledge() {
    for (const input of this.inputs) input.dataset.stored ??= input.value;
    for (const input of this.inputs) input.dataset.committed = input.value;
  }

  onSaved() {
    for (const input of this.inputs) input.dataset.stored = input.value;
    this.inputs.forEach((input) => this.settle(input));
    this.draft.clear();
    this.say("saved");
  }

  /** Change cells as one step that one undo takes back. */
  write(pairs) {
    const step = pairs
      .map(([input, value]) => ({ input, before: input.dataset.committed, after: written(input, value) }))
      .filter(({ before, after }) => before !== after);
    for (const [input, value] of pairs) input.value = written(input, value);
    this.tell([]);
    if (!step.length) return;
    this.done.push(step);
    this.undone = [];
    this.apply(step, "after");
  }

  apply(step, side) {
    for (const change of step) {
      change.input.value = change[side];
      change.input.dataset.committed = change[side];
      this.settle(change.input);
    }
    this.draft.keep();
    const unsaved = this.inputs.filter((input) => input.value !== input.dataset.stored).length;
    if (unsaved && this.draft.key) this.say("draft_kept", { count: unsaved });
    else if (!unsaved) this.say("unchanged");
  }

  settle(input) {
    input.dataset.committed = input.value;
    input.closest("td").classList.toggle("is-dirty", input.value !== input.dataset.stored);
    checkCell(input);
  }

  step(from, to, side) {
    const change = from.pop();
    if (!change) return;
    this.apply(change, side);
    to.push(change);
    change[0].input.focus();
  }

  cell(row, column) {
    return this.rows[row]?.cells[column]?.querySelector("input:not([readonly], [disabled], [type=radio])");
  }

  place(input) {
    const cell = input.closest("td");
    return [this.rows.indexOf(cell.parentElement), cell.cellIndex];
  }

  move(input, down, right) {
    let [row, column] = this.place(input);
    const width = this.rows[row].cells.length;
    for (;;) {
      row += down;
      column += right;
      if (row < 0 || row >= this.rows.length || column < 0 || column >= width) return;
      const next = this.cell(row, column);
      if (next) {
        next.focus();
        return;
      }
    }
  }

  onKey(event) {
    const input = event.target;
    if (!this.inputs.includes(input)) return;
    if ((event.ctrlKey || event.metaKey) && this.onHistoryKey(event, input)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (this.selection.onKey(event, input)) {
      event.preventDefault();
      return;
    }
    const start = input.selectionStart === 0;
    const end = input.selectionEnd === input.value.length;
    const moves = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      Enter: [event.shiftKey ? -1 : 1, 0],
      ...(start && !event.shiftKey ? { ArrowLeft: [0, -1] } : {}),
      ...(end && !event.shiftKey ? { ArrowRight: [0, 1] } : {}),
    };
    if (event.key === "Escape") {
      input.value = input.dataset.committed;
      input.select();
    } else if (moves[event.key]) {
      this.write([[input, input.value]]);
      this.move(input, ...moves[event.key]);
    } else return;
    event.preventDefault();
  }

  onHistoryKey(event, input) {
    const key = event.key.toLowerCase();
    const halfTyped = input.value !== input.dataset.committed;
    if (halfTyped || !["z", "y"].includes(key)) return false;
    if (key === "y" || event.shiftKey) this.step(this.undone, this.done, "after");
    else this.step(this.done, this.undone, "before");
    return true;
  }

  /** Paste a block: all of it, or nothing with a message for every cell that cannot be taken. */
  onPaste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!/[\t\n]/.test(text) || !this.inputs.includes(event.target)) return;
    event.preventDefault();
    const [top, left] = this.place(event.target);
    const pairs = [];
    const refused = [];
    text.split(/\r?\n/).forEach((line, down) => {
      line.split("\t").forEach((value, right) => {
        const input = this.cell(top + down, left + right);
        const why = refusal(input, value);
        if (why) refused.push(message("paste_cell", { row: this.rowName(top + down, down), column: right + 1, why }));
        else pairs.push([input, value]);
      });
    });
    if (!refused.length) this.write(pairs);
    this.tell(refused);
    if (refused.length) this.say("paste_refused", { count: refused.length });
    else this.say("pasted", { count: pairs.length });
  }

  rowName(row, down) {
    const head = this.rows[row]?.querySelector("th");
    return head ? head.textContent.trim() : message("paste_row", { row: down + 1 });
  }

  /** List what was not taken; an empty list takes the old one away. */
  tell(refused) {
    if (!this.refused) return;
    const shown = refused.slice(0, REFUSALS_SHOWN);
    if (refused.length > shown.length) shown.push(message("paste_more", { count: refused.length - shown.length }));
    this.refused.replaceChildren(
      ...shown.map((words) => Object.assign(document.createElement("li"), { textContent: words })),
    );
    this.refused.hidden = !shown.length;
  }
}

const grids = new Map();

function attach() {
  for (const table of grids.keys()) if (!table.isConnected) grids.delete(table);
  for (const table of document.querySelectorAll("table[data-grid]")) {
    if (!grids.has(table)) grids.set(table, new Grid(table));
  }
}

attach();
document.addEventListener("htmx:afterSwap", attach);
// The server answers an accepted save with HX-Trigger: {"luoshi:saved": {"sheet": "..."}}.
document.addEventListener("luoshi:saved", (event) => {
  for (const [table, grid] of grids) {
    if (table.dataset.sheet === event.detail.sheet) grid.onSaved();
  }
});
