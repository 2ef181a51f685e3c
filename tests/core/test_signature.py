"""Whether a body was signed, against vectors that another program computed.

Each is ``printf BODY | openssl dgst -sha256 -hmac SECRET -binary | base64``.
"""

import pytest

from custom_components.volue_spark.spark.signature import is_signed_by

SECRET = "a secret"
BODY = b'{"eventId":"event-1"}'
SIGNATURE = "NGbyUwqaUGBhmaS5C+XYVqoGbJxVrxRkkG1FKfisfQw="
BY_ANOTHER = "zl//xCj79O0GTtaaV3I1LlLEYr8Pp02JgKbXYULD9Uk="


@pytest.mark.parametrize(
    ("body", "secret", "signature"),
    [
        (BODY, SECRET, SIGNATURE),
        (BODY, "another secret", BY_ANOTHER),
        (BODY, "A SECRET", "24FbDhrtWUc8xYdaD+yM3pgF+G6yOZrkvP/qmyJqBro="),
        (BODY + b"\n", SECRET, "O3feRa6u1aBaiAS4TKiwyahGMxpagIc0TSguIVIoqEo="),
        (BODY + b"\r\n", SECRET, "9af9LaiDZidh3BLV1B/vNv+BXA2i4PpKjKjkmzLm260="),
        (b"", SECRET, "M8cu51Y+5If6i8ELfVRTTmyhB7nLFLcolNVdVivZbvE="),
        (b"\xff\xfe\x00\x80", SECRET, "ZRgbTWhYJ/CYq6x+4LH2CLFjqjk7HXwF8dmgy2ae6E4="),
        ('{"name":"Østfold ⚡"}'.encode(), "hemmelig æøå", "3EFCaKutcMr2YETeq7/+Q1inzlNgfcJ6DdlqwVLoRdM="),
    ],
    ids=["plain", "another secret", "capitals", "newline", "CRLF", "empty", "no UTF-8", "UTF-8 in both"],
)
def test_what_another_program_signed_is_signed(body: bytes, secret: str, signature: str) -> None:
    """The bytes count as they were sent: Spark ends a body with a newline, and signs it, too."""
    assert is_signed_by(body, signature, [secret])


@pytest.mark.parametrize(
    ("body", "signature"),
    [
        (BODY + b"\n", SIGNATURE),
        (BODY[:-1], SIGNATURE),
        (BODY, "O3feRa6u1aBaiAS4TKiwyahGMxpagIc0TSguIVIoqEo="),
        (BODY, BY_ANOTHER),
        (BODY, "24FbDhrtWUc8xYdaD+yM3pgF+G6yOZrkvP/qmyJqBro="),
        (BODY, SIGNATURE.lower()),
        (BODY, SIGNATURE.rstrip("=")),
        (BODY, f" {SIGNATURE}"),
        (BODY, f"{SIGNATURE}\n"),
        (BODY, f"sha256={SIGNATURE}"),
        (BODY, "3466f2530a9a50606199a4b90be5d856aa066c9c55af1464906d4529f8ac7d0c"),
        (BODY, "M8cu51Y+5If6i8ELfVRTTmyhB7nLFLcolNVdVivZbvE="),
        (BODY, ""),
        (b"", ""),
        (BODY, None),
        (BODY, SIGNATURE.replace("N", "Ñ")),
        (BODY, "\udcff" + SIGNATURE[1:]),
        (BODY, "\ud800"),
        (BODY, "?" * 44),
    ],
    ids=[
        "a newline more",
        "cut off",
        "that of a newline more",
        "of another secret",
        "of the secret in capitals",
        "wrong case",
        "without padding",
        "a space before",
        "a newline after",
        "with a scheme",
        "hexadecimal",
        "that of nothing",
        "empty",
        "nothing at all",
        "missing",
        "not ASCII",
        "a byte that is no UTF-8",
        "half a surrogate",
        "what else a header may be turned into",
    ],
)
def test_what_is_otherwise_in_the_least_is_not_signed(body: bytes, signature: str | None) -> None:
    """Whoever knows the address could tell any curve; and what cannot be read must not raise."""
    assert not is_signed_by(body, signature, [SECRET])


@pytest.mark.parametrize(
    ("secrets", "is_signed"),
    [
        (["another secret", SECRET], True),
        ([SECRET, "another secret"], True),
        (["another secret"], False),
        ([""], False),
        ([], False),
    ],
)
def test_each_of_several_secrets_will_do_and_nothing_else(secrets: list[str], *, is_signed: bool) -> None:
    """While the secret is renewed, what was signed with the former one is still on its way."""
    assert is_signed_by(BODY, SIGNATURE, secrets) is is_signed


def test_the_time_tells_nothing_of_which_secret_fits() -> None:
    """All are tried: who measures must not learn that the first one is the right one."""
    tried = iter([SECRET, "another secret"])
    assert is_signed_by(BODY, SIGNATURE, tried)
    assert list(tried) == []
