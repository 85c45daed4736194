"""Pictures drawn from facts: their whole HTML, and what is said where nothing can be drawn."""

import re
from pathlib import Path

import pytest

from tests.bench import FILES as FILES_OF_BENCH
from tests.bench import first_lines, make, page, problems

SCHEMA = """\
figures: {value: quantity, label: text?}
exits: {name: text, when: date?, until: date?}
states: {name: text, when: date?}
bodies: {name: text, place: "choice(top, middle, left, right)"}
ties:
  says: markdown
  state: states
  from: bodies
  to: bodies
  sort: choice(control, share, right, ended, none)
  label: text?
"""
FILES = {
    "content/schema.yaml": SCHEMA,
    "content/strings/en.yaml": """\
choices:
  bodies: {place: {top: top, middle: middle, left: left, right: right}}
  ties: {sort: {control: control, share: a share, right: a right, ended: ended, none: no tie}}
units: {people: {one: "{n} person", other: "{n} people"}}
""",
    "content/facts/figures.yaml": """\
worth: {value: 150 billion USD, label: The worth, status: confirmed, sources: [deed]}
stake: {value: 10.5 billion USD, label: The stake}
given: {value: 0 %, label: What was given}
unsaid: {label: What nobody says, status: unknown, note: We looked.}
staff: {value: 616 people}
debt: {value: -3 USD}
""",
    "content/facts/people.yaml": "",
    "content/facts/events.yaml": "",
    "content/facts/terms.yaml": "",
    "content/facts/exits.yaml": """\
zoe: {name: Zoe, when: 2024-09-25}
ann: {name: Ann, when: {value: 2024-04, status: confirmed, sources: [deed]}}
bob: {name: Bob, when: 2024-08-05, until: 2024-12-31}
eve: {name: Eve}
about: {name: Abe, when: 2024-02~}
""",
    "content/facts/states.yaml": "now: {name: Now, when: 2024}\n",
    "content/facts/bodies.yaml": """\
club: {name: The club, place: top}
firm: {name: The firm, place: middle}
""",
    "content/facts/ties.yaml": """\
one: {says: It *rules*., state: now, from: club, to: firm, sort: control}
two: {says: It owns a part., state: now, from: club, to: firm, sort: share, label: 26 %}
three: {says: Nothing more., state: now, from: firm, to: club, sort: none}
""",
}


def drawn(root: Path, call: str) -> str:
    """Return what a *call* of a macro gives, in one line."""
    html = page(root, f"{{{{ {call} }}}}", files=FILES)
    return re.sub(r"\s*\n\s*", "", html)


def fault(root: Path, call: str, **files: str) -> list[str]:
    """Return what is said of a *call*; *files* are facts by their kind, put over the others."""
    own = {f"content/facts/{kind}.yaml": text for kind, text in files.items()}
    return problems(root, f"{{{{ {call} }}}}", files={**FILES, **own})


# --- numbers on one scale -----------------------------------------------------------------------


def test_numbers_have_bars_as_long_as_they_are_large(tmp_path: Path) -> None:
    html = drawn(
        tmp_path, "scale([figures.worth, figures.stake], caption='So much ' ~ figures.given)"
    )

    figure, evidence = html.split("</figure>")
    assert figure == (
        '<figure class="picture scale"><ul>'
        '<li><span>The worth</span> <b><data value="150000000000" class="fact" '
        'data-fact="figures.worth">$150 billion</data><button>1</button></b>'
        '<svg aria-hidden="true"><rect width="100%" height="100%"/>'
        '<rect width="100%" height="100%"/></svg></li>'
        '<li><span>The stake</span> <b><data value="10500000000" class="fact" '
        'data-fact="figures.stake">$10.5 billion</data></b>'
        '<svg aria-hidden="true"><rect width="100%" height="100%"/>'
        '<rect width="7%" height="100%"/></svg></li></ul>'
        '<svg role="img" aria-labelledby="picture-1-title picture-1-desc">'
        '<title id="picture-1-title">Bars on one scale</title>'
        '<desc id="picture-1-desc">Each number of the list above has a bar as long as it is '
        "large.</desc>"
        '<line x1="0%" x2="0%" y2="6"/><text x="0%" y="90%">$0</text>'
        '<line x1="33.33%" x2="33.33%" y2="6"/>'
        '<text x="33.33%" y="90%" text-anchor="middle">$50B</text>'
        '<line x1="66.67%" x2="66.67%" y2="6"/>'
        '<text x="66.67%" y="90%" text-anchor="middle">$100B</text>'
        '<line x1="100%" x2="100%" y2="6"/><text x="100%" y="90%" text-anchor="end">$150B</text>'
        '</svg><figcaption>So much <data value="0" class="fact" data-fact="figures.given">0%</data>'
        "</figcaption>"
    )
    assert evidence == '<div id="evidence-1">figures.worth</div>'


def test_nothing_and_what_is_not_known_have_empty_bars_in_any_unit(tmp_path: Path) -> None:
    html = drawn(tmp_path, "scale([figures.given, figures.unsaid, figures.worth])")

    rows = re.findall(r"<b>.*?>([^<>]*)</(?:data|span)>.*?(<svg.*?</svg>)", html)
    empty = '<svg aria-hidden="true"><rect width="100%" height="100%"/></svg>'
    assert rows[:2] == [("0%", empty), ("not known", empty)]
    assert rows[2][0] == "$150 billion"


def test_numbers_can_be_called_otherwise(tmp_path: Path) -> None:
    html = drawn(tmp_path, "scale([figures.worth, figures.stake], labels=['All', 'A <part>'])")

    assert re.findall(r"<li><span>(.*?)</span>", html) == ["All", "A &lt;part&gt;"]


def test_a_number_without_a_label_is_called_as_its_field(tmp_path: Path) -> None:
    assert "<li><span>Value</span>" in drawn(tmp_path, "scale([figures.staff])")


def test_each_picture_of_a_page_has_ids_of_its_own(tmp_path: Path) -> None:
    body = "{{ scale([figures.worth]) }}\n\n{{ scale([figures.worth]) }}"

    html = page(tmp_path, body, files=FILES)

    assert re.findall(r'<title id="([^"]*)"', html) == ["picture-1-title", "picture-2-title"]


# --- parts --------------------------------------------------------------------------------------


def test_parts_fill_one_bar_in_patterns_of_their_own(tmp_path: Path) -> None:
    html = drawn(tmp_path, "parts_bar([figures.worth, figures.given, figures.stake])")

    assert html.startswith(
        '<figure class="picture parts">'
        '<svg role="img" aria-labelledby="picture-1-title picture-1-desc">'
        '<title id="picture-1-title">A whole in parts: 3</title>'
        '<desc id="picture-1-desc">The parts are in the order of the list below.</desc>'
        '<pattern id="picture-1-1" '
    )
    assert re.findall(r"<rect x=.*?/>", html) == [
        '<rect x="0%" width="93.46%" height="100%" fill="url(#picture-1-1)"/>',
        '<rect x="93.46%" width="6.54%" height="100%" fill="url(#picture-1-3)"/>',
    ]
    assert re.findall(r"<li>.*?</li>", html)[1] == (
        '<li><svg aria-hidden="true">'
        '<rect width="100%" height="100%" fill="url(#picture-1-2)"/></svg> What was given '
        '<b><data value="0" class="fact" data-fact="figures.given">0%</data></b></li>'
    )


def test_no_two_parts_have_the_same_pattern(tmp_path: Path) -> None:
    eight = ", ".join(["figures.worth"] * 8)

    html = drawn(tmp_path, f"parts_bar([{eight}])")

    patterns = re.findall(r"<pattern id=\"[^\"]*\"[^>]*>(.*?)</pattern>", html)
    assert len(patterns) == len(set(patterns)) == 8


# --- a strip of time ----------------------------------------------------------------------------


def test_records_stand_in_the_order_of_their_dates_each_with_its_mark(tmp_path: Path) -> None:
    html = drawn(tmp_path, "strip(exits, 'when', until='until', caption='All of them')")

    items = re.findall(r"<li[ >].*?</li>", html)
    assert items == [
        '<li data-mark="about"><span><span class="fact" data-fact="exits.about">Abe</span></span>'
        '<span><time datetime="2024-02" class="fact" data-fact="exits.about.when">'
        "about February 2024</time></span>"
        '<svg aria-hidden="true"><rect x="8.47%" y="50%" width="7.92%" height="10" rx="5"/></svg>'
        "</li>",
        '<li data-mark="part"><span><span class="fact" data-fact="exits.ann">Ann</span></span>'
        '<span><time datetime="2024-04" class="fact" data-fact="exits.ann.when">April 2024</time>'
        "<button>1</button></span>"
        '<svg aria-hidden="true"><rect x="24.86%" y="50%" width="8.2%" height="10" rx="5"/></svg>'
        "</li>",
        '<li data-mark="span"><span><span class="fact" data-fact="exits.bob">Bob</span></span>'
        '<span><time datetime="2024-08-05" class="fact" data-fact="exits.bob.when">'
        'August 5, 2024</time> – <time datetime="2024-12-31" class="fact" '
        'data-fact="exits.bob.until">December 31, 2024</time></span>'
        '<svg aria-hidden="true"><rect x="59.29%" y="50%" width="40.71%" height="10" rx="5"/>'
        '<circle cx="59.43%" cy="50%" r="6"/></svg></li>',
        '<li data-mark="day"><span><span class="fact" data-fact="exits.zoe">Zoe</span></span>'
        '<span><time datetime="2024-09-25" class="fact" data-fact="exits.zoe.when">'
        "September 25, 2024</time></span>"
        '<svg aria-hidden="true"><circle cx="73.36%" cy="50%" r="6"/></svg></li>',
        '<li><span><span class="fact" data-fact="exits.eve">Eve</span></span><span></span></li>',
    ]


def test_a_strip_has_the_months_of_the_year_and_a_key_to_the_marks_that_it_has(
    tmp_path: Path,
) -> None:
    html = drawn(tmp_path, "strip([exits.zoe, exits.ann], 'when', label='name', caption='Both')")

    assert html.startswith(
        '<figure class="picture strip wide"><div>'
        '<svg role="img" aria-labelledby="picture-1-title picture-1-desc">'
        '<title id="picture-1-title">Time axis from January 2024 to December 2024</title>'
        '<desc id="picture-1-desc">It shows where the entries of the list below stand in time.'
        '</desc><line x1="0%" x2="0%" y2="100%"/><line x1="8.47%" x2="8.47%" y2="100%"/>'
    )
    assert re.findall(r"<text .*?>(.*?)</text>", html) == [
        *("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    ]
    assert re.findall(r"<figcaption>.*?</figcaption>", html) == [
        '<figcaption>Both<br><span data-mark="day">the day is known</span>'
        '<span data-mark="part">no more than the month or the year is known</span></figcaption>'
    ]


def test_the_months_are_those_of_the_language(tmp_path: Path) -> None:
    files = {
        "content/site.yaml": FILES_OF_BENCH["content/site.yaml"].replace(
            "{en: English}", "{en: English, ja: 日本語}"
        ),
        "content/strings/ja.yaml": 'units: {people: "{n}人"}\n',
        "content/ja/index.md": (
            "---\ntitle: T\nsummary: S\n---\n{{ strip([exits.zoe, exits.bob], 'when') }}\n"
        ),
    }

    made = make(tmp_path, "", files={**FILES, **files})

    assert re.findall(r"<text .*?>(.*?)</text>", made.files["ja/index.html"])[8:10] == [
        "9月",
        "10月",
    ]


# --- states -------------------------------------------------------------------------------------


def test_a_state_has_its_bodies_their_ties_and_what_these_say(tmp_path: Path) -> None:
    html = drawn(tmp_path, "states_of(states, bodies, ties, when='when', caption='So it is')")

    assert html == (
        '<figure class="picture states wide"><div>'
        '<p><b><span class="fact" data-fact="states.now">Now</span></b><br><span class="quiet">'
        'When: <time datetime="2024" class="fact" data-fact="states.now.when">2024</time></span>'
        "</p>"
        '<svg viewBox="0 0 320 140" role="img" aria-labelledby="picture-1-title picture-1-desc">'
        '<title id="picture-1-title">Now: who is tied to whom</title>'
        '<desc id="picture-1-desc">The club to The firm: control. The club to The firm: a share. '
        "</desc>"
        '<g data-sort="control"><path d="M149 47 149 93"/><path d="M144.5 84 149 93 153.5 84z"/>'
        '</g><g data-sort="share"><path d="M171 47 171 93"/></g>'
        '<rect x="93" y="1" width="134" height="46" rx="4"/>'
        '<text x="160" y="29" text-anchor="middle">The club</text>'
        '<rect x="93" y="93" width="134" height="46" rx="4"/>'
        '<text x="160" y="121" text-anchor="middle">The firm</text>'
        '<text x="179" y="75">26 %</text></svg>'
        '<ul><li data-sort="control"><span><span class="fact" data-fact="ties.one">'
        "It <em>rules</em>.</span></span></li>"
        '<li data-sort="share"><span><span class="fact" data-fact="ties.two">It owns a part.</span>'
        '</span></li><li data-sort="none"><span><span class="fact" data-fact="ties.three">'
        "Nothing more.</span></span></li></ul></div>"
        "<figcaption>So it is</figcaption></figure>"
    )


def test_a_tie_that_has_ended_says_so_where_it_has_no_label(tmp_path: Path) -> None:
    ties = "one: {says: It did rule., state: now, from: club, to: firm, sort: ended}\n"

    html = page(
        tmp_path,
        "{{ states_of(states, bodies, ties) }}",
        files={**FILES, "content/facts/ties.yaml": ties},
    )

    assert '<text x="168" y="75">ended</text>' in html


def test_a_long_name_stands_in_two_lines(tmp_path: Path) -> None:
    bodies = FILES["content/facts/bodies.yaml"].replace("The firm", "Investors and staff")

    html = page(
        tmp_path,
        "{{ states_of(states, bodies, ties) }}",
        files={**FILES, "content/facts/bodies.yaml": bodies},
    )

    assert (
        '<text x="160" y="112.5" text-anchor="middle">Investors and'
        '<tspan x="160" dy="17">staff</tspan></text>'
    ) in html


# --- what cannot be drawn ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "problem"),
    [
        (
            "scale([figures.worth, figures.staff])",
            "5:34: error: figures.staff is counted in people, and figures.worth in USD "
            "[unit-does-not-fit]",
        ),
        (
            "parts_bar([figures.worth, figures.staff])",
            "5:38: error: figures.staff is counted in people, and figures.worth in USD "
            "[unit-does-not-fit]",
        ),
        (
            "scale([figures.debt])",
            "5:19: error: figures.debt is negative and has no bar [expression]",
        ),
        ("scale([exits.zoe])", "5:17: error: exits.zoe is no number [expression]"),
        (
            "scale(['a'])",
            "5:4: error: a picture is drawn from facts, such as figures.size [expression]",
        ),
        (
            "scale([figures.worth], labels=['a', 'b'])",
            "5:4: error: there are 2 labels for 1 numbers [expression]",
        ),
        (
            "parts_bar([figures.given])",
            "5:4: error: a bar of parts needs a number that is more than 0 [expression]",
        ),
        (
            "parts_bar([figures.worth] * 9)",
            "5:4: error: a bar has 8 parts at most, not 9 [expression]",
        ),
        ("strip(exits, 'name')", '5:4: error: "name" of exits is no date [expression]'),
        ("strip(exits, 'wen')", '5:4: error: exits have no field "wen" [unknown-field]'),
        (
            "states_of(states, [bodies.club], ties)",
            '5:4: error: ties.one names "firm", which is not among the bodies [expression]',
        ),
    ],
)
def test_what_cannot_be_drawn_is_said_where_it_is_asked_for(
    tmp_path: Path, call: str, problem: str
) -> None:
    assert first_lines(fault(tmp_path, call)) == [problem]


def test_two_bodies_cannot_have_one_place_and_none_is_tied_to_itself(tmp_path: Path) -> None:
    bodies = FILES["content/facts/bodies.yaml"].replace("middle", "top")
    ties = "one: {says: A loop., state: now, from: club, to: club, sort: share}\n"
    call = "states_of(states, bodies, ties)"

    same = fault(tmp_path, call, bodies=bodies)
    loop = fault(tmp_path, call, ties=ties)

    assert first_lines(same) == ["5:4: error: two bodies have the same place [expression]"]
    assert first_lines(loop) == ["5:4: error: ties.one leads from a body to itself [expression]"]
