"""What revisions do with rows that are there already."""

from network_examples import AT, with_fields
from sqlalchemy import delete, select, text
from sqlmodel import col

from network import commands
from network.app import SERVICE
from network.domain import IdeaTerm
from regio_chassis.access import Scope
from regio_chassis.database import Database
from regio_chassis.migrations import migrate


async def test_the_terms_of_older_ideas_are_written_anew_except_of_hidden_ones(database: Database) -> None:
    await with_fields(database)
    async with database.begin(at=AT) as tx:
        ideas = [
            await commands.ideas.submit(
                tx, title=title, text="Bitte!", field_key="erlebnisraum", secret_hash="0" * 64, at=AT
            )
            for title in ("Bänke am Markt", "Werbung")
        ]
        await commands.ideas.hide(tx, Scope.ALL, ideas[1].id, reason="Werbung")
        wanted = set((await tx.execute(select(col(IdeaTerm.term), col(IdeaTerm.idea_id)))).all())
        await tx.execute(delete(IdeaTerm))
        await tx.add(IdeaTerm(term="old", idea_id=ideas[0].id))
        await tx.execute(text("UPDATE alembic_version SET version_num = '0012'"))

    await migrate(database, SERVICE.migrations, "0013")

    async with database.reading() as reading:
        found = set((await reading.execute(select(col(IdeaTerm.term), col(IdeaTerm.idea_id)))).all())
    assert found == wanted
    assert "=sitzen" in {term for term, _ in found}
