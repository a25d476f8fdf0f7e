"""A browser without a screen, for a site in a process of its own: cookies, the fields of a form, no redirects."""

import http.client
import http.cookies
import re
from urllib.parse import urlencode

HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|command_id)" value="([^"]+)"')
Fields = dict[str, str]


class Visitor:
    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: Fields = {}

    def get(self, path: str) -> tuple[int, str]:
        status, body, _ = self._ask("GET", path)
        return status, body

    def fields(self, path: str) -> Fields:
        """The hidden ones of the page's first form."""
        status, page = self.get(path)
        if status != 200:
            raise ConnectionError(f"{path} answered {status}")
        found: Fields = {}
        for name, value in HIDDEN.findall(page):
            found.setdefault(name, value)
        return found

    def post(self, path: str, fields: Fields) -> tuple[int, str, str]:
        """(status, body, where it leads)."""
        return self._ask("POST", path, urlencode(fields))

    def send(self, page: str, **fields: str) -> tuple[int, str, str]:
        """The form of a page, filled in."""
        return self.post(page, self.fields(page) | fields)

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except http.client.HTTPException as error:
            raise ConnectionError(str(error)) from error
        finally:
            connection.close()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            for name, morsel in http.cookies.SimpleCookie(cookie).items():
                self.cookies[name] = morsel.value
        return answer.status, text, answer.headers.get("Location", "")
