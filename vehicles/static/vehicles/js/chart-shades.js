// Shades stretches of time behind the lines. A uPlot plugin.

import { tint } from "./chart-colours.js";

export function chartShades(view) {
  return {
    hooks: {
      drawClear: (plot) => {
        const { ctx, bbox } = plot;
        const { min, max } = plot.scales.x;
        ctx.save();
        for (const { start, end, tone } of view.figures.shaded) {
          if (end < min || start > max) continue;
          ctx.fillStyle = tint(view.colour(tone), 0.18);
          const left = Math.max(plot.valToPos(start, "x", true), bbox.left);
          const right = Math.min(plot.valToPos(end, "x", true), bbox.left + bbox.width);
          // Widths are kept true below a pixel too: in a year's view the shade then
          // says how much was charged, instead of painting everything.
          ctx.fillRect(left, bbox.top, Math.max(right - left, 0.5), bbox.height);
        }
        ctx.restore();
      },
    },
  };
}
