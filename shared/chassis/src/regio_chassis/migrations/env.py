"""Entry point of Alembic; the work is in the package."""

from alembic import context

from regio_chassis.migrations import run

run(context)  # type: ignore[arg-type]  # a module that stands for the context it proxies
