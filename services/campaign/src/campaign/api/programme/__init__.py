"""The public programme over HTTP, in every format that somebody may want to open it with."""

from campaign.api.programme import news, posters, routes, sitemap

ROUTERS = (routes.router, news.router, posters.router, sitemap.router)
