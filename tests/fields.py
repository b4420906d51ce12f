"""Reads the forms of a page as a browser does that runs no scripts."""

from html.parser import HTMLParser


class Fields(HTMLParser):
    """What a browser would send of the form that posts to `action`: values by name, as a list each."""

    def __init__(self, html: str, action: str) -> None:
        super().__init__()
        self._action = action
        self._inside = False
        self._select = ""
        self.values: dict[str, list[str]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action") == self._action
        elif self._inside and tag == "input" and given.get("name"):
            self._input(given)
        elif self._inside and tag == "select":
            self._select = given.get("name", "")
        elif self._select and tag == "option":
            self._option(given)

    def _input(self, given: dict[str, str]) -> None:
        if given.get("type") in ("checkbox", "radio") and "checked" not in given:
            return
        value = given.get("value", "on" if given.get("type") == "checkbox" else "")
        self.values.setdefault(given["name"], []).append(value)

    def _option(self, given: dict[str, str]) -> None:
        # The first counts until another one is marked.
        if "selected" in given or self._select not in self.values:
            self.values[self._select] = [given.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
