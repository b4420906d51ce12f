"""What must never happen on any page, noted as it happens."""

from collections.abc import Iterable
from typing import Any

from .chromium import Page

REPORT_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) => {
  const where = `${event.sourceFile}:${event.lineNumber}`;
  noteViolation(`${event.violatedDirective} forbids ${event.blockedURI} in ${where}`);
});
"""


class Watch:
    """Collects the problems of a page, wherever it goes.

    They are: console errors, exceptions, Content-Security-Policy violations, requests that leave the site,
    and answers that an error page is not allowed for.
    """

    def __init__(self, page: Page, url: str) -> None:
        self.problems: list[str] = []
        self._url = url
        self._allowed: set[tuple[str, int]] = set()
        page.expose_binding("noteViolation", lambda _source, text: self._note("CSP", text))
        page.add_init_script(REPORT_VIOLATIONS)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note("exception", str(error)))
        page.on("request", self._request)
        page.on("response", self._response)

    def begin(self, allowed: Iterable[tuple[str, int]]) -> None:
        """Forget what has been, and allow these paths these statuses, as where an error page is wanted."""
        self.problems.clear()
        self._allowed = {(self._url + path, status) for path, status in allowed}

    def assert_clean(self) -> None:
        """Fail with all problems so far, if any."""
        assert not self.problems, "\n".join(self.problems)

    def _note(self, kind: str, text: str) -> None:
        self.problems.append(f"{kind}: {text}")

    def _console(self, message: Any) -> None:
        if message.type != "error" or self._is_allowed(message.location.get("url", ""), message.text):
            return
        self._note("console", f"{message.text} ({message.location.get('url')})")

    def _is_allowed(self, url: str, text: str) -> bool:
        return any(url == known and f"status of {status}" in text for known, status in self._allowed)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self._url + "/", "data:", "blob:")):
            self._note("request", f"{request.method} {request.url} leaves the site")

    def _response(self, response: Any) -> None:
        if response.status >= 400 and (response.url, response.status) not in self._allowed:
            self._note("answer", f"{response.status} for {response.request.method} {response.url}")
