"""What becomes of an answer at the open question: read, added to, asked about, refused in words, or noted.

Used by `dialogs.engine` only; like everything of the engine it returns a new position and effects.
"""

from __future__ import annotations

from dialogs import narrowing
from dialogs.effects import Reason
from dialogs.endings import proceed
from dialogs.inputs import Tap
from dialogs.offers import label
from dialogs.position import Answered, Media, Partly, Value
from dialogs.scene import Result, Scene, echo, misread, open_question, room
from dialogs.survey import Consent, File, Question, Several
from dialogs.understand import Meaning, Unfit, understand
from dialogs.wording import words

MEGABYTE = 1_000_000


def tapped(scene: Scene, asked: Question, tap: Tap) -> Result:
    """Take a tapped choice, of the question or of the short one within it."""
    offer = next((each for each in scene.offered(asked) if each.id == tap.choice), None)
    if offer and isinstance(asked, Several):
        return _pick(scene, asked, (offer.id,), offer.label.to(scene.language), typed=False)
    if offer:
        return accept(scene, asked, offer.value, offer.label.to(scene.language))
    partly = scene.position.partly
    settled = narrowing.tapped(partly, tap.choice, scene.facts.today) if partly else None
    if partly is None or settled is None:
        return scene.result(scene.ask(asked, "shown"))
    said = next(each.label for each in narrowing.offers(partly) if each.id == tap.choice)
    return accept(scene, asked, settled, said.to(scene.language))


def read(scene: Scene, asked: Question, text: str) -> Meaning:
    """Understand a text; numbers count the choices that are still left, labels may name chosen ones too."""
    every, partly, facts = scene.offered(asked), scene.position.partly, scene.facts
    left = tuple(offer for offer in every if offer.id not in scene.position.picks)
    found = understand(asked, left, text, facts, partly)
    return understand(asked, every, text, facts, partly) if found is None and left != every else found


def understood(
    scene: Scene, asked: Question, meaning: Meaning, raw: str, reason: Reason = "misread"
) -> Result:
    """Act on what a text means; `reason` is why it is asked again if it means nothing."""
    if meaning is None:
        return misread(scene, asked, "medium" if isinstance(asked, File) else reason)
    if isinstance(meaning, Unfit):
        return misread(scene, asked, meaning.reason)
    if isinstance(meaning, Partly):
        return _narrow(scene, asked, meaning, raw)
    if isinstance(asked, Several) and isinstance(meaning, list):
        return _pick(scene, asked, tuple(meaning), raw)
    return accept(scene, asked, meaning, raw)


def _narrow(scene: Scene, asked: Question, partly: Partly, raw: str) -> Result:
    """Keep what was told, and ask the short question that settles it."""
    if partly == scene.position.partly:
        return misread(scene, asked)
    if partly == Partly():
        return open_question(scene, asked, "shown")
    typed = (*scene.position.typed, raw)
    if partly.region:
        opened = scene.but(shelf=partly.region, typed=typed, misread=0)
        return opened.result(opened.ask(asked, "shown"))
    asking = scene.but(partly=partly, typed=typed, misread=0)
    return asking.result(asking.ask(asked, "partly"))


def _pick(scene: Scene, asked: Several, ids: tuple[str, ...], raw: str, typed: bool = True) -> Result:
    """Add to the choices so far; the last that fits, or one that rules out the others, completes them."""
    exclusive = {offer.id for offer in scene.offered(asked) if offer.exclusive}
    alone = tuple(each for each in ids if each in exclusive)[:1]
    picks = alone or tuple(dict.fromkeys((*scene.position.picks, *ids)))
    if len(picks) > asked.most:
        return scene.result(scene.ask(asked, "many"))
    if room(scene, asked, picks) <= 0:
        return accept(scene, asked, list(picks), raw)
    words_so_far = (*scene.position.typed, raw) if typed else scene.position.typed
    picked = scene.but(picks=picks, typed=words_so_far, misread=0)
    return picked.result(picked.ask(asked, "picked"))


def done(scene: Scene, asked: Question) -> Result:
    """Complete several choices once there are enough."""
    picks = scene.position.picks
    if not isinstance(asked, Several) or len(picks) < asked.min:
        return scene.result(scene.ask(asked, "few"))
    chosen = label(asked, Answered(list(picks), ""), scene.known_to(asked), scene.language)
    return accept(scene, asked, list(picks), "" if scene.position.typed else chosen)


def sent(scene: Scene, asked: Question | None, media: Media) -> Result:
    """Take a photo or a file where one is asked for; elsewhere the survey has no use for it."""
    if not isinstance(asked, File):
        return Result(scene.position, taken=False)
    ending = (media.name or "").rpartition(".")[2].lower()
    picture = "image" in asked.accepts and ending in PICTURES
    fits = media.kind in asked.media and (
        media.kind != "file" or not asked.endings or ending in asked.endings
    )
    if not fits and not picture:
        return misread(scene, asked, "medium")
    if media.size and media.size > asked.max_mb * MEGABYTE:
        return misread(scene, asked, "large")
    return accept(scene, asked, media.kind, "", media=media)


PICTURES = ("jpg", "jpeg", "png", "heic", "webp", "gif")
"""A picture that was sent as a file is a picture all the same."""


def accept(
    scene: Scene,
    asked: Question,
    value: Value,
    raw: str,
    skipped: bool = False,
    media: Media | None = None,
) -> Result:
    """Note an answer, with all that she typed to it, and go on."""
    wording = None
    if isinstance(asked, Consent):
        wording = words(asked.wording, scene.language, scene.path.facts)
    said = "" if skipped else "\n".join(filter(None, (*scene.position.typed, raw)))
    answered = Answered(value, said, skipped, wording, scene.now, media)
    after = scene.but(answers={**scene.position.answers, asked.id: answered})
    return proceed(after, echo(after, asked, answered), asked.id)
