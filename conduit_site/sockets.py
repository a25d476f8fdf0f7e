"""The site's addresses for sockets: the pages', with the session that they come with, and GraphQL's."""

from typing import Any, cast

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.urls import path, re_path

from conduit_site.asgi_shapes import Application, Receive, Scope, Send
from conduit_site.graphql import IS_INSTALLED
from es_core.live.consumer import LiveConsumer
from es_core.live.visits import REFUSED, visits


class Nowhere(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """Any other address is refused, quietly."""

    channel_layer_alias = "none"

    async def connect(self) -> None:
        visits.came(REFUSED, self.scope, "there are no sockets at this address")
        await self.close()


class OwnPages:
    """Channels' look at the origin; whom it turns away is put down."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.validator = AllowedHostsOriginValidator(self.let_in)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = dict(scope) | {"is_let_in": False}
        try:
            await self.validator(asked, receive, send)
        finally:
            if not asked["is_let_in"]:
                visits.came(REFUSED, asked, "asked for by a page of another site")

    async def let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["is_let_in"] = True
        await self.application(scope, receive, send)


pages = OwnPages(AuthMiddlewareStack(URLRouter([path("live", LiveConsumer.as_asgi()), re_path("", Nowhere.as_asgi())])))
routes: list[Any] = [re_path("", cast(Any, pages))]
if IS_INSTALLED:
    from blog.graphql.consumer import GraphQLConsumer

    # For programs of anywhere: a session counts for nothing there, so no origin can use somebody else's.
    routes.insert(0, path("graphql", GraphQLConsumer.as_asgi()))

sockets = URLRouter(routes)
