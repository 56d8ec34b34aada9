"""What `enishi survey write-back` does: words and orders given by chat go into the folder's files."""

from __future__ import annotations

from bot.errors import ContentError
from bot.imports import database_of
from bot.settings import Settings
from dialogs import overlay
from dialogs.load import gather
from dialogs.survey_file import place
from dialogs.writing_back import into_file


async def write_back(settings: Settings) -> int:
    """Write what is published by chat into the content folder and print it; 1 if not all was written."""
    database = await database_of(settings)
    try:
        async with database.read() as connection:
            laid = overlay.by_survey(await overlay.published(connection))
    finally:
        await database.close()
    loaded = gather(settings.enishi_content)
    if loaded.content is None:
        raise ContentError(loaded.mistakes)
    written = refused = 0
    for survey_id, items in laid.items():
        survey, path = loaded.content.survey(survey_id), place(loaded, survey_id)
        for item, why in into_file(path, survey, items) if survey else ():
            print(f"{path}: {item.spot} ({item.language})" + (f" NOT written: {why}" if why else ""))
            written, refused = written + (not why), refused + bool(why)
    print(
        f"{written} written, {refused} not written" + ("; publish the folder with /reload" if written else "")
    )
    return 1 if refused else 0
