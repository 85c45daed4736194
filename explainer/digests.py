"""What stands for a text, or for the content of a file, wherever two are compared later."""

from hashlib import blake2b

# Bytes of a digest.
SIZE = 16


def digest_of(content: str | bytes | memoryview) -> bytes:
    """Return the digest of *content*; a text may hold halves of characters."""
    if isinstance(content, str):
        content = content.encode("utf-8", "surrogatepass")
    return blake2b(content, digest_size=SIZE).digest()
