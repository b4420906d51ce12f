// How a chart is drawn: the options that uPlot wants.

import { drawLanes } from "./chart-lanes.js";
import { bands, looks } from "./chart-series.js";
import { chartShades } from "./chart-shades.js";
import { numberFormat, withUnit } from "./chart-words.js";
import { touchZoom } from "./touch-zoom.js";

const LONGEST_UNIT = 4;
const UNIT_HEIGHT = 20;
// Pixels: between the drawing and the labels below it, and what the figures at its sides take.
const BELOW = 9;
const SIDES = 80;

export function chartOptions(view) {
  const common = {
    stroke: () => view.colour("chart-text"),
    font: `12px ${getComputedStyle(view.element).fontFamily}`,
    grid: { stroke: () => view.colour("chart-grid"), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  const axes = [...new Set(view.figures.series.map(({ axis }) => axis))].sort();
  return {
    ...view.size(),
    padding: [12, axes.includes("right") ? 0 : 24, 0, 0],
    legend: { show: false },
    tzDate: (at) => view.times.tzDate(at),
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false, dist: 6 },
      // Leaving the zoom also fetches the whole again, which uPlot's own double click cannot know.
      bind: { dblclick: () => () => view.leave() },
      points: { size: (plot, column) => (hasMark(view.data.parts[column - 1]) ? 9 : 0) },
    },
    scales: {
      x: { time: view.isOverTime, range: () => view.window },
      ...Object.fromEntries(axes.map((axis) => [axis, { range: (plot, low, high) => heightOf(view, axis, low, high) }])),
    },
    series: [{}, ...looks(view)],
    bands: bands(view.data.parts, view),
    axes: [view.isOverTime ? timeAxis(common, view) : numberAxis(common, view), ...axes.map((axis) => sideAxis(common, view, axis))],
    plugins: [chartShades(view), touchZoom(view)],
    hooks: {
      draw: [(plot) => drawLanes(view.part("lanes"), plot, view)],
      setCursor: [(plot) => view.pointHere(plot.cursor.left >= 0 ? plot.cursor.idx : null)],
      setSelect: [(plot) => view.zoomToSelection(plot)],
    },
  };
}

// The edges of a band and bars get no mark at the crosshair.
const hasMark = ({ part, series }) => part === "value" && series.kind !== "bars";

function heightOf(view, axis, low, high) {
  if (axis === "left" && view.figures.y_range) return view.figures.y_range;
  if (low === null || high === null) return [0, 1];
  const hasBars = view.figures.series.some((series) => series.axis === axis && series.kind === "bars");
  if (hasBars) return [Math.min(0, low), high > 0 ? high * 1.08 : 1];
  // What stands on the right is read beside the left, so that it begins at nought where it can.
  if (axis === "right" && low >= 0) return [0, high > 0 ? high * 1.08 : 1];
  if (low === high) return [low >= 0 ? Math.max(0, low - 1) : low - 1, high + 1];
  const room = (high - low) * 0.1;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

// Steps of an axis whose figures are whole: there is no half of a charge.
const WHOLE = [1, 10, 100, 1000, 1e4, 1e5, 1e6].flatMap((power) => [power, 2 * power, 5 * power]);

const stepOf = (splits) => (splits.length > 1 ? Math.abs(splits[1] - splits[0]) : 1);

// As many digits as tell two ticks apart that lie a step such as 0.25 or 2.5 from each other.
function digitsOf(step) {
  return [0, 1, 2].find((digits) => Math.abs(Number(step.toFixed(digits)) - step) < step / 100) ?? 2;
}

function timeAxis(common, view) {
  const ofPeriods = view.figures.x_kind === "period";
  return {
    ...common,
    ...(ofPeriods
      ? periodTicks(view)
      : { values: (plot, splits, index, space, step) => view.times.axisLabels(splits, step) }),
    grid: ofPeriods ? { show: false } : common.grid,
    // Two lines of text where the labels have two.
    size: (plot, labels) => (labels?.some((label) => label?.includes("\n")) ? 46 : 30),
    gap: BELOW,
    space: (plot) => (plot.width < 500 ? 56 : 76),
  };
}

// Bars are named by their periods, as many as there is room for.
function periodTicks(view) {
  const shown = (plot) => {
    const at = plot.data[0];
    const inside = [...at.keys()].filter((index) => view.isShown(index));
    const longest = Math.max(0, ...inside.map((index) => view.figures.x_labels[index].split("\n")[0].length));
    const room = Math.floor((plot.width - SIDES) / Math.max(plot.width < 500 ? 56 : 84, 16 + 7 * longest));
    const each = Math.max(1, Math.ceil(inside.length / Math.max(1, room)));
    return inside.filter((index, place) => place % each === 0);
  };
  return {
    splits: (plot) => shown(plot).map((index) => plot.data[0][index]),
    values: (plot) => withoutRepeats(shown(plot).map((index) => view.figures.x_labels[index])),
  };
}

// The second line, month or year, stands under the first label and where it changes.
function withoutRepeats(labels) {
  let last = null;
  return labels.map((label) => {
    const [first, second = null] = label.split("\n");
    const isNew = second !== null && second !== last;
    last = second;
    return isNew ? label : first;
  });
}

function numberAxis(common, view) {
  const { x_label: label, x_unit: unit } = view.figures;
  const words = (splits) => {
    const number = numberFormat(digitsOf(stepOf(splits)));
    return splits.map((value) => withUnit(number.format(value), unit));
  };
  const longest = Math.max(...words(view.wholeOfNumbers().map(Math.round)).map((word) => word.length));
  return {
    ...common,
    label,
    space: 24 + 7 * longest,
    labelSize: 20,
    labelGap: 0,
    labelFont: common.font,
    size: 26,
    values: (plot, splits) => (view.tellsNothing() ? splits.map(() => "") : words(splits)),
  };
}

function sideAxis(common, view, axis) {
  const { unit, digits } = view.figures.series.find((series) => series.axis === axis);
  const percent = axis === "left" && unit === "%" && view.figures.y_range?.[1] === 100;
  // A long unit stands once along the axis, where it takes no more room than short ones beside each figure.
  const isLong = unit.length > LONGEST_UNIT;
  const least = 56 - (isLong ? UNIT_HEIGHT : 0);
  return {
    ...common,
    ...(isLong ? { label: unit, labelSize: UNIT_HEIGHT, labelGap: 0, labelFont: common.font } : {}),
    scale: axis,
    side: axis === "left" ? 3 : 1,
    grid: axis === "left" ? common.grid : { show: false },
    ...(percent ? { splits: () => [0, 20, 40, 60, 80, 100] } : {}),
    ...(digits === 0 ? { incrs: WHOLE } : {}),
    values: (plot, splits) => {
      if (view.tellsNothing()) return splits.map(() => "");
      const number = numberFormat(digitsOf(stepOf(splits)));
      return splits.map((value) => withUnit(number.format(value), isLong ? "" : unit));
    },
    // At least so wide, so that the charts of a page stand under each other.
    size: (plot, labels) => Math.max(least, 12 + 7 * Math.max(0, ...(labels ?? []).map((label) => label.length))),
  };
}
