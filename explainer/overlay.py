"""What a preview adds to a site: the script that reloads a page, and what is to be mended over it.

Nothing of it is ever part of a build.  What it needs stands below an address that no site has,
since names that begin with a dot are passed over; the policy of each page is widened by as much as
the script needs, and no more: what a published page may not do it may not do here either.
"""

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from .digests import digest_of
from .hosting import HTML, TEXT, Answer, answer, type_of
from .posters import Poster

# What stands below this is of the preview; livereload's own script and socket have set names.
FOLDER = "/.preview/"
STATE = f"{FOLDER}state.json"
RELOADER = f"{FOLDER}livereload.js"
SOCKET = "/livereload"

# What a server says that cannot say what was asked for.
FAILED = 500

_OWN = Path(__file__).parent / "browser"
_OWN_FILES = ("preview.css", "preview.js")
# Style sheets bear the hash of their content in their names.
_SHEET = re.compile(r"(?P<stem>.+)\.[0-9a-f]{8}\.css")
_POLICY = re.compile(
    r'(<meta\s+http-equiv="content-security-policy"\s+content=")([^"]*)(")', re.IGNORECASE
)
_HEAD_END = re.compile("</head>", re.IGNORECASE)
_BODY_END = re.compile("</body>", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the preview shows: the last good site, and what is to be mended since.

    *files* stands for all that pages may show but style sheets: pictures, scripts, and the like.
    *sheets* gives, for each style sheet by its name without a hash ("css/site"), the name under
    which it is now.  *posters* are what the cards of its pages are drawn from, when somebody asks
    for one.
    """

    outputs: Mapping[str, bytes] = field(default_factory=dict)
    base_path: str = "/"
    files: str = ""
    sheets: Mapping[str, str] = field(default_factory=dict)
    posters: Mapping[str, Poster] = field(default_factory=dict)
    problems: str = ""


def sheets_of(outputs: Mapping[str, bytes]) -> dict[str, str]:
    """Return the style sheets with a hash in their names, by their names without it."""
    found = ((path, _SHEET.fullmatch(path)) for path in sorted(outputs))
    return {match["stem"]: path for path, match in found if match}


def beside_pages(outputs: Mapping[str, bytes], left_out: Collection[str]) -> str:
    """Return what stands for all files of a site that are no pages, but for those *left_out*."""
    found = (path for path in sorted(outputs) if not path.endswith(".html"))
    told = [(path, digest_of(outputs[path])) for path in found if path not in left_out]
    return digest_of(repr(told)).hex()


def version_of(shown: Shown, path: str) -> str:
    """Return what is another whenever the page at *path* of an address must be loaded again."""
    if not shown.outputs:
        return ""
    found = answer(shown.outputs, shown.base_path, path)
    body = found.body
    for sheet in shown.sheets.values():  # another style sheet is shown without loading the page
        body = body.replace(sheet.encode(), b".css")
    folder = unquote(path).removeprefix(unquote(shown.base_path)).rpartition("/")[0]
    beside = shown.outputs.get(f"{folder}/index.json", b"")  # what a search looks through
    told = (found.status, found.location, digest_of(body), digest_of(beside), shown.files)
    return digest_of(repr(told)).hex()


def state(shown: Shown, path: str) -> Answer:
    """Return what the page at *path* must know to be as it would be if it were loaded again."""
    base = unquote(shown.base_path)
    told = {
        "version": version_of(shown, path),
        "sheets": {f"{base}{stem}": f"{base}{path}" for stem, path in shown.sheets.items()},
        "problems": _overlay(shown.problems),
    }
    return Answer(status=200, type=type_of(STATE), body=json.dumps(told).encode())


def own_file(path: str) -> Answer:
    """Return the answer for a file that is of the preview itself."""
    name = path.removeprefix(FOLDER)
    if name in _OWN_FILES:
        return Answer(status=200, type=type_of(name), body=(_OWN / name).read_bytes())
    return Answer(status=404, type=TEXT, body=b"The preview has no such file.\n")


def previewed(found: Answer, shown: Shown, host: str, path: str) -> Answer:
    """Return the answer for *path* as the preview at *host* gives it: pages with its script.

    Where no build has succeeded yet, whatever is asked for is a page with what is to be mended.
    """
    if not shown.outputs:
        html = _with_preview(_NO_SITE, shown, host, path)
        return Answer(status=FAILED, type=HTML, body=html.encode())
    if found.type != HTML or found.location:
        return found
    # A page that an author has put beside the others may be of any encoding.
    html = _with_preview(found.body.decode(errors="surrogateescape"), shown, host, path)
    body = html.encode(errors="surrogateescape")
    return Answer(status=found.status, type=found.type, body=body)


_NO_SITE = (
    "<!DOCTYPE html>\n"
    '<html lang="en">\n'
    '<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    "<title>Nothing to show yet</title>\n</head>\n<body>\n</body>\n</html>\n"
)


def _with_preview(html: str, shown: Shown, host: str, path: str) -> str:
    html = _POLICY.sub(lambda match: match[1] + _widened(match[2], host) + match[3], html, count=1)
    heads = [match.start() for match in _HEAD_END.finditer(html)]
    html = _at(heads[0] if heads else len(html), html, _head(version_of(shown, path), host))
    bodies = [match.start() for match in _BODY_END.finditer(html)]
    return _at(bodies[-1] if bodies else len(html), html, _overlay(shown.problems))


def _at(place: int, html: str, added: str) -> str:
    return html[:place] + added + html[place:]


def _head(version: str, host: str) -> str:
    # By itself livereload takes a second or more to notice that the server is there again.
    name, _, port = host.rpartition(":")
    query = f"host={name}&amp;port={port}&amp;mindelay=200&amp;maxdelay=2000"
    return (
        f'<link rel="stylesheet" href="{FOLDER}preview.css">\n'
        f'<script defer src="{FOLDER}preview.js" data-version="{version}"></script>\n'
        f'<script defer src="{RELOADER}?{query}"></script>\n'
    )


def _overlay(problems: str) -> str:
    if not problems:
        return ""
    return (
        '<section id="explainer-preview" role="alert" aria-label="Problems">\n'
        f"<pre>{escape(problems)}</pre>\n</section>\n"
    )


def _widened(policy: str, host: str) -> str:
    """Return *policy* with what the preview needs: its script, its style sheet and its socket."""
    # An address with brackets is none that a policy could name.
    own = "'self'" if "[" in host else f"{host}{FOLDER}"
    needed = {
        "script-src": [own],
        "style-src": [own],
        "connect-src": ["'self'", f"ws://{host}"],
    }
    parts = [part.split() for part in unescape(policy).split(";") if part.strip()]
    directives = {name.lower(): sources for name, *sources in reversed(parts)}
    rest = directives.get("default-src")
    for name, more in needed.items():
        old = directives.get(name, rest)
        if old is not None:  # else all is allowed
            kept = [source for source in old if source.lower() != "'none'"]
            directives[name] = [*kept, *(one for one in more if one not in kept)]
    named = list(dict.fromkeys([*(part[0].lower() for part in parts), *directives]))
    widened = "; ".join(" ".join([name, *directives[name]]) for name in named)
    return escape(widened, quote=False).replace('"', "&quot;")
