"""The shapes of what was published and of what was corrected, as pieces of JSON Schema."""

from .corrections import CLASSES
from .settings import Settings
from .shapes import COUNT, DAY, SCALAR, Shape, described, listing, mapping, one_of, text_in

# Any value: a text, one in each language, or a list.
_VALUE: Shape = {}
_SAID = {
    "type": described("The type that it had.", SCALAR),
    "value": described("The value in all languages; none of what was not known.", _VALUE),
    "status": described("How sure it was.", SCALAR),
    "origins": described("How many independent origins a report had.", COUNT),
}


def published() -> Shape:
    """Return the shape of content/published.yaml."""
    recorded = described("How many corrections of it are taken in.", COUNT)
    return {
        "title": "content/published.yaml",
        "description": "What was published, as `release` wrote it.",
        "type": "object",
        "properties": {"languages": listing(SCALAR)},
        "additionalProperties": mapping({**_SAID, "recorded": recorded}, ["type"]),
    }


def corrections(settings: Settings) -> Shape:
    """Return the shape of content/corrections.yaml."""
    said = mapping(_SAID, ["type"])
    change = {
        "was": described("What it said when it was published.", said),
        "now": described("What it says since; nothing where it is gone.", said),
    }
    others = {"type": "object", "additionalProperties": mapping(change)}
    properties = {
        "fact": described("The name of the fact.", SCALAR),
        "as": described("What sort of change it is.", one_of(CLASSES, CLASSES)),
        "date": described("The day on which it was recorded.", DAY),
        "why": described("The reason that readers are told.", text_in(settings.languages)),
        **change,
        "with": described("What changed along with it.", others),
        "pages": described("Pages that told what they no longer print.", listing(SCALAR)),
    }
    return {
        "title": "content/corrections.yaml",
        "description": "What was changed after it had been published, and why.",
        **listing(mapping(properties, ["fact", "as", "date"])),
    }
