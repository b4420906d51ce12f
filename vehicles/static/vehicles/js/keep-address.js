// A form whose answer is another look at the same page keeps the range and zoom that the
// charts have written into the address since the page was made.

const KEPT = ["range", "step", "from", "to"];

for (const form of document.querySelectorAll("form[data-keep-address]")) {
  form.addEventListener("submit", () => {
    const shown = new URL(location.href).searchParams;
    for (const name of KEPT) {
      form.querySelector(`input[name=${name}]`)?.remove();
      if (!shown.has(name)) continue;
      const kept = document.createElement("input");
      Object.assign(kept, { type: "hidden", name, value: shown.get(name) });
      form.append(kept);
    }
  });
}
