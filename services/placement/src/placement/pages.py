"""Pages for people, in German."""

from html import escape

from fastapi import APIRouter, Request
from starlette.responses import Response

from regio_chassis.web.html import page

router = APIRouter(include_in_schema=False)

_CODE = """
<p>Ihre Schule hat Ihnen einen Code gegeben: zwölf Zeichen, gültig für 14 Tage, einmal zu verwenden.</p>
<form data-exchange="{root}/api/v1/code-sessions"
  data-done="Sie sind angemeldet. Schließen Sie das Fenster, wenn Sie fertig sind."
  data-often="Zu viele falsche Codes. Bitte warten Sie und versuchen Sie es später noch einmal."
  data-failed="Der Code gilt nicht: vertippt, schon verwendet oder abgelaufen. Die Schule gibt Ihnen einen neuen.">
<label for="code">Code</label>
<input id="code" name="code" required maxlength="20" autocomplete="off" autocapitalize="characters" spellcheck="false">
<button>Anmelden</button>
</form>
<p role="status" aria-live="polite"></p>
<noscript><p>Diese Seite braucht JavaScript, damit der Code nie in einer Adresse steht.</p></noscript>
"""


@router.api_route("/code", methods=["GET", "HEAD"])
async def code_page(request: Request) -> Response:
    """Where a code is typed, or comes in the fragment of the address; looking at the page uses nothing up."""
    root = str(request.scope.get("root_path", ""))
    return page("Code eingeben", _CODE.format(root=escape(root)), root=root, script="code.js")
