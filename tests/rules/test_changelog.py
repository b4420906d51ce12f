"""What is new, out of the changelog."""

from pathlib import Path

from vehicles.rules.changelog import New, newest

TEXT = """# What is new

## Next

- **Backups by themselves**, each night;
  see [the README](README.md#back-up) and `manage.py backup`.
- **Is it working?** `/live` tells.
- A plain line with **a bold word** in it.

## 0.1.0

- The first version.
"""


def test_the_topmost_version_is_read_with_its_items() -> None:
    assert newest(TEXT) == (
        "Next",
        [
            New("Backups by themselves", ", each night; see the README and manage.py backup."),
            New("Is it working?", " /live tells."),
            New("", "A plain line with a bold word in it."),
        ],
    )


def test_a_text_without_versions_has_nothing_new() -> None:
    assert newest("# What is new\n") == ("", [])


def test_our_own_changelog_can_be_read() -> None:
    title, items = newest((Path(__file__).resolve().parents[2] / "CHANGELOG.md").read_text())
    assert title
    assert all(item.text for item in items)
    assert len(items) > 5
