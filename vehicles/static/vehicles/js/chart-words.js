// Figures of a chart in words: with their unit, in the page's language.

const NARROW_SPACE = "\u202f";

export const withUnit = (text, unit) => (unit ? text + NARROW_SPACE + unit : text);

export const numberFormat = (digits) =>
  new Intl.NumberFormat(document.documentElement.lang || "en", { minimumFractionDigits: digits, maximumFractionDigits: digits });

const figure = (value, series, view) =>
  value === null || value === undefined
    ? view.element.dataset.notTold
    : withUnit(numberFormat(series.digits).format(value), series.unit);

function bandWords(series, index, view) {
  const low = series.low?.[index];
  const high = series.high?.[index];
  if (low === undefined || low === null || high === null || low === high) return "";
  const number = numberFormat(series.digits);
  return ` (${number.format(low)}–${withUnit(number.format(high), series.unit)})`;
}

// What the crosshair is on: when or where, each series' figure, and what held there.
export function wordsAt(view, index) {
  const { figures } = view;
  const at = figures.x[index];
  const place = {
    time: () => view.times.moment(at),
    period: () => figures.x_labels[index],
    number: () => `${figures.x_label} ${withUnit(numberFormat(1).format(at), figures.x_unit)}`,
  }[figures.x_kind]();
  const several = figures.series.length > 1;
  const told = figures.series
    .filter((series) => !several || series.values[index] !== null)
    .map((series) => `${several ? `${series.label} ` : ""}${figure(series.values[index], series, view)}${bandWords(series, index, view)}`);
  return [place, ...told, ...held(figures, at)].join(" · ");
}

function held(figures, at) {
  const holds = ({ start, end }) => start <= at && at <= end;
  const shaded = figures.shaded.filter(holds).map(({ label }) => label);
  const lanes = figures.lanes.filter(({ spans }) => spans.some(holds)).map(({ label }) => label);
  return new Set([...shaded, ...lanes]);
}
