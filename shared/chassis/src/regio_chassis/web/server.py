"""What uvicorn lacks: it waits for ever for the rest of a header, and answers what it cannot parse in plain text."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from regio_chassis.errors import DomainError
from regio_chassis.web.problems import problem
from regio_chassis.web.refusals import HeadersTooLarge, Malformed, RequestTimeout

HEADER_SECONDS = 10.0
"""From the first byte of a request, or the connection, to the end of its header."""
HEADER_BYTES = 64 * 1024

_REASONS = {400: b"Bad Request", 408: b"Request Timeout", 431: b"Request Header Fields Too Large"}


class SlowHeaderProtocol(HttpToolsProtocol):
    """``uvicorn.run(app, http=SlowHeaderProtocol)``."""

    _timer: asyncio.TimerHandle | None = None
    _header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give the client ten seconds for its first header."""
        super().connection_made(transport)
        self._expect_header()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        self._header_arrived()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse, as long as the header stays within its limit."""
        if self._timer is not None:
            self._header_bytes += len(data)
        super().data_received(data)
        # Still waiting for the end of a header, and this much of it is there already.
        if self._timer is not None and self._header_bytes > HEADER_BYTES:
            self._refuse(HeadersTooLarge())

    def on_message_begin(self) -> None:
        """Start the clock for the next request on a kept connection."""
        super().on_message_begin()
        if self._timer is None:
            self._expect_header()

    def on_headers_complete(self) -> None:
        """Stop the clock."""
        self._header_arrived()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer a request that is not HTTP as a problem."""
        self._refuse(Malformed(msg))

    def _expect_header(self) -> None:
        self._header_bytes = 0
        self._timer = self.loop.call_later(HEADER_SECONDS, self._too_slow)

    def _header_arrived(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        self._refuse(RequestTimeout())

    def _refuse(self, refusal: DomainError) -> None:
        self._header_arrived()
        if self.transport.is_closing():
            return
        # Before the first request there is no cycle, whatever uvicorn's annotation says.
        if not getattr(self.cycle, "response_complete", True):
            # The answer to the request before this one is on its way: ours must not end up in the middle of it.
            self.transport.close()
            return
        answer = problem(refusal)
        head = b"HTTP/1.1 %d %b\r\n" % (answer.status_code, _REASONS[answer.status_code])
        head += b"".join(b"%b: %b\r\n" % pair for pair in answer.raw_headers)
        self.transport.write(head + b"connection: close\r\n\r\n" + bytes(answer.body))
        self.transport.close()
