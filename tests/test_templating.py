"""Templates and expressions: strict, in a sandbox, and told where they fail."""

from pathlib import Path

import pytest

from explainer.templating import TemplateError, Templates


def templates(root: Path, files: dict[str, str] | None = None) -> Templates:
    """Return the templates of a folder with these *files*."""
    for path, text in (files or {}).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return Templates([root], {"shout": lambda value: f"{value}!"}, {})


def fault(root: Path, expression: str) -> TemplateError:
    """Return how an *expression* fails."""
    with pytest.raises(TemplateError) as caught:
        templates(root).evaluate(expression, {"name": "Ann", "many": [1, 2]})
    return caught.value


@pytest.mark.parametrize(
    ("expression", "result"),
    [
        ("1 + 2 * 3", 7),
        ("name ~ '!'", "Ann!"),
        ("name | shout", "Ann!"),
        ("many | map('string') | join('-')", "1-2"),
        ("2 ** 10", 1024),
        ("'ab' * 3", "ababab"),
        ("3 * [1]", [1, 1, 1]),
        ("many is defined and other is not defined", True),
    ],
)
def test_an_expression_gives_its_value(tmp_path: Path, expression: str, result: object) -> None:
    values = {"name": "Ann", "many": [1, 2]}

    assert templates(tmp_path).evaluate(expression, values) == result


@pytest.mark.parametrize(
    ("expression", "message", "name"),
    [
        ("nobody", 'there is nothing called "nobody" here', "nobody"),
        ("nobody()", 'there is nothing called "nobody" here', "nobody"),
        ("name | nofilter", "No filter named 'nofilter'", "nofilter"),
        ("name is notest", "No test named 'notest'", "notest"),
        ("1 +", "unexpected 'end of template'", ""),
        ("1 / 0", "division by zero (ZeroDivisionError)", ""),
        ("name + 1", 'can only concatenate str (not "int") to str (TypeError)', ""),
        ("lipsum()", 'there is nothing called "lipsum" here', "lipsum"),
        ("many | random", "No filter named 'random'", "random"),
    ],
)
def test_an_expression_that_fails_says_why(
    tmp_path: Path, expression: str, message: str, name: str
) -> None:
    error = fault(tmp_path, expression)

    assert (error.message, error.name, error.file) == (message, name, None)


@pytest.mark.parametrize(
    "expression",
    [
        "''.__class__",
        "''|attr('__class__')",
        "''['__class__']",
        "'{0.__class__}'.format(name)",
        "'%s' | format(name.__class__)",
        "many.append(3)",
        "many.__init__.__globals__",
    ],
)
def test_nothing_leads_out_of_the_sandbox(tmp_path: Path, expression: str) -> None:
    error = fault(tmp_path, expression)

    assert "unsafe" in error.message or "not safely callable" in error.message


@pytest.mark.parametrize(
    ("expression", "operator"),
    [("'a' * 10 ** 10", "*"), ("10 ** 10 * [1]", "*"), ("9 ** 9 ** 9 ** 9 ** 9", "**")],
)
def test_what_would_fill_the_memory_is_refused(
    tmp_path: Path, expression: str, operator: str
) -> None:
    assert fault(tmp_path, expression).message == f"what {operator} gives is too large"


def test_a_template_escapes_what_is_put_into_it(tmp_path: Path) -> None:
    ours = templates(tmp_path, {"page.html": "<p>{{ text }}</p>"})

    assert ours.render("page.html", {"text": "a < b"}) == "<p>a &lt; b</p>"


@pytest.mark.parametrize(
    ("text", "message", "line", "name"),
    [
        ("one\n{{ nobody }}", 'there is nothing called "nobody" here', 2, "nobody"),
        ("one\ntwo\n{% if %}", "Expected an expression, got 'end of statement block'", 3, ""),
        ("{{ 1 / 0 }}", "division by zero (ZeroDivisionError)", 1, ""),
        ("a\n{% include 'no.html' %}", 'there is no template "no.html"', 2, "no.html"),
        ("{% include 'page.html' %}", "it calls itself without end", 1, ""),
        (
            "{{ text.__class__ }}",
            "access to attribute '__class__' of 'str' object is unsafe",
            1,
            "",
        ),
    ],
)
def test_a_template_that_fails_names_its_file_and_line(
    tmp_path: Path, text: str, message: str, line: int, name: str
) -> None:
    ours = templates(tmp_path, {"page.html": text})

    with pytest.raises(TemplateError) as caught:
        ours.render("page.html", {"text": ""})

    error = caught.value
    assert (error.message, error.file, error.line, error.name) == (
        message,
        tmp_path / "page.html",
        line,
        name,
    )


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(TemplateError, match=r'there is no template "page\.html"'):
        templates(tmp_path).render("page.html", {})


def test_every_macro_is_known_by_its_name(tmp_path: Path) -> None:
    files = {"macros/a.html": "{% macro bold(x) %}<b>{{ x }}</b>{% endmacro %}{% set _own = 1 %}"}
    ours = templates(tmp_path, files)

    macros = ours.macros()

    assert list(macros) == ["bold"]
    assert str(ours.evaluate("bold('<')", macros)) == "<b>&lt;</b>"


def test_a_macro_that_fails_is_named_with_its_line(tmp_path: Path) -> None:
    files = {"macros/a.html": "{% macro bad() %}\n{{ 1 / 0 }}\n{% endmacro %}"}
    ours = templates(tmp_path, files)

    with pytest.raises(TemplateError) as caught:
        ours.evaluate("bad()", ours.macros())

    assert (caught.value.file, caught.value.line) == (tmp_path / "macros/a.html", 2)


def test_the_first_folder_counts_file_by_file(tmp_path: Path) -> None:
    for folder, path in [("a", "x.html"), ("b", "x.html"), ("b", "layouts/y.html")]:
        (tmp_path / folder / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / path).write_text(folder)
    ours = Templates([tmp_path / "a", tmp_path / "b"], {}, {})

    assert ours.render("x.html", {}) == "a"
    assert ours.names("layouts/") == ["y"]
    assert ours.path_of("layouts/y.html") == tmp_path / "b/layouts/y.html"
