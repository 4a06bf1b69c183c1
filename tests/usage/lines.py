"""Lines and events of logs, as Lambda and CloudWatch write them."""

from typing import Any

ID = "00000000-0000-4000-8000-{:012}"
ID1 = ID.format(1)


def report(number: int = 1, *, billed: int = 3, memory: int = 128, more: str = "") -> str:
    """A REPORT line as Lambda writes it."""
    head = f"REPORT RequestId: {ID.format(number)}\tDuration: {billed - 0.5:.2f} ms\tBilled Duration: {billed} ms"
    return f"{head}\tMemory Size: {memory} MB\tMax Memory Used: 60 MB\t{more}"


def event(message: str, time: int = 1_780_000_000_000, stream: str = "2026/05/28/[$LATEST]01") -> dict[str, Any]:
    return {"logStreamName": stream, "timestamp": time, "message": message}


def exported(*events: str, day: str = "2026-05-28") -> str:
    """Events as an export to S3 has them, one each second."""
    return "".join(f"{day}T10:00:{second:02}.123Z {text}\n" for second, text in enumerate(events))
