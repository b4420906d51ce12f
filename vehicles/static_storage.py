"""Static files under names that change with their content, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_OWN_MODULES = "vehicles/*.js"  # the star crosses folders

_STYLE_SHEET_URLS = (
    r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",
    (r"""(?P<matched>@import\s*["']\s*(?P<url>.*?)["'])""", """@import url("%(url)s")"""),
)

_RELATIVE_IMPORT = (
    r"""(?P<matched>(?P<before>\b(?:(?:import|export)\b[^'"`;()]*?\bfrom|import)\s*\(?\s*)"""
    r"""["'](?P<url>\.{1,2}/[^"']+)["'])""",
    '%(before)s"%(url)s"',
)


class OwnModulesStorage(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage, which also follows `import … from "./x.js"` in our own scripts.

    Without it a changed module would go on being read from the browser's cache.
    Django's switch for this reads every package's scripts too, and stumbles over
    them; here only what lies under `vehicles/` is read. Source maps are left
    alone: packages name maps that they do not ship. What our own files name must exist.
    """

    patterns = (("*.css", _STYLE_SHEET_URLS), (_OWN_MODULES, (_RELATIVE_IMPORT,)))
    manifest_strict = True
    max_post_process_passes = 20  # one for each step of the longest chain of imports
