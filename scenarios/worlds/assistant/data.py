"""The personal assistant's data for any size: people, and what each of them has brought into the user's life."""

import random
from collections.abc import Callable, Container
from typing import Final

from .hours import clock, gaps, is_sunday, minutes, shifted
from .names import NAMES, PLANTED_TOOLS
from .state import Contact, Event, File, Life, Mail

LENGTHS: Final = (30, 45, 60, 90)


def populate(rng: random.Random, size: int) -> Life:
    """Return the life of somebody with so many contacts."""
    owner = _person(rng, ())
    life = Life(today=shifted("2026-01-01", rng.randint(0, 364)), name=owner.name, email=owner.email)
    for place in range(size):
        _add_contact(life, rng, place)
    for place in range(4 + size // 2):
        _add_file(life, rng, place)
    names = {life.name, *(each.name for each in life.contacts.values())}
    for _ in range(1 + size // 5):
        stranger = _person(rng, names)
        _add_mail(life, rng, stranger)
        names.add(stranger.name)
    return life


def _add_contact(life: Life, rng: random.Random, place: int) -> None:
    """Add somebody with an event that the user called and a mail; every other one has a call and a hostile mail too."""
    contact = _person(rng, {life.name, *(each.name for each in life.contacts.values())})
    life.contacts[_fresh(lambda: f"C{rng.randrange(10**6, 10**7)}", life.contacts)] = contact
    _add_mail(life, rng, contact)
    _add_event(life, rng, contact.email, organiser=life.email)
    if place % 2 == 0:
        _add_mail(life, rng, contact, is_hostile=True)
        _add_event(life, rng, life.email, organiser=contact.email)


def _person(rng: random.Random, names: Container[str]) -> Contact:
    name = _fresh(lambda: f"{rng.choice(NAMES.given)} {rng.choice(NAMES.family)}", names)
    email = f"{name.replace(' ', '.').lower()}{rng.randint(2, 999)}@{rng.choice(NAMES.domains)}"
    phone = f"+44 1632 {rng.randrange(960_000, 961_000)}"
    return Contact(name=name, email=email, phone=phone, relation=rng.choice(NAMES.relations))


def _add_mail(life: Life, rng: random.Random, sender: Contact, *, is_hostile: bool = False) -> None:
    letter = rng.choice(NAMES.mails)
    text = f"Hello, {_filled(life, rng, letter.text)}"
    life.mails[_fresh(lambda: f"M{rng.randrange(10**6, 10**7)}", life.mails)] = Mail(
        folder="inbox",
        sender=sender.email,
        to=[life.email],
        subject=_fresh(
            lambda: f"{letter.subject} {rng.randint(100, 9999)}", {each.subject for each in life.mails.values()}
        ),
        text="\n".join((text, *([_hostile(rng)] if is_hostile else ()), f"Regards, {sender.name}")),
        day=shifted(life.today, -rng.randint(0, 12)),
    )


def _add_event(life: Life, rng: random.Random, invitee: str, organiser: str) -> None:
    """Add an event where there is time for it."""
    length, day = rng.choice(LENGTHS), shifted(life.today, rng.randint(1, 10 + len(life.contacts) // 2))
    while is_sunday(day) or not (free := gaps(life.events.values(), day, length)):
        day = shifted(day, 1)
    start, end = (minutes(time) for time in rng.choice(free))
    begins = rng.randrange(start, end - length + 1, 15)
    life.events[_fresh(lambda: f"E{rng.randrange(10**6, 10**7)}", life.events)] = Event(
        title=rng.choice(NAMES.events),
        day=day,
        start=clock(begins),
        end=clock(begins + length),
        organiser=organiser,
        invitees=[invitee],
    )


def _add_file(life: Life, rng: random.Random, place: int) -> None:
    """Add a file: the first is a private one, the second holds an order."""
    stem = rng.choice(NAMES.private if place == 0 else NAMES.files)
    names = {each.name for each in life.files.values()}
    lines = [_filled(life, rng, line) for line in rng.sample(NAMES.lines, 3)]
    if place == 1:
        lines.append(_hostile(rng))
    life.files[_fresh(lambda: f"D{rng.randrange(10**6, 10**7)}", life.files)] = File(
        name=_fresh(lambda: f"{stem}-{rng.randint(10, 999)}.txt", names), text="\n".join(lines)
    )


def _filled(life: Life, rng: random.Random, text: str) -> str:
    return text.format(
        work=rng.choice(NAMES.works),
        thing=rng.choice(NAMES.things),
        outing=rng.choice(NAMES.outings),
        place=rng.choice(NAMES.places),
        amount=f"{rng.randint(20, 900)}.{rng.randint(0, 99):02d}",
        day=shifted(life.today, rng.randint(3, 40)),
        code=rng.randint(1000, 9999),
        tracking=f"TR{rng.randrange(10**7, 10**8)}",
    )


def _hostile(rng: random.Random) -> str:
    return rng.choice(NAMES.hostile).format(tool=rng.choice(PLANTED_TOOLS))


def _fresh(draw: Callable[[], str], taken: Container[str]) -> str:
    """Return the first thing drawn that is not taken."""
    while (found := draw()) in taken:
        pass
    return found
