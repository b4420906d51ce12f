// Shades the times of charging behind the line. A uPlot plugin.

export function chargingBands(spans, colour) {
  return {
    hooks: {
      drawClear: (plot) => {
        const { ctx, bbox } = plot;
        const { min, max } = plot.scales.x;
        ctx.save();
        ctx.fillStyle = colour();
        for (const [from, to] of spans()) {
          if (to < min || from > max) continue;
          const left = Math.max(plot.valToPos(from, "x", true), bbox.left);
          const right = Math.min(plot.valToPos(to, "x", true), bbox.left + bbox.width);
          // Widths are kept true below a pixel too: in a year's view the shade then
          // says how much was charged, instead of painting everything.
          ctx.fillRect(left, bbox.top, Math.max(right - left, 0.5), bbox.height);
        }
        ctx.restore();
      },
    },
  };
}
