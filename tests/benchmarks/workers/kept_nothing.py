"""Our campaign service as ``campaign serve`` runs it, but every document is made anew for every request."""

import sys

import uvicorn

from campaign.app import create_app
from regio_chassis.cli import settle
from regio_chassis.web.kept import Kept
from regio_chassis.web.server import SlowHeaderProtocol

if __name__ == "__main__":
    app = create_app()
    app.state.kept = Kept(most=0)
    settle()
    uvicorn.run(
        app, port=int(sys.argv[1]), loop="uvloop", http=SlowHeaderProtocol, access_log=False, log_level="warning"
    )
