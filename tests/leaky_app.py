"""A service of one resource with or without the hole that schemathesis must find: ``python leaky_app.py PORT HOLE``."""

import sys
from typing import Annotated
from uuid import UUID, uuid4

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException
from pydantic import BaseModel, Field

BEARERS = {"anna": "Bearer ta", "berta": "Bearer tb"}


class NoteBody(BaseModel):
    """What a person writes."""

    text: Annotated[str, Field(max_length=20)]


class NoteView(NoteBody):
    """What a person reads."""

    id: UUID


def caller(authorization: Annotated[str, Header()] = "") -> str:
    """Who asks."""
    found = next((name for name, bearer in BEARERS.items() if bearer == authorization), None)
    if found is None:
        raise HTTPException(401)
    return found


def leaky_app(*, hole: bool) -> FastAPI:
    """Notes that belong to who wrote them; with the ``hole`` anybody who has a name reads them by id."""
    app = FastAPI()
    notes: dict[UUID, tuple[str, str]] = {}

    @app.post("/notes", status_code=201)
    def write(body: NoteBody, who: Annotated[str, Depends(caller)]) -> NoteView:
        id = uuid4()
        notes[id] = (who, body.text)
        return NoteView(id=id, text=body.text)

    @app.get("/notes/{id}", responses={404: {}})
    def read(id: UUID, who: Annotated[str, Depends(caller)]) -> NoteView:
        owner, text = notes.get(id, ("", ""))
        if not owner or (owner != who and not hole):
            raise HTTPException(404)
        return NoteView(id=id, text=text)

    return app


if __name__ == "__main__":
    uvicorn.run(leaky_app(hole=sys.argv[2] == "hole"), port=int(sys.argv[1]), log_level="error")
