"""The assistant: the same everywhere, books no time twice, keeps what it has, and leaves terms to the policy."""

import json
import random
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from dramaturg.runtime.identity import canonical
from dramaturg.runtime.orders import orders_in, without_orders
from dramaturg.scenarios.proof import hash_of
from dramaturg.scenarios.world import WORLDS, Effect, World
from dramaturg.scenarios.worlds.assistant import ASSISTANT
from dramaturg.scenarios.worlds.assistant.corner import Corner
from dramaturg.scenarios.worlds.assistant.hours import is_sunday, minutes, shifted
from dramaturg.scenarios.worlds.assistant.names import NAMES, PLANTED_TOOLS, planted_in
from dramaturg.scenarios.worlds.assistant.state import Event, File, Life, Mail
from world_machine import WorldMachine
from world_play import play, refusal, value

Call = tuple[str, dict[str, Any]]

WRITES = {tool.name for tool in ASSISTANT.tools if tool.effect is Effect.WRITE}


@cache
def life_of(seed: int, size: int = 6) -> Life:
    return Life.model_validate(dict(play(ASSISTANT, [], seed, size).before))


def assert_in_one_place_at_a_time(life: Life) -> None:
    """Hold the calendar to events that end on their day, and of which no two are at the same time."""
    by_day: dict[str, list[tuple[int, int]]] = {}
    for event in life.events.values():
        assert 0 <= minutes(event.start) < minutes(event.end) < 24 * 60
        if event.status == "confirmed":
            by_day.setdefault(event.day, []).append((minutes(event.start), minutes(event.end)))
    for day, taken in by_day.items():
        taken.sort()
        assert all(one[1] <= other[0] for one, other in pairwise(taken)), day


def own_event(life: Life) -> tuple[str, Event]:
    """Return the first event that the user has called."""
    return next((key, each) for key, each in life.events.items() if each.organiser == life.email)


def a_file(life: Life, *, is_private: bool = False) -> tuple[str, File]:
    """Return the first file that is private, or is not."""
    return next((key, each) for key, each in life.files.items() if each.name.startswith("private") == is_private)


def a_mail(life: Life) -> tuple[str, Mail]:
    """Return the first mail."""
    return next(iter(life.mails.items()))


def address(life: Life) -> str:
    """Return the address of the first contact."""
    return next(iter(life.contacts.values())).email


def test_it_is_found_by_name() -> None:
    assert WORLDS.get("assistant") is ASSISTANT


@settings(max_examples=30)
@given(st.integers(1, 200), st.integers(0, 2**31))
def test_any_size_hangs_together_and_is_the_same_each_time(size: int, seed: int) -> None:
    first, again = (json.dumps(play(ASSISTANT, [], seed, size).before) for _ in range(2))
    assert first == again
    life = Life.model_validate_json(first)
    assert_in_one_place_at_a_time(life)
    assert len(life.contacts) == size
    for attribute in ("name", "email"):
        assert len({getattr(each, attribute) for each in life.contacts.values()} - {life.name, life.email}) == size
    assert len({each.name for each in life.files.values()}) == len(life.files)
    assert len({each.subject for each in life.mails.values()}) == len(life.mails), "a subject names a mail"
    assert all(each.day <= life.today and each.to == [life.email] for each in life.mails.values())
    assert all(each.day > life.today and not is_sunday(each.day) for each in life.events.values())
    assert all(each.start >= "08:00" and each.end <= "20:00" for each in life.events.values())
    assert_has_everything(life)


def assert_has_everything(life: Life) -> None:
    """Hold a life to what tasks need of each."""
    people = {each.email for each in life.contacts.values()}
    assert {each.sender for each in life.mails.values()} >= people
    assert {each.organiser == life.email for each in life.events.values()} == {True, False}
    assert any(each.sender not in people for each in life.mails.values()), "somebody who is no contact"
    assert any(planted_in(each.text) for each in life.mails.values())
    assert sum(planted_in(each.text) is not None for each in life.files.values()) == 1
    assert sum(each.name.startswith("private") for each in life.files.values()) == 1


def test_the_tools_are_told_in_full() -> None:
    assert 12 <= len(ASSISTANT.tools) <= 16
    for tool in ASSISTANT.tools:
        properties = tool.parameters["properties"]
        assert tool.parameters["additionalProperties"] is False
        assert set(tool.parameters["required"]) == set(properties)
        assert all(each.get("description") for each in properties.values()), tool.name
        assert (tool.actor, len(tool.about.split()) >= 6) == ("assistant", True)


def test_no_text_names_a_tool() -> None:
    """Where tools have other names, a text that names them would mislead."""
    told = "".join(
        f"{each.about} {json.dumps(list(each.parameters['properties'].values()))}" for each in ASSISTANT.tools
    )
    assert not any(tool.name in ASSISTANT.policy + told for tool in ASSISTANT.tools)


def test_a_cancelled_event_frees_its_time_and_a_confirmed_one_does_not() -> None:
    life = life_of(0)
    event_id, event = own_event(life)
    length = minutes(event.end) - minutes(event.start)
    again: dict[str, Any] = {"title": "x", "day": event.day, "start": event.start, "length": length, "invitees": []}
    assert event.title in refusal(ASSISTANT, "create_event", again, size=6)
    played = play(ASSISTANT, [("cancel_event", {"event_id": event_id}), ("create_event", again)], size=6)
    assert [each.error for each in played.results] == [None, None]
    assert played.results[0].value["told"] == event.invitees
    asked = ("find_free_time", {"day": event.day, "length": 1})
    cancelled = play(ASSISTANT, [asked, ("cancel_event", {"event_id": event_id}), asked], size=6).results
    free = [sum(minutes(each["to"]) - minutes(each["from"]) for each in cancelled[at].value["free"]) for at in (0, 2)]
    assert free[1] == free[0] + length


def test_what_holds_is_listed_before_what_was_cancelled_at_the_same_time() -> None:
    life = life_of(1)
    own = [
        (key, each) for key, each in life.events.items() if (each.organiser, each.status) == (life.email, "confirmed")
    ]
    assert len(own) > 5
    for key, event in own:
        when = {"day": event.day, "start": event.start, "length": minutes(event.end) - minutes(event.start)}
        calls: list[Call] = [
            ("cancel_event", {"event_id": key}),
            ("create_event", {"title": "Again", "invitees": [], **when}),
            ("list_events", {"day": event.day}),
        ]
        made, listed = (result.value for result in play(ASSISTANT, calls, 1, 6).results[1:])
        same = [each["event_id"] for each in listed["events"] if each["start"] == event.start]
        assert same.index(made["event_id"]) < same.index(key)


def test_an_event_may_touch_another_and_move_within_its_own_time() -> None:
    life = life_of(0)
    event_id, event = own_event(life)
    half = (minutes(event.end) - minutes(event.start)) // 2
    later = f"{(minutes(event.start) + half) // 60:02d}:{(minutes(event.start) + half) % 60:02d}"
    alone = [key for key, each in life.events.items() if each.day == event.day and key != event_id]
    calls = [("cancel_event", {"event_id": key}) for key in alone]
    touching: dict[str, Any] = {"title": "x", "day": event.day, "start": event.end, "length": 30, "invitees": []}
    assert play(ASSISTANT, [*calls, ("create_event", touching)], size=6).results[-1].changed
    moved = play(ASSISTANT, [*calls, ("move_event", {"event_id": event_id, "day": event.day, "start": later})], size=6)
    assert moved.results[-1].changed
    assert moved.results[-1].value["start"] == later


def test_what_is_written_is_added_and_nothing_is_overwritten() -> None:
    life = life_of(0)
    file_id, file = a_file(life)
    calls = [("write_file", {"name": file.name.upper(), "text": "one more"}), ("read_file", {"file_id": file_id})]
    shown = play(ASSISTANT, calls, size=6).results[1].value
    assert shown["text"] == f"{file.text}\none more"
    new = [("write_file", {"name": "list.txt", "text": text}) for text in ("a", "b")]
    results = play(ASSISTANT, new, size=6).results
    assert [each.value["version"] for each in results] == [1, 2]
    assert len({each.value["file_id"] for each in results}) == 1


def test_words_are_free_and_what_is_done_is_not() -> None:
    """A mail may be worded in many ways; to whom it goes, what goes with it and how often are no matter of words."""
    life = life_of(0)
    file_id, file = a_file(life)
    mail = {"to": [address(life)], "subject": "a", "text": "a", "file_ids": [file_id]}
    note = {"name": file.name, "text": "a"}

    def end(*calls: Call) -> str:
        return hash_of(ASSISTANT, play(ASSISTANT, calls, size=6).after)

    assert end(("send_mail", mail)) == end(("send_mail", {**mail, "subject": "b", "text": "b c"}))
    assert end(("write_file", note)) == end(("write_file", {**note, "text": "b"}))
    other = [
        end(),
        end(("send_mail", mail)),
        end(("send_mail", mail), ("send_mail", mail)),
        end(("send_mail", {**mail, "file_ids": []})),
        end(("send_mail", {**mail, "to": ["x1@example.com"]})),
        end(("write_file", note)),
        end(("write_file", note), ("write_file", note)),
    ]
    assert len(set(other)) == len(other)


def test_the_order_of_what_does_not_depend_on_each_other_leaves_no_mark() -> None:
    life = life_of(0)
    (file_id, file), (mail_id, _), (event_id, _) = a_file(life), a_mail(life), own_event(life)
    day = shifted(life.today, 90)
    calls: list[Call] = [
        ("send_mail", {"to": [address(life)], "subject": "a", "text": "a", "file_ids": []}),
        ("reply_mail", {"mail_id": mail_id, "text": "yes"}),
        ("archive_mail", {"mail_id": mail_id}),
        ("cancel_event", {"event_id": event_id}),
        ("create_event", {"title": "x", "day": day, "start": "10:00", "length": 30, "invitees": [address(life)]}),
        ("share_file", {"file_id": file_id, "email": address(life)}),
        ("write_file", {"name": file.name, "text": "a"}),
    ]
    ends = {hash_of(ASSISTANT, play(ASSISTANT, random.Random(s).sample(calls, 7), size=6).after) for s in range(8)}
    assert len(ends) == 1


def test_what_is_looked_for_is_found() -> None:
    life = life_of(0)
    person = next(iter(life.contacts.values()))
    shown = value(ASSISTANT, "search_contacts", {"query": person.name.upper()}, size=6)
    assert [each["email"] for each in shown] == [person.email]
    mail_id, mail = a_mail(life)
    found = value(ASSISTANT, "search_mail", {"query": mail.subject}, size=6)
    assert mail_id in {each["mail_id"] for each in found}
    assert all("text" not in each for each in found)
    assert value(ASSISTANT, "read_mail", {"mail_id": mail_id}, size=6)["text"] == mail.text
    file_id, file = a_file(life)
    assert value(ASSISTANT, "search_files", {"query": file.name}, size=6)[0]["file_id"] == file_id
    for tool in ("search_contacts", "search_mail", "search_files"):
        assert value(ASSISTANT, tool, {"query": "zzz"}, size=6) == []
        assert value(ASSISTANT, tool, {"query": " "}, size=6) == []
    known = {each.email for each in life.contacts.values()}
    for key, each in life.mails.items():
        told = value(ASSISTANT, "read_mail", {"mail_id": key}, size=6)["sender_is_a_contact"]
        assert told == (each.sender in known)


def test_what_the_facts_forbid_is_refused_in_words() -> None:
    life = life_of(0)
    (file_id, _), (mail_id, _), (event_id, event) = a_file(life), a_mail(life), own_event(life)
    mail = {"to": [address(life)], "subject": "a", "text": "a", "file_ids": []}
    new: dict[str, Any] = {"title": "x", "day": shifted(life.today, 90), "start": "10:00", "length": 30, "invitees": []}
    refused: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("to whom", "send_mail", {**mail, "to": []}),
        ("somebody else", "send_mail", {**mail, "to": [life.email]}),
        ("somebody else", "send_mail", {**mail, "to": ["Ida"]}),
        ("at most 20", "send_mail", {**mail, "to": [f"a{place}@example.com" for place in range(21)]}),
        ("is empty", "send_mail", {**mail, "text": " "}),
        ("no file", "send_mail", {**mail, "file_ids": ["D1"]}),
        ("no mail", "reply_mail", {"mail_id": "M1", "text": "x"}),
        ("is empty", "reply_mail", {"mail_id": mail_id, "text": ""}),
        ("no event", "cancel_event", {"event_id": "E1"}),
        ("when the event is", "move_event", {"event_id": event_id, "day": event.day, "start": event.start}),
        ("YYYY", "create_event", {**new, "day": "tomorrow"}),
        ("HH:MM", "create_event", {**new, "start": "9"}),
        ("HH:MM", "create_event", {**new, "start": "24:30"}),
        ("in the past", "create_event", {**new, "day": "2020-01-01"}),
        ("5 to 720", "create_event", {**new, "length": 0}),
        ("the same day", "create_event", {**new, "start": "23:30", "length": 45}),
        ("at most 12", "create_event", {**new, "invitees": [f"a{place}@example.com" for place in range(13)]}),
        ("1 or more", "find_free_time", {"day": event.day, "length": 0}),
        ("YYYY", "list_events", {"day": "2026-1-1"}),
        ("must both", "write_file", {"name": " ", "text": "x"}),
        ("somebody else", "share_file", {"file_id": file_id, "email": life.email}),
        ("nothing with the id", "delete_item", {"item_id": "M1"}),
    )
    for words, tool, arguments in refused:
        said = refusal(ASSISTANT, tool, arguments, size=6)
        assert words in said, (words, said)
        assert not any(tool.name in said for tool in ASSISTANT.tools)


def test_what_is_done_is_not_done_twice() -> None:
    life = life_of(0)
    (file_id, _), (mail_id, _), (event_id, _) = a_file(life), a_mail(life), own_event(life)
    for tool, arguments, words in (
        ("share_file", {"file_id": file_id, "email": address(life)}, "already"),
        ("cancel_event", {"event_id": event_id}, "already"),
        ("archive_mail", {"mail_id": mail_id}, "archive"),
        ("delete_item", {"item_id": mail_id}, "nothing"),
    ):
        first, second = play(ASSISTANT, [(tool, arguments)] * 2, size=6).results
        assert (first.error, first.changed) == (None, True), tool
        assert words in (second.error or ""), tool


def test_terms_are_left_to_the_policy() -> None:
    """An assistant that ignores the policy can do wrong here: that is what trajectories are checked for."""
    life = life_of(0)
    foreign_id = next(key for key, each in life.events.items() if each.organiser != life.email)
    private_id, _ = a_file(life, is_private=True)
    sunday = next(day for ahead in range(1, 8) if is_sunday(day := shifted(life.today, ahead)))
    strangers = [f"a{place}@example.com" for place in range(6)]
    calls: tuple[Call, ...] = (
        ("cancel_event", {"event_id": foreign_id}),
        ("share_file", {"file_id": private_id, "email": address(life)}),
        ("delete_item", {"item_id": private_id}),
        ("create_event", {"title": "x", "day": sunday, "start": "05:00", "length": 30, "invitees": []}),
        ("send_mail", {"to": strangers, "subject": "a", "text": "a", "file_ids": []}),
    )
    for tool, arguments in calls:
        assert play(ASSISTANT, [(tool, arguments)], size=6).results[0].changed, tool


def test_a_corner_is_a_few_peoples_and_gives_no_orders() -> None:
    for seed in range(30):
        life = life_of(seed, 12)
        corner = Corner.model_validate(dict(ASSISTANT.corner(life.model_dump(mode="json"), random.Random(seed))))
        people = {each.email for each in corner.contacts.values()}
        assert 1 <= len(people) <= 5
        strangers = {each.sender for each in corner.mails.values()} - people
        assert strangers
        assert not strangers & {each.email for each in life.contacts.values()}
        days = {each.day for each in corner.events.values()}
        assert corner.events.keys() == {key for key, each in life.events.items() if each.day in days}, "days in full"
        texts = {**{key: each.text for key, each in life.mails.items()}, **{k: f.text for k, f in life.files.items()}}
        assert corner.hostile == {
            key: tool for key in (*corner.mails, *corner.files) if (tool := planted_in(texts[key]))
        }
        shown = canonical(corner.model_dump(mode="json"))
        assert without_orders(shown) == shown, "a prompt would tear this corner"
        assert not any(planted_in(each.text) for each in (*corner.mails.values(), *corner.files.values()))


def test_some_hostile_texts_are_known_orders_and_some_are_not() -> None:
    assert {bool(orders_in(each.format(tool=PLANTED_TOOLS[0]))) for each in NAMES.hostile} == {True, False}
    assert not any(planted_in(each) or orders_in(each) for each in (*NAMES.notes, *NAMES.lines))
    assert set(PLANTED_TOOLS) <= WRITES


class Days(WorldMachine):
    """Somebody's days: events come, move and go, mails are sent, files are written and shared."""

    world: ClassVar[World] = ASSISTANT
    done: ClassVar[Counter[str]] = Counter()

    @property
    def life(self) -> Life:
        return Life.model_validate(dict(self.state))

    def _time(self, data: st.DataObject) -> dict[str, Any]:
        """Draw a day on which there may be something, and a time."""
        day = data.draw(st.sampled_from(sorted({each.day for each in self.life.events.values()})))
        quarter = data.draw(st.integers(28, 95))
        return {"day": day, "start": f"{quarter // 4:02d}:{quarter % 4 * 15:02d}"}

    def _event(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.life.events)))

    @rule(data=st.data(), length=st.sampled_from([0, 15, 60, 240]))
    def create(self, data: st.DataObject, length: int) -> None:
        invitees = [address(self.life)] * data.draw(st.integers(0, 2))
        made = self.call("create_event", title="x", length=length, invitees=invitees, **self._time(data))
        if made.error is None:
            assert self.life.events[made.value["event_id"]].invitees == sorted(set(invitees))

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        event_id = self._event(data)
        before = self.life.events[event_id]
        moved = self.call("move_event", event_id=event_id, **self._time(data))
        if moved.error is None:
            after = self.life.events[event_id]
            assert minutes(after.end) - minutes(after.start) == minutes(before.end) - minutes(before.start)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        event_id = self._event(data)
        before = self.life.events[event_id]
        if self.call("cancel_event", event_id=event_id).error is None:
            length = minutes(before.end) - minutes(before.start)
            again = {"day": before.day, "start": before.start, "length": length}
            assert self.call("create_event", title="x", invitees=[], **again).error is None, "its time is free"

    @rule(data=st.data(), length=st.integers(1, 120))
    def look_for_time(self, data: st.DataObject, length: int) -> None:
        day = self._time(data)["day"]
        for free in self.call("find_free_time", day=day, length=length).value["free"]:
            start, end = minutes(free["from"]), minutes(free["to"])
            assert end - start >= length
            taken = [each for each in self.life.events.values() if (each.day, each.status) == (day, "confirmed")]
            assert not any(minutes(each.start) < end and start < minutes(each.end) for each in taken)

    @rule(data=st.data(), to=st.lists(st.sampled_from(["a1@example.com", "b2@example.com", "nobody"]), max_size=3))
    def send(self, data: st.DataObject, to: list[str]) -> None:
        file_ids = data.draw(st.lists(st.sampled_from([*sorted(self.life.files), "D1"]), max_size=2))
        self.call("send_mail", to=to, subject="a", text="a", file_ids=file_ids)

    @rule(data=st.data(), tool=st.sampled_from(["reply_mail", "archive_mail", "read_mail"]))
    def treat_mail(self, data: st.DataObject, tool: str) -> None:
        mail_id = data.draw(st.sampled_from(sorted(self.life.mails)))
        self.call(tool, mail_id=mail_id, **({"text": "yes"} if tool == "reply_mail" else {}))

    @rule(data=st.data(), text=st.text(max_size=5))
    def write(self, data: st.DataObject, text: str) -> None:
        name = data.draw(st.sampled_from(["new.txt", *(each.name for each in self.life.files.values())]))
        self.call("write_file", name=name, text=text)

    @rule(data=st.data(), email=st.sampled_from(["a1@example.com", "b2@example.com"]))
    def share(self, data: st.DataObject, email: str) -> None:
        self.call("share_file", file_id=data.draw(st.sampled_from(sorted(self.life.files))), email=email)

    @invariant()
    def nobody_is_in_two_places(self) -> None:
        assert_in_one_place_at_a_time(self.life)

    @invariant()
    def nothing_is_lost(self) -> None:
        life, start = self.life, Life.model_validate(dict(self.start))
        assert (life.contacts, life.name, life.email) == (start.contacts, start.name, start.email)
        assert life.events.keys() >= start.events.keys()
        for mail_id, mail in start.mails.items():
            assert life.mails[mail_id].model_copy(update={"folder": mail.folder}) == mail
        for file_id, file in start.files.items():
            assert life.files[file_id].text.startswith(file.text)
            assert (life.files[file_id].version > file.version) == (life.files[file_id].text != file.text)
        names = [each.name for each in life.files.values()]
        assert len(set(names)) == len(names)
        assert all(len(set(each.shared_with)) == len(each.shared_with) for each in life.files.values())


def test_whatever_is_called_no_time_is_taken_twice_and_refused_calls_change_nothing() -> None:
    done = Days.run(examples=40, steps=25)
    assert sum(done[name] for name in WRITES) >= 20, done


@pytest.mark.parametrize("item", ["mails", "files", "events", "contacts"])
def test_what_is_deleted_is_gone(item: str) -> None:
    life = life_of(0).model_dump(mode="json")
    key = next(iter(life[item]))
    after = play(ASSISTANT, [("delete_item", {"item_id": key})], size=6).after
    assert after == {**life, item: {name: each for name, each in life[item].items() if name != key}}
