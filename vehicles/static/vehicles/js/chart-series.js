// What uPlot is given: columns of figures, and how each of them is drawn.
// A series with a band has two more columns, for its lowest and highest; bars of one
// stack are summed up here, each with the height at which it begins.

import { tint } from "./chart-colours.js";

const GAP_PX = 2;

// Bars stand over the middle of their period, so that the nearest one is the one pointed at.
export function middles(figures) {
  const { x, x_end: end } = figures;
  return x.map((start, index) => (start + (x[index + 1] ?? end ?? start)) / 2);
}

export function plotted(figures) {
  const columns = [figures.x_kind === "period" ? middles(figures) : figures.x];
  const parts = []; // one for each column but the first
  const tops = new Map();
  figures.series.forEach((series, index) => {
    let values = series.values;
    let base = null;
    if (series.kind === "bars" && series.stack) {
      base = tops.get(series.stack) ?? values.map(() => 0);
      const below = base;
      values = values.map((value, place) => (value === null ? null : below[place] + value));
      tops.set(series.stack, values.map((value, place) => value ?? below[place]));
    }
    parts.push({ series, index, part: "value", base });
    columns.push(values);
    if (!series.low) return;
    parts.push({ series, index, part: "high" }, { series, index, part: "low" });
    columns.push(series.high, series.low);
  });
  return { columns, parts };
}

// Which columns have a band between them.
export function bands(parts, view) {
  return parts.flatMap(({ part, series }, index) =>
    part === "high"
      ? [{ series: [index + 1, index + 2], fill: () => tint(view.colour(series.tone), 0.22) }]
      : [],
  );
}

export function looks(view) {
  return view.data.parts.map((part) => {
    const { series } = part;
    const common = { scale: series.axis, spanGaps: false, points: { show: false } };
    const paths = series.kind === "steps" ? uPlot.paths.stepped({ align: 1 }) : undefined;
    // The edges of a band take the line's shape.
    if (part.part !== "value") return { ...common, stroke: null, width: 0, paths };
    const stroke = () => view.colour(series.tone);
    if (series.kind === "bars") return { ...common, stroke, fill: stroke, width: 0, paths: barPaths(view, part) };
    if (series.kind === "points") {
      return { ...common, stroke, paths: () => null, points: { show: true, size: 7, width: 0, fill: () => tint(view.colour(series.tone), 0.65) } };
    }
    return {
      ...common,
      stroke,
      width: 2,
      // An area says "so much", which is true from nought on only.
      fill: series.low || series.axis === "right" || view.figures.y_range?.[0] !== 0 ? undefined : () => tint(view.colour(series.tone), 0.1),
      paths,
      // A line of one reading between two gaps would not be seen.
      points: { show: true, filter: lonely, size: 5, fill: stroke, stroke },
    };
  });
}

// Which points are drawn besides the line: those that no line reaches.
function lonely(plot, seriesIndex) {
  const values = plot.data[seriesIndex];
  const alone = [];
  for (let index = 0; index < values.length; index += 1) {
    if (values[index] != null && values[index - 1] == null && values[index + 1] == null) alone.push(index);
  }
  return alone;
}

// A bar for each period, as wide as the period: side by side where several series have bars.
function barPaths(view, { series, base }) {
  return (plot, column, first, last) => {
    const { x, x_end: end } = view.figures;
    const rows = rowsOfBars(view.figures.series);
    const row = rows.indexOf(series.stack || series.key);
    const fill = new Path2D();
    const ratio = uPlot.pxRatio;
    for (let index = first; index <= last; index += 1) {
      const value = plot.data[column][index];
      if (value === null || value === undefined) continue;
      const from = plot.valToPos(x[index], "x", true);
      const to = plot.valToPos(x[index + 1] ?? end ?? x[index], "x", true);
      const gap = Math.min(GAP_PX * ratio, (to - from) / 5);
      const width = Math.min((to - from - gap) / rows.length, 64 * ratio);
      const left = (from + to) / 2 - (width * rows.length) / 2 + row * width;
      const top = plot.valToPos(value, series.axis, true);
      const foot = plot.valToPos(base?.[index] ?? 0, series.axis, true);
      fill.rect(left, Math.min(top, foot), Math.max(width - (rows.length > 1 ? ratio : 0), 1), Math.abs(foot - top));
    }
    return { stroke: null, fill, clip: null, flags: 1 };
  };
}

const rowsOfBars = (all) => [...new Set(all.filter(({ kind }) => kind === "bars").map(({ stack, key }) => stack || key))];
