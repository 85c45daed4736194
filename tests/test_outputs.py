"""The files of a site are made when they are asked for, and told from others before."""

from explainer.outputs import Output, Outputs, ready


class Maker:
    """Makes a page, and counts how often."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> bytes:
        self.made += 1
        return b"<p>Hello.</p>"


def test_a_file_is_made_when_it_is_looked_up() -> None:
    maker = Maker()
    outputs = Outputs({"index.html": Output(b"\x12\xab", maker)})

    assert "index.html" in outputs
    assert "other.html" not in outputs
    assert [*outputs] == ["index.html"]
    assert outputs.own("index.html") == "12ab"
    assert maker.made == 0

    assert outputs["index.html"] == b"<p>Hello.</p>"
    assert maker.made == 1


def test_files_of_which_the_content_is_there_are_told_apart_by_it() -> None:
    outputs = Outputs({"a": ready(b"one"), "b": ready(b"one"), "c": ready(b"two")})

    assert dict(outputs) == {"a": b"one", "b": b"one", "c": b"two"}
    assert outputs.own("a") == outputs.own("b") != outputs.own("c")


def test_others_take_the_place_of_those_with_the_same_path() -> None:
    first = Outputs({"a": ready(b"one"), "b": ready(b"two")})

    assert first.with_others({"b": ready(b"three")}) == {"a": b"one", "b": b"three"}
    assert first == {"a": b"one", "b": b"two"}
