// Parts of a page that refresh themselves ([data-live], fetched by htmx).
// A refresh is skipped while nobody looks and when nothing changed, so that the
// focus, a selection and a screen reader's place stay where they are. What did
// change fades once; a vehicle that changes its state is said aloud.

const lastAnswers = new WeakMap();
const before = new WeakMap();

const isLive = (element) => element instanceof Element && element.matches("[data-live]");

const readFigures = (root) =>
  new Map([...root.querySelectorAll("[data-figure]")].map((node) => [node.dataset.figure, node.textContent]));

const readStates = (root) =>
  new Map(
    [...root.querySelectorAll("[data-vehicle] [data-state]")].map((node) => [
      node.closest("[data-vehicle]").dataset.vehicle,
      node.dataset.state,
    ]),
  );

document.addEventListener("htmx:beforeRequest", (event) => {
  if (isLive(event.detail.elt) && document.hidden) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const element of document.querySelectorAll("[data-live]")) element.dispatchEvent(new CustomEvent("refresh"));
});

// A page that has stopped refreshing must not look as if it were fresh.
for (const [name, lost] of [["htmx:sendError", true], ["htmx:responseError", true], ["htmx:afterOnLoad", false]]) {
  document.addEventListener(name, (event) => {
    const note = document.querySelector("[data-connection-lost]");
    if (note && (isLive(event.detail.elt) || name === "htmx:sendError")) note.hidden = !lost;
  });
}

// What somebody pressed was refused: they see the page that says so, as they would without scripts.
const showRefusal = (html) => {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const main = answer.querySelector("main");
  if (!main) return false;
  document.querySelector("main").replaceWith(main);
  document.title = answer.title;
  main.tabIndex = -1;
  main.focus();
  return true;
};

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, target, requestConfig } = event.detail;
  // A redirect means the session has ended: the sign-in page must not land inside a card.
  const asked = new URL(requestConfig.path, location.href);
  if (xhr.responseURL && new URL(xhr.responseURL).pathname !== asked.pathname) {
    event.detail.shouldSwap = false;
    location.reload();
    return;
  }
  if (event.detail.isError && !isLive(event.detail.elt) && showRefusal(xhr.responseText)) {
    event.detail.isError = event.detail.shouldSwap = false;
    return;
  }
  if (!isLive(target)) return;
  if (lastAnswers.get(target) === xhr.responseText) {
    event.detail.shouldSwap = false;
    return;
  }
  lastAnswers.set(target, xhr.responseText);
  before.set(target, { figures: readFigures(target), states: readStates(target) });
});

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  const was = before.get(target);
  if (!was) return;
  before.delete(target);
  for (const node of target.querySelectorAll("[data-figure]")) {
    const old = was.figures.get(node.dataset.figure);
    if (old !== undefined && old !== node.textContent) node.classList.add("changed");
  }
  const said = [...target.querySelectorAll("[data-vehicle] [data-state]")]
    .filter((node) => {
      const old = was.states.get(node.closest("[data-vehicle]").dataset.vehicle);
      return old !== undefined && old !== node.dataset.state;
    })
    .map((node) => node.dataset.said);
  const announcer = document.querySelector("[data-announcer]");
  if (announcer && said.length) announcer.textContent = said.join(". ");
});
