"""Sees what a browser must never do on this site: complain, open dialogs, fail, ask other hosts."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Request, Response, WebError

HARMLESS = (
    "the server responded with a status of",  # seen as a response already
    "WebSocket is closed before the connection is established",  # somebody was quick to leave the page
)


class Witness:
    def __init__(self, context: BrowserContext, own: str) -> None:
        self.own = own
        self.seen: list[str] = []
        self.expected: tuple[str, ...] = ()
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("dialog", self._dialog)
        context.on("request", self._request)
        context.on("response", self._response)

    def expects(self, *words: str) -> None:
        """Whatever holds one of these is part of the test: "422" for a refused form, "ERR_FAILED" for a lost line."""
        self.expected += words

    def complaints(self) -> list[str]:
        return [each for each in self.seen if not any(word in each for word in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(words in message.text for words in HARMLESS):
            self.seen.append(f"console {message.type}: {message.text}")

    def _error(self, error: WebError) -> None:
        self.seen.append(f"uncaught: {error.error}")

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.own, "data:")) and request.resource_type != "image":
            self.seen.append(f"asked elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.seen.append(f"{response.status} {response.request.method} {response.url}")
