"""Writes an explainer as each of the other generators wants it: one layout, data, and the pages."""

from collections.abc import Callable
from pathlib import Path

from .corpus import Corpus, Page, put, quoted, woven

NAV = ["Home", "Energy", "Water", "Food", "Transport", "Housing", "Health", "About"]

_CSS = "body { font: 1rem/1.5 sans-serif; max-width: 46rem; margin: auto }\n"
_PYTHON_FACT = """
import yaml

with open("facts.yaml", encoding="utf-8") as file:
    FACTS = yaml.load(file, getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def fact(key):
    return '<span class="fact" title="{label}, {as_of}">{value} {unit}</span>'.format(**FACTS[key])

"""


def _facts(corpus: Corpus) -> str:
    """Return the data file with the facts."""
    told = [
        f"{fact.id}:\n  value: {fact.value}\n  unit: {quoted(fact.unit)}\n"
        f"  label: {quoted(fact.label['en'])}\n  as_of: {quoted(fact.as_of)}\n"
        f"  source: {quoted(corpus.sources[fact.source]['en'])}\n"
        for fact in corpus.facts.values()
    ]
    return "".join(told)


def _body(
    corpus: Corpus, page: Page, fact: Callable[[str], str], link: Callable[[str], str] | None = None
) -> str:
    """Return the text of a page; *link* gives the target of a link to the page by a key."""
    address = link or (lambda key: f"/pages/{page.language}/{key}/")
    return woven(
        page,
        fact,
        lambda key, words: f"[{words}]({address(key)})",
        lambda source: (
            f"([{corpus.sources[source][page.language]}]"
            f"(https://{source.replace('_', '-')}.example/))"
        ),
    )


def _front(page: Page, **more: str) -> str:
    values = {"title": quoted(page.title), "summary": quoted(page.summary), **more}
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in values.items()) + "---\n\n"


def _layout(title: str, summary: str, content: str, nav: str | None = None) -> str:
    """Return the one layout; what is given is in the language of its templates."""
    links = "\n".join(f'<li><a href="/#{one.lower()}">{one}</a></li>' for one in NAV)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} – Explainers</title>
<meta name="description" content="{summary}">
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><a href="/">Explainers</a>
<nav aria-label="Main"><ul>
{nav or links}
</ul></nav>
</header>
<main>
<h1>{title}</h1>
{content}
</main>
<footer><p>Invented explainers</p></footer>
</body>
</html>
"""


def hugo(corpus: Corpus, folder: Path) -> None:
    """Write it for Hugo: a shortcode reads the data."""
    put(
        folder / "hugo.toml",
        'baseURL = "https://explainers.example/"\ntitle = "Explainers"\n'
        'disableKinds = ["taxonomy", "term", "rss", "sitemap", "404"]\n'
        "[markup.goldmark.renderer]\nunsafe = true\n",
    )
    put(folder / "data/facts.yaml", _facts(corpus))
    block = '{{ block "main" . }}{{ end }}'
    put(folder / "layouts/baseof.html", _layout("{{ .Title }}", "{{ .Params.summary }}", block))
    put(folder / "layouts/page.html", '{{ define "main" }}{{ .Content }}{{ end }}\n')
    listed = '<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>'
    listed = f"<ul>{{{{ range site.RegularPages }}}}{listed}\n{{{{ end }}}}</ul>"
    put(folder / "layouts/home.html", f'{{{{ define "main" }}}}{listed}{{{{ end }}}}\n')
    put(folder / "layouts/section.html", '{{ define "main" }}{{ end }}\n')
    put(
        folder / "layouts/_shortcodes/fact.html",
        "{{- $f := index hugo.Data.facts (.Get 0) -}}"
        '<span class="fact" title="{{ $f.label }}, {{ $f.as_of }}">'
        "{{ $f.value }} {{ $f.unit }}</span>{{- /**/ -}}\n",
    )
    put(folder / "static/style.css", _CSS)
    for page in corpus.pages:
        body = _body(corpus, page, lambda key: f'{{{{< fact "{key}" >}}}}')
        put(folder / f"content/pages/{page.language}/{page.key}.md", _front(page) + body)


def zola(corpus: Corpus, folder: Path) -> None:
    """Write it for Zola: a shortcode loads the data."""
    put(
        folder / "config.toml",
        'base_url = "https://explainers.example"\ntitle = "Explainers"\ncompile_sass = false\n'
        "build_search_index = false\n",
    )
    put(folder / "facts.yaml", _facts(corpus))
    either = "{{% if page %}}{{{{ page.{0} }}}}{{% else %}}{{{{ section.{0} }}}}{{% endif %}}"
    layout = _layout(
        either.format("title"), either.format("description"), "{% block content %}{% endblock %}"
    )
    put(folder / "templates/base.html", layout)
    begin, end = '{% extends "base.html" %}{% block content %}', "{% endblock %}\n"
    put(folder / "templates/page.html", f"{begin}{{{{ page.content | safe }}}}{end}")
    put(folder / "templates/section.html", begin + end)
    listed = (
        '{% for p in sec.pages %}<li><a href="{{ p.path }}">{{ p.title }}</a></li>\n{% endfor %}'
    )
    sections = "".join(
        f'{{% set sec = get_section(path="pages/{code}/_index.md") %}}<ul>{listed}</ul>'
        for code in ("en", "ja")
    )
    put(folder / "templates/index.html", f"{begin}{sections}{end}")
    put(
        folder / "templates/shortcodes/fact.html",
        '{% set facts = load_data(path="facts.yaml") %}{% set f = facts[id] %}'
        '<span class="fact" title="{{ f.label }}, {{ f.as_of }}">{{ f.value }} {{ f.unit }}</span>',
    )
    put(folder / "static/style.css", _CSS)
    put(folder / "content/_index.md", '+++\ntitle = "All pages"\n+++\n')
    for code in ("en", "ja"):
        put(folder / f"content/pages/{code}/_index.md", f'+++\ntitle = "{code}"\n+++\n')
    for page in corpus.pages:
        front = f"+++\ntitle = {quoted(page.title)}\ndescription = {quoted(page.summary)}\n+++\n\n"
        body = _body(
            corpus,
            page,
            lambda key: f'{{{{ fact(id="{key}") }}}}',
            lambda key, code=page.language: f"@/pages/{code}/{key}.md",  # type: ignore[misc]
        )
        put(folder / f"content/pages/{page.language}/{page.key}.md", front + body)


def eleventy(corpus: Corpus, folder: Path) -> None:
    """Write it for Eleventy: a filter of Nunjucks in the Markdown."""
    put(folder / "package.json", '{"private": true, "type": "commonjs"}\n')
    put(folder / "eleventy.config.js", _ELEVENTY)
    put(folder / "src/_data/facts.yaml", _facts(corpus))
    layout = _layout("{{ title }}", "{{ summary }}", "{{ content | safe }}")
    put(folder / "src/_includes/page.njk", layout)
    put(folder / "src/pages/pages.json", '{"layout": "page.njk", "tags": "explainer"}\n')
    listed = '<li><a href="{{ p.url }}">{{ p.data.title }}</a></li>'
    listed = f"<ul>{{% for p in collections.explainer %}}{listed}\n{{% endfor %}}</ul>\n"
    put(folder / "src/index.njk", f"---\nlayout: page.njk\ntitle: All pages\n---\n{listed}")
    put(folder / "src/style.css", _CSS)
    for page in corpus.pages:
        body = _body(corpus, page, lambda key: f"{{{{ facts.{key} | fact | safe }}}}")
        put(folder / f"src/pages/{page.language}/{page.key}.md", _front(page) + body)


_ELEVENTY = """\
const yaml = require("js-yaml");
const footnote = require("markdown-it-footnote");
module.exports = function (config) {
  config.addDataExtension("yaml", (text) => yaml.load(text));
  config.amendLibrary("md", (md) => md.use(footnote));
  config.addFilter("fact", (f) =>
    `<span class="fact" title="${f.label}, ${f.as_of}">${f.value} ${f.unit}</span>`);
  config.addPassthroughCopy("src/style.css");
  config.setQuietMode(true);
  return { markdownTemplateEngine: "njk", htmlTemplateEngine: "njk",
           dir: { input: "src", output: "_site" } };
};
"""


def pelican(corpus: Corpus, folder: Path) -> None:
    """Write it for Pelican: Jinja in the Markdown, by a plugin."""
    extensions = ", ".join(
        f"'markdown.extensions.{one}': {{}}"
        for one in ("footnotes", "tables", "toc", "attr_list", "def_list")
    )
    put(
        folder / "pelicanconf.py",
        f"""{_PYTHON_FACT}
SITENAME = 'Explainers'
SITEURL = ''
PATH = 'content'
PAGE_PATHS = ['pages']
ARTICLE_PATHS = ['articles']
STATIC_PATHS = ['style.css']
TIMEZONE = 'UTC'
DEFAULT_LANG = 'en'
THEME = 'theme'
PAGE_URL = 'pages/{{slug}}/'
PAGE_SAVE_AS = 'pages/{{slug}}/index.html'
DIRECT_TEMPLATES = ['index']
FEED_ALL_ATOM = CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = None
AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
PLUGINS = ['jinja2content']
JINJA_GLOBALS = {{'fact': fact}}
MARKDOWN = {{'extension_configs': {{{extensions}}}, 'output_format': 'html5'}}
""",
    )
    put(folder / "facts.yaml", _facts(corpus))
    layout = _layout(
        "{% block title %}{{ SITENAME }}{% endblock %}",
        "{% block summary %}{% endblock %}",
        "{% block content %}{% endblock %}",
    )
    heading = "<h1>{% block title %}{{ SITENAME }}{% endblock %}</h1>"
    layout = layout.replace(heading, "<h1>{{ self.title() }}</h1>")
    put(folder / "theme/templates/base.html", layout)
    put(
        folder / "theme/templates/page.html",
        '{% extends "base.html" %}{% block title %}{{ page.title }}{% endblock %}'
        "{% block summary %}{{ page.metadata.description }}{% endblock %}"
        "{% block content %}{{ page.content }}{% endblock %}\n",
    )
    listed = '<li><a href="/{{ p.url }}">{{ p.title }}</a></li>'
    put(
        folder / "theme/templates/index.html",
        '{% extends "base.html" %}{% block title %}All pages{% endblock %}{% block content %}'
        f"<ul>{{% for p in pages %}}{listed}\n{{% endfor %}}</ul>{{% endblock %}}\n",
    )
    put(folder / "theme/static/.keep", "")
    put(folder / "content/style.css", _CSS)
    put(folder / "content/articles/.keep", "")
    for page in corpus.pages:
        front = (
            f"Title: {page.title}\nDate: 2025-01-01\nSlug: {page.language}/{page.key}\n"
            f"Description: {page.summary}\n\n"
        )
        body = _body(corpus, page, lambda key: f"{{{{ fact('{key}') }}}}")
        put(folder / f"content/pages/{page.language}/{page.key}.md", front + body)


def mkdocs(corpus: Corpus, folder: Path) -> None:
    """Write it for MkDocs: a macro of its plugin, and a theme of its own."""
    put(
        folder / "mkdocs.yml",
        """\
site_name: Explainers
site_url: https://explainers.example/
markdown_extensions: [footnotes, attr_list, def_list]
validation: {links: {absolute_links: ignore}}
plugins:
  - macros:
      module_name: main
theme:
  name: null
  custom_dir: theme
""",
    )
    layout = _layout("{{ page.title }}", "{{ page.meta.summary }}", "{{ page.content }}")
    layout = layout.replace("<h1>{{ page.title }}</h1>\n", "")
    put(folder / "theme/main.html", layout)
    put(folder / "main.py", f"{_PYTHON_FACT}\ndef define_env(env):\n    env.macro(fact)\n")
    put(folder / "facts.yaml", _facts(corpus))
    put(folder / "docs/style.css", _CSS)
    listed = "\n".join(
        f"- [{page.title}](pages/{page.language}/{page.key}.md)" for page in corpus.pages
    )
    put(folder / "docs/index.md", f"# All pages\n\n{listed}\n")
    for page in corpus.pages:
        body = _body(corpus, page, lambda key: f'{{{{ fact("{key}") }}}}', lambda key: f"{key}.md")
        text = f"{_front(page)}# {page.title}\n\n{body}"
        put(folder / f"docs/pages/{page.language}/{page.key}.md", text)


def staticjinja(corpus: Corpus, folder: Path) -> None:
    """Write it for staticjinja: Jinja, then Markdown, in its build script."""
    put(folder / "build.py", _STATICJINJA.replace("FACT\n", _PYTHON_FACT))
    put(folder / "facts.yaml", _facts(corpus))
    layout = _layout("{{ page.title }}", "{{ page.summary }}", "{{ content }}")
    put(folder / "templates/_page.html", layout)
    put(folder / "templates/style.css", _CSS)
    for page in corpus.pages:
        body = _body(corpus, page, lambda key: f'{{{{ fact("{key}") }}}}')
        put(folder / f"templates/pages/{page.language}/{page.key}.md", _front(page) + body)


_STATICJINJA = '''\
"""staticjinja with Markdown as its documentation shows it."""
import os

import markdown
from staticjinja import Site
FACT
LIKE_OURS = ["footnotes", "tables", "toc", "attr_list", "def_list"]
md = markdown.Markdown(output_format="html", extensions=LIKE_OURS)


def context(template):
    with open(template.filename, encoding="utf-8") as file:
        _, head, body = file.read().split("---\\n", 2)
    page = yaml.load(head, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    text = template.environment.from_string(body).render()
    return {"page": page, "content": md.reset().convert(text)}


def render(site, template, **values):
    out = os.path.join(site.outpath, template.name[:-3], "index.html")
    os.makedirs(os.path.dirname(out), exist_ok=True)
    site.get_template("_page.html").stream(**values).dump(out, encoding="utf-8")


if __name__ == "__main__":
    Site.make_site(
        searchpath="templates",
        outpath="site",
        contexts=[(r".*\\.md", context)],
        rules=[(r".*\\.md", render)],
        env_globals={"fact": fact},
    ).render()
'''
