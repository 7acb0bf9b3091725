"""The public programme over HTTP, in every format that somebody may want to open it with."""

from campaign.api.programme import news, posters, routes

ROUTERS = (routes.router, news.router, posters.router)
