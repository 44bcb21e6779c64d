// table[data-grid]: a table of inputs that behaves like the spreadsheet people know.
import { checkCell, plainNumber } from "./grid_check.js";
import { Draft } from "./grid_draft.js";
import { announce, message } from "./messages.js";

class Grid {
  constructor(table) {
    this.table = table;
    this.undone = [];
    this.done = [];
    this.rows = [...table.tBodies].flatMap((body) => [...body.rows]);
    this.inputs = [...table.querySelectorAll("tbody input:not([type=hidden])")];
    this.status = table.closest("form, section, body").querySelector("[data-grid-status]");
    this.acknowledge();
    this.draft = new Draft(table.dataset.sheet, this.inputs);
    if (this.draft.restore()) this.say("draft_restored");
    this.inputs.forEach((input) => this.settle(input));

    table.addEventListener("keydown", (event) => this.onKey(event));
    table.addEventListener("paste", (event) => this.onPaste(event));
    table.addEventListener("change", (event) => this.write([[event.target, event.target.value]]));
    table.addEventListener("focusin", (event) => event.target.select?.());
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
      .map(([input, value]) => ({ input, before: input.dataset.committed, after: plainNumber(value) ?? value.trim() }))
      .filter(({ before, after }) => before !== after);
    for (const [input, value] of pairs) input.value = plainNumber(value) ?? value.trim();
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
    if (unsaved) this.say("draft_kept", { count: unsaved });
    else this.say("unchanged");
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
    return this.rows[row]?.cells[column]?.querySelector("input:not([readonly], [disabled])");
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

  onPaste(event) {
    const text = event.clipboardData.getData("text/plain").replace(/\r?\n$/, "");
    if (!/[\t\n]/.test(text) || !this.inputs.includes(event.target)) return;
    event.preventDefault();
    const [top, left] = this.place(event.target);
    const pairs = [];
    let outside = 0;
    text.split(/\r?\n/).forEach((line, down) => {
      line.split("\t").forEach((value, right) => {
        const input = this.cell(top + down, left + right);
        if (input) pairs.push([input, value]);
        else outside += 1;
      });
    });
    this.write(pairs);
    this.say(outside ? "pasted_partly" : "pasted", { count: pairs.length, outside });
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
