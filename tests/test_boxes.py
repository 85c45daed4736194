"""Boxes, the lines between them, and words that fit: nothing touches what it should not."""

import pytest

from explainer.boxes import PLACES, WIDTH, boxes, lines, wrapped


def test_a_picture_is_as_high_as_the_rows_that_it_needs() -> None:
    assert boxes(PLACES)[1] == 324
    assert boxes(["top", "middle"])[1] == 140
    assert boxes([]) == ({}, 1)


def test_boxes_stand_side_by_side_in_the_picture_and_touch_nothing() -> None:
    found, height = boxes(PLACES)

    for box in found.values():
        assert 0 < float(box.left) < float(box.left) + box.width < WIDTH
        assert 0 < float(box.top) < float(box.top) + box.height < height
    assert float(found["left"].left) + found["left"].width < float(found["right"].left)


def test_a_line_goes_from_edge_to_edge_with_its_label_beside_it() -> None:
    found, _ = boxes(["top", "middle"])

    (line,) = lines([(found["top"], found["middle"])])

    assert line.path == "M160 47 160 93"
    assert line.arrow == "M155.5 84 160 93 164.5 84z"
    assert (line.x, line.y, line.anchor) == ("168", "75", "start")


def test_lines_between_the_same_two_stand_side_by_side_whichever_way_they_go() -> None:
    found, _ = boxes(["top", "middle"])
    top, middle = found["top"], found["middle"]

    assert [line.path for line in lines([(top, middle), (middle, top)])] == [
        "M149 47 149 93",
        "M171 93 171 47",
    ]
    assert [line.anchor for line in lines([(top, middle), (top, middle)])] == ["end", "start"]


def test_the_label_of_a_level_line_stands_above_it() -> None:
    found, _ = boxes(["left", "right"])

    (line,) = lines([(found["left"], found["right"])])

    assert line.path == "M135 24 185 24"
    assert (line.x, line.y, line.anchor) == ("160", "16", "middle")


def test_a_leaning_line_is_clipped_where_it_meets_the_boxes() -> None:
    found, _ = boxes(["left", "middle"])

    (line,) = lines([(found["left"], found["middle"])])

    assert line.path == "M91 47 137 93"
    assert line.anchor == "end"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The company", ["The company"]),
        ("Investors and staff", ["Investors and", "staff"]),
        ("OpenAI Foundation", ["OpenAI", "Foundation"]),
        ("Incomprehensibilities", ["Incomprehensibilities"]),
        ("投資家と従業員", ["投資家と従業員"]),
        ("従業員とその他の投資家", ["従業員とその他の", "投資家"]),
        ("", [""]),
    ],
)
def test_a_text_is_broken_where_its_room_ends(text: str, found: list[str]) -> None:
    assert wrapped(text, 16) == found
