// Keeps unsent values on this device under the sheet's key until the server has acknowledged them.
export class Draft {
  constructor(sheet, inputs) {
    this.key = sheet ? `luoshi-draft:${sheet}` : null;
    this.inputs = inputs;
  }

  keep() {
    if (!this.key) return;
    const changed = this.inputs.filter((input) => input.value !== input.dataset.stored);
    const values = Object.fromEntries(changed.map((input) => [input.name, input.value]));
    if (changed.length) localStorage.setItem(this.key, JSON.stringify(values));
    else this.clear();
  }

  /** Put the kept values back; true when there were any. */
  restore() {
    const kept = this.key && localStorage.getItem(this.key);
    if (!kept) return false;
    const values = JSON.parse(kept);
    const open = this.inputs.filter((input) => input.name in values && !input.readOnly && !input.disabled);
    for (const input of open) input.value = values[input.name];
    return open.length > 0;
  }

  clear() {
    if (this.key) localStorage.removeItem(this.key);
  }
}
