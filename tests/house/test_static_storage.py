"""Own scripts import each other under hashed names; other people's files are left as they are."""

import re
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from vehicles.static_storage import OwnModulesStorage

HASHED = r"\.[0-9a-f]{12}\."


class Collected:
    """Static files after collectstatic, by their plain names."""

    def __init__(self, directory: Path, files: dict[str, str]) -> None:
        self._collected = directory / "collected"
        for name, text in files.items():
            for tree in ("source", "collected"):
                path = directory / tree / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
        source = FileSystemStorage(location=directory / "source")
        storage = OwnModulesStorage(location=self._collected, base_url="/static/")
        for _, _, processed in storage.post_process({name: (source, name) for name in files}):
            if isinstance(processed, Exception):
                raise processed
        self.names = storage.hashed_files

    def text(self, name: str) -> str:
        return (self._collected / self.names[name]).read_text()


@pytest.mark.parametrize(
    "statement",
    [
        'import { draw } from "./chart.js";',
        "import { draw } from './chart.js'",
        'import {\n  draw,\n  redraw,\n} from "./chart.js";',
        'import * as chart from "./chart.js";',
        'import draw from"./chart.js";',
        'import "./chart.js";',
        'export { draw } from "./chart.js";',
        'export * from "./chart.js";',
        'const chart = await import("./chart.js");',
        'import "../js/chart.js";',
    ],
)
def test_own_modules_import_hashed_names(tmp_path: Path, statement: str) -> None:
    collected = Collected(
        tmp_path, {"vehicles/js/page.js": statement, "vehicles/js/chart.js": "export let draw = 1;"}
    )
    assert re.search(rf"""/chart{HASHED}js["']""", collected.text("vehicles/js/page.js"))
    hashed = Path(collected.names["vehicles/js/chart.js"]).name
    assert hashed in collected.text("vehicles/js/page.js")


def test_each_of_several_imports_is_followed(tmp_path: Path) -> None:
    page = 'import "./a.js"\nimport { b } from "./b.js"\nexport const c = 1\nexport { d } from "./d.js"\n'
    own = dict.fromkeys(["vehicles/js/a.js", "vehicles/js/b.js", "vehicles/js/d.js"], "export let x = 1;")
    text = Collected(tmp_path, {"vehicles/js/page.js": page, **own}).text("vehicles/js/page.js")
    assert len(re.findall(HASHED, text)) == 3
    assert "export const c = 1\n" in text


def test_a_change_far_down_changes_every_name_above_it(tmp_path: Path) -> None:
    def chain(end: str) -> dict[str, str]:
        steps = {f"vehicles/js/m{n}.js": f'import "./m{n + 1}.js";' for n in range(9)}
        return {**steps, "vehicles/js/m9.js": end}

    before = Collected(tmp_path / "before", chain("1")).names
    after = Collected(tmp_path / "after", chain("2")).names
    assert all(before[name] != after[name] for name in before)


def test_plain_packages_and_data_are_not_rewritten(tmp_path: Path) -> None:
    files = {
        "vehicles/js/page.js": 'const text = "from ./here"; import { h } from "htmx";',
        "uplot/uplot.js": 'import x from "./not-shipped.js";\n//# sourceMappingURL=not-shipped.js.map\n',
        "pico/pico.css": "p { color: red }\n/*# sourceMappingURL=not-shipped.css.map */\n",
    }
    collected = Collected(tmp_path, files)
    assert {name: collected.text(name) for name in files} == files


def test_style_sheets_name_hashed_images(tmp_path: Path) -> None:
    collected = Collected(
        tmp_path, {"vehicles/css/a.css": "a { background: url(car.svg) }", "vehicles/css/car.svg": "<svg/>"}
    )
    assert re.search(rf"car{HASHED}svg", collected.text("vehicles/css/a.css"))


def test_an_own_module_that_is_missing_stops_the_collection(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"missing\.js"):
        Collected(tmp_path, {"vehicles/js/page.js": 'import "./missing.js";'})


def test_a_name_that_was_not_collected_is_refused(tmp_path: Path) -> None:
    storage = OwnModulesStorage(location=tmp_path, base_url="/static/")
    with pytest.raises(ValueError, match="Missing staticfiles manifest entry"):
        storage.stored_name("vehicles/js/unknown.js")
