// Copies what stands in [data-copy-text], where the browser lets a page do that (HTTPS or localhost);
// elsewhere the text is selected, for the person to copy.

const text = document.querySelector("[data-copy-text]");
const button = document.querySelector("[data-copy]");
const said = document.querySelector("[data-copy-said]");

if (text && button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text.value);
    button.textContent = button.dataset.copied;
    said.textContent = button.dataset.copied;
  });
}
text?.addEventListener("focus", () => text.select());
