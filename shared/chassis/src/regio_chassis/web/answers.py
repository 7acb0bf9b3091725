"""What is around every answer: its figures, the headers that none goes without, and a problem for whatever fails."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from regio_chassis.web.headers import secure
from regio_chassis.web.measures import NO_ROUTE, Measures, method_of, route_of
from regio_chassis.web.problems import answer_to


class Answers:
    """
    Pure ASGI middleware, and one instead of three: each would see every message of every answer.

    It is the net under all that is inside: whatever escapes becomes a problem, and the connection lives on. What it
    counts is what was sent.
    """

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self.app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                secure(message["headers"], scope)
            await send(message)

        try:
            await self.app(scope, receive, noted)
        except Exception as error:  # noqa: BLE001 - the net catches everything
            answer = answer_to(error, scope)
            if status:
                # Half an answer is on its way: the connection must end. The server logs what it is told here.
                raise ConnectionAbortedError("an answer broke off") from None
            await answer(scope, receive, noted)
        finally:
            route = route_of(scope) or NO_ROUTE
            self._measures.count(method_of(scope), route, status, time.perf_counter() - began)
