"""Makes small PDFs for tests, by hand, so that what is wrong with one is meant."""

from collections.abc import Sequence


def pdf(*pages: Sequence[str], labels: str = "") -> bytes:
    """Return a PDF with these lines on its pages; *labels* says how these are numbered."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {labels} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj 0 -20 Td " for line in lines)
        objects += [page(5 + 2 * at), stream(f"BT /F1 12 Tf 72 720 Td {shown}ET".encode())]
    return assembled(objects)


def page(content: int) -> bytes:
    """Return a page that shows what the object of that number says."""
    return (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
        f"/Resources << /Font << /F1 3 0 R >> >> /Contents {content} 0 R >>"
    ).encode()


def stream(data: bytes, keys: str = "") -> bytes:
    """Return an object that holds *data*."""
    head = f"<< /Length {len(data)} {keys} >>".encode()
    return b"\n".join([head, b"stream", data, b"endstream"])


def assembled(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of these objects; the first is its catalogue."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    table, count = len(out), len(objects) + 1
    out += f"xref\n0 {count}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    out += f"trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n".encode()
    return bytes(out)
