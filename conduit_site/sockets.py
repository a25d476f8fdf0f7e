"""The site's addresses for sockets: the pages', with the session that they come with, and GraphQL's."""

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path, re_path

from conduit_site.graphql import IS_INSTALLED
from es_core.live.consumer import LiveConsumer


class Nowhere(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Any other address is refused, quietly."""

    channel_layer_alias = "none"

    async def connect(self) -> None:
        await self.close()


pages = AllowedHostsOriginValidator(
    AuthMiddlewareStack(URLRouter([path("live", LiveConsumer.as_asgi()), re_path("", Nowhere.as_asgi())]))
)
routes = [re_path("", pages)]
if IS_INSTALLED:
    from blog.graphql.consumer import GraphQLConsumer

    # For programs of anywhere: a session counts for nothing there, so no origin can use somebody else's.
    routes.insert(0, path("graphql", GraphQLConsumer.as_asgi()))

sockets = URLRouter(routes)
