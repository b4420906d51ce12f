// The small form of one day: its start and length, and the same for other days at once.

export class DayDialog {
  constructor(element, words) {
    this.element = element;
    this.words = words;
    this.title = element.querySelector("[data-day-title]");
    this.start = element.querySelector("[data-dialog-start]");
    this.length = element.querySelector("[data-dialog-length]");
    this.also = element.querySelector("[data-dialog-also]");
    element.addEventListener("close", () => this.closed());
  }

  open(grid, day) {
    this.grid = grid;
    this.day = day;
    const [start, length] = grid.fields.text(day);
    this.title.textContent = this.words.days[day];
    this.start.value = start;
    if (this.length) this.length.value = length;
    this.also.replaceChildren(...this.others(day));
    this.element.returnValue = "";
    this.element.showModal();
    this.start.focus();
  }

  others(day) {
    return this.words.short.flatMap((name, other) => {
      if (other === day) return [];
      const label = document.createElement("label");
      const box = document.createElement("input");
      box.type = "checkbox";
      box.value = other;
      label.append(box, name);
      return [label];
    });
  }

  closed() {
    const { grid, day, element } = this;
    if (element.returnValue === "done") {
      const also = [...this.also.querySelectorAll(":checked")].map((box) => Number(box.value));
      for (const each of [day, ...also]) grid.fields.writeText(each, this.start.value, this.length?.value ?? "");
    } else if (element.returnValue === "clear") {
      grid.clear(day);
    }
    grid.choose(day);
  }
}
