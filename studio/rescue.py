"""Opens a library that could not be opened, as a person decides."""

import asyncio
import logging
import sys
from pathlib import Path

from studio.core.errors import DatabaseDamaged, StudioError
from studio.core.ports import Clock
from studio.storage.backups import list_backups, restore_newest_backup
from studio.storage.database import DatabaseThread
from studio.storage.folders import DataFolders
from studio.ui.shell.start_problem import (
    StartProblem,
    WayOut,
    ask_way_out,
    folder_problem,
    library_problem,
    restoring,
)

logger = logging.getLogger(__name__)


async def open_after(
    problem: StudioError, database: DatabaseThread, folders: DataFolders, clock: Clock
) -> bool:
    """Whether the library was opened after all; False: a person gave up.

    Args:
        problem: why it could not be opened.
    """
    damaged: Path | None = None
    salvages = False
    while True:
        logger.error("the library can't be opened: %s %s", problem.kind, problem.code or "")
        if isinstance(problem, DatabaseDamaged):
            damaged = problem.set_aside or damaged
        has_backup = bool(list_backups(folders.backups, clock.now()))
        told = library_problem(problem, has_backup=has_backup, has_damaged=damaged is not None)
        way = await _tell(told)
        if way is WayOut.QUIT:
            return False
        salvages |= way in (WayOut.RESTORE, WayOut.SALVAGE)
        try:
            with restoring(shown=salvages):
                if way is WayOut.RESTORE:
                    paths = folders.database, folders.backups
                    await asyncio.to_thread(restore_newest_backup, *paths, clock)
                await asyncio.wrap_future(database.start())
                if damaged is not None and salvages:
                    await _salvage(damaged, database)
            return True
        except StudioError as exc:
            problem = exc


async def _salvage(damaged: Path, database: DatabaseThread) -> None:
    """Adds what was written after the backup, as far as it can be read."""
    from studio.storage.salvage import salvage

    found = await asyncio.wrap_future(database.submit(lambda library: salvage(damaged, library)))
    logger.info("of the damaged library came %s", found)


async def refuse_folder(folders: DataFolders, problem: StudioError) -> int:
    """Says that nothing can be kept in the data folder; gives the exit status."""
    await _tell(folder_problem(folders.root, problem))
    return 1


async def _tell(problem: StartProblem) -> WayOut:
    sys.stderr.write(f"dgrid-studio: {problem}\n")
    return await ask_way_out(problem)
