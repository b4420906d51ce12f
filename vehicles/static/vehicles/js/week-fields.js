// The fields of one program of the form, as days with a start and a length in minutes.
// The form is the truth: whatever the grid does ends in these fields.

export const DAY = 1440;
export const QUARTER = 15;

const CLOCK = /^([01]?\d|2[0-3]):([0-5]\d)(?::00)?$/;
const LENGTH = /^(\d{1,3})(?:\s*[:h]\s*([0-5]?\d))?\s*h?(?:\s*m(?:in)?)?$/i;

const read = (pattern, text) => {
  const match = pattern.exec((text ?? "").trim());
  return match ? Number(match[1]) * 60 + Number(match[2] ?? 0) : null;
};

const two = (number) => String(number).padStart(2, "0");

export const readLength = (text) => read(LENGTH, text);
export const writeTime = (minutes) => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
export const writeLength = (minutes) => `${Math.floor(minutes / 60)}:${two(minutes % 60)}`;

export class ProgramFields {
  constructor(element, isCharge) {
    this.element = element;
    this.number = Number(element.dataset.program);
    this.isCharge = isCharge;
  }

  field(day, what) {
    return this.element.querySelector(`[name="p${this.number}-${day}-${what}"]`);
  }

  get activeField() {
    return this.element.querySelector(`[name="p${this.number}-active"]`);
  }

  get active() {
    return this.activeField.checked;
  }

  // The day's entry; null where nothing is written, or what is written is no time.
  entry(day) {
    const start = read(CLOCK, this.field(day, "start").value);
    if (start === null) return null;
    if (!this.isCharge) return { start, length: 0 };
    const length = readLength(this.field(day, "length").value);
    return length === null || length === 0 ? null : { start, length: Math.min(length, DAY) };
  }

  entries() {
    return [...Array(7).keys()].map((day) => this.entry(day));
  }

  get planned() {
    return this.entries().some((entry) => entry !== null);
  }

  text(day) {
    return [this.field(day, "start").value, this.isCharge ? this.field(day, "length").value : ""];
  }

  // Write texts as they are, be they times or not, and let the form know.
  writeText(day, start, length) {
    const wasFree = !this.planned;
    this.field(day, "start").value = start;
    if (this.isCharge) this.field(day, "length").value = length;
    if (wasFree && start) this.activeField.checked = true;
    this.field(day, "start").dispatchEvent(new Event("change", { bubbles: true }));
  }

  write(day, entry) {
    if (entry === null) this.writeText(day, "", "");
    else this.writeText(day, writeTime(entry.start), this.isCharge ? writeLength(entry.length) : "");
  }
}
