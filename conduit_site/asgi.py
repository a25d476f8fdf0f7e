"""What the server calls: pages by Django, sockets by Channels, behind the proxy and the bounds."""

import os

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

from conduit_site.proxy import TrustedProxy

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conduit_site.settings")
pages = get_asgi_application()

from conduit_site.limits import RequestsAtOnce  # noqa: E402 (renders a page: after Django is set up)

application = TrustedProxy(
    ProtocolTypeRouter({"http": RequestsAtOnce(pages, settings.REQUESTS_AT_ONCE, settings.REQUEST_PATIENCE)}),
    settings.TRUSTED_PROXY,
)
