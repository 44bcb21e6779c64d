// A block of cells: Shift with an arrow or a click extends it, Ctrl+C copies it as a spreadsheet does, Delete empties it.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class Selection {
  constructor(grid) {
    this.grid = grid;
    this.clear();
  }

  clear() {
    this.anchor = null;
    this.end = null;
    this.mark();
  }

  /** The cells of the block, row by row; empty while it is a single cell. */
  cells() {
    if (!this.anchor) return [];
    const [top, bottom] = [this.anchor[0], this.end[0]].sort((a, b) => a - b);
    const [left, right] = [this.anchor[1], this.end[1]].sort((a, b) => a - b);
    return this.grid.rows.slice(top, bottom + 1).map((row) => [...row.cells].slice(left, right + 1));
  }

  mark() {
    this.grid.table.querySelectorAll("td.is-selected").forEach((cell) => cell.classList.remove("is-selected"));
    this.cells().flat().forEach((cell) => cell.classList.add("is-selected"));
  }

  extend(from, to) {
    this.anchor ??= from;
    this.end = to;
    this.mark();
  }

  /** True when the key was about the block. */
  onKey(event, input) {
    if (event.shiftKey && STEPS[event.key]) {
      const sideways = event.key === "ArrowLeft" || event.key === "ArrowRight";
      if (sideways && !this.anchor && input.selectionEnd - input.selectionStart < input.value.length) return false;
      const [down, right] = STEPS[event.key];
      const [row, column] = this.end ?? this.grid.place(input);
      const last = this.grid.rows.length - 1;
      const next = [Math.min(Math.max(row + down, 0), last), column + right];
      if (next[1] < 1 || next[1] >= this.grid.rows[next[0]].cells.length) return true;
      this.extend(this.grid.place(input), next);
      return true;
    }
    if (this.anchor && (event.key === "Delete" || event.key === "Backspace")) {
      this.grid.write(this.inputs().map((cell) => [cell, ""]));
      return true;
    }
    if (this.anchor && event.key !== "Shift") this.clear();
    return false;
  }

  inputs() {
    const chosen = this.cells().flat().map((cell) => cell.querySelector("input:not([type=radio])"));
    return chosen.filter((input) => this.grid.inputs.includes(input));
  }

  onPointer(event) {
    const input = document.activeElement;
    const cell = event.target.closest("td");
    if (!event.shiftKey || !cell || !this.grid.inputs.includes(input)) {
      if (this.anchor) this.clear();
      return;
    }
    event.preventDefault();
    this.extend(this.grid.place(input), [this.grid.rows.indexOf(cell.parentElement), cell.cellIndex]);
  }

  onCopy(event) {
    const block = this.cells();
    if (!block.length) return;
    event.preventDefault();
    const words = (cell) => cell.querySelector("input:not([type=radio])")?.value ?? cell.textContent.trim();
    event.clipboardData.setData("text/plain", block.map((row) => row.map(words).join("\t")).join("\r\n"));
    this.grid.say("copied", { count: block.flat().length });
  }
}
