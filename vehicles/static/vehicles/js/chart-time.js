// Times on a chart: in the vehicle's time zone, in the page's language.

const DAY = 86400;
const MONTH = 30 * DAY;
const YEAR = 365 * DAY;

// Plain "en" would give American dates; the pages write them the European way.
const language = () => {
  const lang = document.documentElement.lang || "en";
  return lang === "en" ? "en-GB" : lang;
};

export function chartTimes(timeZone) {
  const format = (options) => {
    const formatter = new Intl.DateTimeFormat(language(), { timeZone, ...options });
    return (seconds) => formatter.format(new Date(seconds * 1000));
  };
  const clock = format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const weekday = format({ weekday: "short", day: "numeric" });
  const date = format({ day: "numeric", month: "short" });
  const month = format({ month: "short" });
  const year = format({ year: "numeric" });
  const moment = format({ weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const momentWithYear = format({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const thisYear = year(Date.now() / 1000);
  const spanWithYear = new Intl.DateTimeFormat(language(), {
    timeZone, day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const span = new Intl.DateTimeFormat(language(), {
    timeZone, day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });

  return {
    // uPlot asks for a Date whose local parts are those of the vehicle's clock.
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), timeZone),
    moment: (seconds) => (year(seconds) === thisYear ? moment : momentWithYear)(seconds),
    span: (from, to) => (year(from) === thisYear ? span : spanWithYear).formatRange(new Date(from * 1000), new Date(to * 1000)),
    // Coarse ticks name the day or month; fine ones the hour, with the day under the first and each midnight.
    axisLabels: (splits, step) => {
      let lastDay = null;
      let lastYear = null;
      return splits.map((at) => {
        if (step >= YEAR) return year(at);
        const newYear = year(at) !== lastYear;
        lastYear = year(at);
        if (step >= MONTH) return newYear ? `${month(at)}\n${year(at)}` : month(at);
        if (step >= 2 * DAY) return date(at);
        if (step >= DAY) return weekday(at);
        const newDay = date(at) !== lastDay;
        lastDay = date(at);
        return newDay ? `${clock(at)}\n${weekday(at)}` : clock(at);
      });
    },
  };
}
