"""The site's one address for sockets: known browsers' own pages only, with the session that they come with."""

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path, re_path

from es_core.live.consumer import LiveConsumer


class Nowhere(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Any other address is refused, quietly."""

    channel_layer_alias = "none"

    async def connect(self) -> None:
        await self.close()


sockets = AllowedHostsOriginValidator(
    AuthMiddlewareStack(URLRouter([path("live", LiveConsumer.as_asgi()), re_path("", Nowhere.as_asgi())]))
)
