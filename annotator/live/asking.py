"""Questions to the database from the event loop: few at a time, and no connection is held between them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from django.db import connections

P = ParamSpec("P")
T = TypeVar("T")
N_THREADS = 4

_threads = ThreadPoolExecutor(N_THREADS, thread_name_prefix="live")


async def ask(question: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """The answer, from a thread whose connection goes back to the pool at once."""

    def asked() -> T:
        try:
            return question(*given, **named)
        finally:
            connections.close_all()

    return await asyncio.get_running_loop().run_in_executor(_threads, asked)
