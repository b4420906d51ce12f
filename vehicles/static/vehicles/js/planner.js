// The planner's page: one program at a time as a grid, in step with the form; and what goes on by itself.

import { DayDialog } from "./day-dialog.js";
import { ProgramFields } from "./week-fields.js";
import { WeekGrid } from "./week-grid.js";
import { WeekPointer } from "./week-pointer.js";
import { Words } from "./week-words.js";

let chosenProgram = null;
let readAt = document.getElementById("planner-live")?.dataset.readAt;

class Planner {
  constructor(section) {
    this.section = section;
    this.words = new Words(document.getElementById("week-words"));
    const isCharge = this.words.kind === "charge";
    this.programs = [...section.querySelectorAll("details.program")].map((each) => new ProgramFields(each, isCharge));
    this.chips = [...section.querySelectorAll("[data-choose]")];
    this.said = section.querySelector("[data-week-said]");
    this.dialog = new DayDialog(section.querySelector("[data-day-dialog]"), this.words);
    section.classList.add("scripted");
    section.querySelector("[data-chips]").hidden = false;
    for (const node of section.querySelectorAll("[data-without-scripts]")) node.remove();
    this.grids = this.programs.map((fields) => this.grid(fields));
    for (const list of section.querySelectorAll("[data-list]")) list.open = list.querySelector(".errors") !== null;
    for (const chip of this.chips) chip.addEventListener("click", () => this.choose(Number(chip.dataset.choose)));
    section.querySelector("form[data-planner]").addEventListener("change", () => this.redraw());
    this.choose(this.firstProgram());
  }

  grid(fields) {
    const element = fields.element.querySelector("[data-week]");
    const grid = new WeekGrid(element, fields, this.words, {
      others: () => this.programs.filter((other) => other !== fields && other.active),
      open: (day) => this.dialog.open(grid, day),
      say: (text) => {
        this.said.textContent = text;
      },
    });
    this.legend(element, fields);
    if (!this.words.readonly) {
      new WeekPointer(grid);
      this.hint(element, "week-keys", `${this.words.mouse} ${this.words.keys}`);
      this.hint(element, "week-touch", this.words.touch);
    }
    return grid;
  }

  // How it is done here: the style sheet shows the one that fits the pointer.
  hint(element, name, text) {
    const hint = document.createElement("p");
    hint.className = name;
    hint.textContent = text;
    element.after(hint);
  }

  // What the faint shapes are, where there are any.
  legend(element, fields) {
    const legend = document.createElement("p");
    legend.className = "week-legend";
    legend.setAttribute("aria-hidden", "true");
    const hasOthers = this.programs.some((other) => other !== fields && other.active && other.planned);
    const kinds = [
      ["of-others", hasOthers && this.words.others],
      ["of-kind", this.words.also.length > 0 && this.words.alsoName],
    ];
    for (const [name, text] of kinds) {
      if (!text) continue;
      const line = document.createElement("span");
      line.className = name;
      line.textContent = text;
      legend.append(line);
    }
    if (legend.childElementCount) element.after(legend);
  }

  // What is wrong first, then what was looked at before, then what plans something.
  firstProgram() {
    const wrong = this.programs.find((program) => "wrong" in program.element.dataset);
    const active = this.programs.find((program) => program.active && program.planned);
    return wrong?.number ?? chosenProgram ?? active?.number ?? this.programs[0].number;
  }

  choose(number) {
    chosenProgram = number;
    for (const program of this.programs) {
      program.element.hidden = program.number !== number;
      program.element.open = true;
    }
    this.redraw();
  }

  redraw() {
    for (const [index, program] of this.programs.entries()) {
      const chip = this.chips[index];
      chip.setAttribute("aria-pressed", String(program.number === chosenProgram));
      if (program.planned) chip.dataset.planned = program.active ? "on" : "off";
      else delete chip.dataset.planned;
      if ("wrong" in program.element.dataset) chip.dataset.wrong = "";
      if (program.number === chosenProgram) this.grids[index].draw();
    }
  }
}

const start = () => {
  const section = document.querySelector("#week");
  if (!section || section.classList.contains("scripted")) return;
  new Planner(section);
};

const touched = () => document.querySelector("form[data-planner][data-touched]") !== null;

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form[data-planner]");
  if (form && !("tool" in event.target.dataset)) form.dataset.touched = "";
});

// New figures of the car: shown at once, unless somebody is in the middle of a change.
const readAnew = () => {
  const live = document.getElementById("planner-live");
  if (!live || live.dataset.readAt === readAt) return;
  if (touched()) {
    live.querySelector("[data-read-anew]").hidden = false;
    return;
  }
  readAt = live.dataset.readAt;
  location.replace(live.querySelector("[data-read-anew-link]").href);
};

document.addEventListener("htmx:afterSettle", () => {
  const wasPreset = document.querySelector("#week:not(.scripted)") !== null;
  start();
  if (wasPreset) document.querySelector("form[data-planner]")?.setAttribute("data-touched", "");
  readAnew();
});

start();
