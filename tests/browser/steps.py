"""What people do again and again on the site."""

from .chromium import Locator, Page

# Where the focus is must be seen: marked, inside the window, and under nothing.
LOST_FOCUS = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return "nothing is focused";
  // A card draws its link's mark around all of itself, with a pseudo-element.
  const styles = [getComputedStyle(focused), getComputedStyle(focused, "::after")];
  const isMarked = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  if (!styles.some(isMarked)) return `no mark on ${focused.outerHTML}`;
  const box = focused.getClientRects()[0] ?? focused.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(x, y);
  if (!top) return `outside of the window: ${focused.outerHTML}`;
  const covered = !focused.contains(top) && !top.contains(focused);
  return covered ? `${focused.outerHTML} is under ${top.outerHTML}` : "";
}"""
IS_FOCUSED = "(element) => element === document.activeElement"
MOST_STOPS = 60


def sign_in(page: Page, email: str, password: str) -> None:
    """Fill in the sign-in page, which is open, and send it."""
    page.locator("[name=login]").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def plug_in_authenticator(page: Page) -> None:
    """Give the page's browser a passkey store that says yes to everything."""
    security = page.context.new_cdp_session(page)
    security.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    security.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def begin_link(page: Page, email: str, password: str = "demo") -> None:
    """Sign in to Renault on the page that links a login."""
    page.goto("/household/logins/link/")
    page.get_by_label("Renault e-mail").fill(email)
    page.get_by_label("Renault password").fill(password)
    page.get_by_role("button", name="Sign in to Renault").click()


def tab_to(page: Page, target: Locator) -> None:
    """Go to a control with the tabulator key only; at every stop the focus must be seen."""
    target.wait_for()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        lost = page.evaluate(LOST_FOCUS)
        assert not lost, lost
        if target.evaluate(IS_FOCUSED):
            return
    raise AssertionError(f"{target} cannot be reached with the tabulator key")


def refresh(page: Page) -> None:
    """Let the page refresh itself as it does when somebody comes back to its tab, without the wait."""
    page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')) }")


def mark(page: Page) -> None:
    """Leave a mark on the open page that a reload would take away."""
    page.evaluate("() => { window.markOfTheTest = true }")


def is_marked(page: Page) -> bool:
    """Whether the page has not been loaded anew since `mark`."""
    return bool(page.evaluate("() => window.markOfTheTest === true"))
