"""The base of every event, and the one rule of registration."""

import builtins
import re
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

TYPE_PATTERN = re.compile(r"regio\.([a-z]+)\.([a-z]+(?:_[a-z]+)*)\.([a-z]+(?:_[a-z]+)*)\.v([1-9][0-9]*)")
"""``regio.<service>.<entity>.<past-tense>.v<major>``."""

IRREGULAR = frozenset({"done", "held", "left", "short", "withdrawn", "withdrew"})
"""Verbs (and the one adjective) that state what is now true without ending in "ed"."""

EVENT_TYPES: dict[str, "builtins.type[Event]"] = {}
"""Every event class this package version knows, by its type."""


class Event(BaseModel):
    """
    A fact that one service states about its own data.

    Subclasses are named in the past tense after their type. Unknown fields are
    ignored, so that an owner may add an optional field without a new major version.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: ClassVar[str]
    public: ClassVar[bool]
    owner: ClassVar[str]
    dataschema: ClassVar[str]
    subject_field: ClassVar[str]

    @property
    def subject(self) -> str:
        """The id whose order is kept; later events of a parked event's subject wait behind it."""
        return str(getattr(self, self.subject_field))

    # Takes what the hook below is given as well, because object's own refuses every keyword.
    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(  # type: ignore[override]
        cls,
        *,
        owner: str | None = None,
        type: str | None = None,
        public: bool = False,
        subject: str | None = None,
    ) -> None:
        if owner is not None:
            cls.owner = owner
        if type is not None:
            _register(cls, type, public, subject)


def _register(cls: builtins.type[Event], name: str, public: bool, subject: str | None) -> None:
    found = TYPE_PATTERN.fullmatch(name)
    if found is None:
        raise TypeError(f"{cls.__name__}: {name!r} is not regio.<service>.<entity>.<past-tense>.v<major>")
    service, entity, verb, major = found.groups()
    if service != getattr(cls, "owner", None):
        raise TypeError(f"{cls.__name__}: {name!r} does not belong to the owner {getattr(cls, 'owner', None)!r}")
    if not (verb.endswith("ed") or verb in IRREGULAR):
        raise TypeError(f"{cls.__name__}: {verb!r} is not in the past tense (or add it to IRREGULAR)")
    wanted = _camel(entity) + _camel(verb) + ("" if major == "1" else f"V{major}")
    if cls.__name__ != wanted:
        raise TypeError(f"{name!r} must be stated by a class {wanted}, not {cls.__name__}")
    if subject not in cls.model_fields:
        raise TypeError(f"{cls.__name__}: its subject {subject!r} is not one of its fields")
    if name in EVENT_TYPES:
        raise TypeError(f"event type {name!r} is already defined")
    cls.type = name
    cls.public = public
    cls.dataschema = f"urn:regio:schema:{name}"
    cls.subject_field = subject
    EVENT_TYPES[name] = cls


def _camel(words: str) -> str:
    return "".join(word.capitalize() for word in words.split("_"))
