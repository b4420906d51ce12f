// The colours of charts are those of the style sheet, by name and for both themes.

export const colourOf = (element, name) => getComputedStyle(element).getPropertyValue(`--${name}`).trim();

// A lighter shade of one of our colours, which are all written #rrggbb; `share` is 0 to 1.
export function tint(colour, share) {
  return /^#[0-9a-f]{6}$/i.test(colour)
    ? colour + Math.round(share * 255).toString(16).padStart(2, "0")
    : colour;
}
