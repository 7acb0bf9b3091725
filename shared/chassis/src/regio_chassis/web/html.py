"""Pages for people: German, without a line of script or style of their own, loading nothing from elsewhere."""

from html import escape

from starlette.responses import Response


def page(
    title: str,
    body: str,
    *,
    root: str,
    status: int = 200,
    headline: str | None = None,
    form_action: str = "'none'",
    script: str | None = None,
) -> Response:
    """
    A page around ``body``, which is HTML; ``title`` is text. ``root`` is the path of the service.

    ``form_action`` are the origins where its forms may end, redirects included (Content-Security-Policy). ``script`` is
    the name of one of our assets; it may call this service.
    """
    scripts = "script-src 'self'; connect-src 'self'; " if script else ""
    tag = f'<script src="{escape(root)}/assets/{escape(script)}" defer></script>\n' if script else ""
    policy = (
        f"default-src 'none'; {scripts}style-src 'self'; img-src 'self' data:; "
        f"frame-ancestors 'none'; base-uri 'none'; form-action {form_action}"
    )
    text = (
        '<!doctype html>\n<html lang="de">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        f'<link rel="stylesheet" href="{escape(root)}/assets/page.css">\n<link rel="icon" href="data:,">\n'
        f"{tag}</head>\n"
        f"<body>\n<main>\n<h1>{escape(headline or title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
    # With no-referrer a browser would call the origin of our own forms "null", and we could not tell them from others'.
    headers = {"content-security-policy": policy, "cache-control": "no-store", "referrer-policy": "same-origin"}
    return Response(text, status, headers, "text/html")
