"""Many streams in one process: a plan on standard input, `open` when all are, then `count` and `end` are answered."""

import asyncio
import json
import sys
import time
from typing import Any

from tests.processes.streams import Parser

AT_ONCE = 10


async def main() -> None:
    """Opens `{"port", "path", "headers": [one for each stream]}`, some at a time."""
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    plan = json.loads(await lines.readline())
    heard: list[list[tuple[str, float]]] = [[] for _ in plan["headers"]]
    turn = asyncio.Semaphore(AT_ONCE)
    opening = [asyncio.create_task(_open(plan, headers, turn)) for headers in plan["headers"]]
    streams = await asyncio.gather(*opening)
    reading = [asyncio.create_task(_read(*stream, into)) for stream, into in zip(streams, heard, strict=True)]
    print("open", flush=True)
    while (await lines.readline()).strip() == b"count":
        print(sum(map(len, heard)), flush=True)
    for task in reading:
        task.cancel()
    print(json.dumps(heard))


async def _open(plan: dict[str, Any], headers: dict[str, str], turn: asyncio.Semaphore) -> Any:
    """A stream whose head has come."""
    async with turn:
        reader, writer = await asyncio.open_connection("127.0.0.1", plan["port"])
        head = [f"GET {plan['path']} HTTP/1.1", f"Host: 127.0.0.1:{plan['port']}"]
        head += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n")
        parser = Parser()
        while not parser.status:
            parser.feed(await reader.read(65_536))
        assert parser.status == 200, parser.status
        return reader, writer, parser


async def _read(reader: Any, writer: Any, parser: Parser, into: list[tuple[str, float]]) -> None:
    try:
        while raw := await reader.read(65_536):
            now = time.monotonic()
            into += [(row.data["annotation"], now) for row in parser.feed(raw) if row.name == "change"]
    finally:
        writer.close()


if __name__ == "__main__":
    asyncio.run(main())
