"""What the server calls: pages by Django, streams beside it, sockets by Channels, behind the proxy and the bounds."""

import os

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

from conduit_site.proxy import TrustedProxy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduit_site.settings")
pages = get_asgi_application()

from conduit_site.limits import RequestsAtOnce  # noqa: E402 (renders a page: after Django is set up)
from conduit_site.sockets import sockets  # noqa: E402
from conduit_site.streams import Streams  # noqa: E402
from es_core import live  # noqa: E402

application = TrustedProxy(
    ProtocolTypeRouter(
        {
            "http": Streams(RequestsAtOnce(pages, settings.REQUESTS_AT_ONCE, settings.REQUEST_PATIENCE)),
            "websocket": sockets,
        }
    ),
    settings.TRUSTED_PROXY,
)
live.start()
