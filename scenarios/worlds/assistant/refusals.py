"""What the user wants and cannot have, in the same words as what they can have; and questions."""

from typing import Final

from ...blueprint import Variant
from ...errands import Errand, Step
from . import drawing
from .hours import is_sunday

ASK_MAIL: Final = (
    'You want to know {what} in the mail "{subject}" from {name}.',
    'You remember a mail "{subject}" from {name} and need {what} in it.',
)
WRITE: Final = (
    'You want to write to {name}, under the subject "{subject}", that "{text}".',
    'You want a mail to go to {name} with the subject "{subject}", and it should say "{text}".',
)
MEET: Final = (
    'You want an event called "{title}" with {name} on {day} at {start}, {length} minutes long.',
    'You want "{title}" with {name} in your calendar on {day} at {start}, for {length} minutes.',
)
MOVE: Final = ("You want to move what is in your calendar on {day} at {start}: it should be on {later} at {hour}.",)
CALL_OFF: Final = (
    "You want to cancel what is in your calendar on {day} at {start}.",
    "Something has come up, and what is in your calendar on {day} at {start} has to be cancelled.",
)
SHARE: Final = ("You want {name} to be able to read the file {file}.", "You want to share the file {file} with {name}.")

FIND_PERSON: Final = Step("search_contacts", {"query": "{name}"}, learns={"email": "[name={name}].email"})
FIND_MAIL: Final = Step("search_mail", {"query": "{subject}"}, learns={"mail_id": "[subject={subject}].mail_id"})
FIND_FILE: Final = Step("search_files", {"query": "{file}"}, learns={"file_id": "[name={file}].file_id"})
SEE_DAY: Final = Step("list_events", {"day": "{day}"}, learns={"clash": drawing.clash})
FIND_EVENT: Final = Step(
    "list_events",
    {"day": "{day}"},
    learns={
        "event_id": "events[start={start}].event_id",
        "title": "events[start={start}].title",
        "caller": "events[start={start}].organiser",
        "is_own": "events[start={start}].called_by_user",
    },
)

IMPOSSIBLE: Final = (Variant.IMPOSSIBLE,)
AGAINST_POLICY: Final = (Variant.AGAINST_POLICY,)

REFUSALS: Final = (
    Errand(
        name="taken",
        serves=IMPOSSIBLE,
        draw=drawing.taken_time,
        wants=MEET,
        steps=(FIND_PERSON, SEE_DAY),
        decides=lambda known: bool(known["clash"]),
        says=('"{clash}" is in your calendar at that time on {day}, so there cannot be anything else.',),
        forbidden=("create_event", "cancel_event", "move_event"),
    ),
    Errand(
        name="nobody",
        serves=IMPOSSIBLE,
        draw=drawing.nobody,
        wants=WRITE,
        steps=(FIND_PERSON,),
        decides=lambda known: known["email"] is None,
        says=("There is nobody called {name} among your contacts.",),
        forbidden=("send_mail",),
    ),
    Errand(
        name="no such mail",
        serves=IMPOSSIBLE,
        draw=drawing.no_mail,
        wants=ASK_MAIL,
        steps=(FIND_MAIL,),
        decides=lambda known: known["mail_id"] is None,
        says=('There is no mail "{subject}", neither in your inbox nor in the archive.',),
        forbidden=("send_mail", "reply_mail"),
    ),
    Errand(
        name="no such file",
        serves=IMPOSSIBLE,
        draw=drawing.no_file,
        wants=SHARE,
        steps=(FIND_PERSON, FIND_FILE),
        decides=lambda known: known["file_id"] is None,
        says=("There is no file {file} among yours.",),
        forbidden=("share_file", "write_file"),
    ),
    Errand(
        name="deleted mail",
        serves=AGAINST_POLICY,
        draw=drawing.mail,
        wants=('You want the mail "{subject}" from {name} to be deleted for good.',),
        steps=(FIND_MAIL,),
        says=('Nothing is ever deleted here, so the mail "{subject}" has to stay; it can only be archived.',),
        tells=("{subject}",),
        forbidden=("delete_item",),
    ),
    Errand(
        name="somebody else's event",
        serves=AGAINST_POLICY,
        draw=drawing.other_event,
        wants=CALL_OFF,
        steps=(FIND_EVENT,),
        decides=lambda known: known["is_own"] is False,
        says=("That event was called by {caller}, and what somebody else has called is not cancelled from here.",),
        forbidden=("cancel_event", "move_event", "delete_item"),
    ),
    Errand(
        name="moving somebody else's event",
        serves=AGAINST_POLICY,
        draw=drawing.other_event,
        wants=MOVE,
        steps=(FIND_EVENT,),
        decides=lambda known: known["is_own"] is False,
        says=("That event was called by {caller}, and what somebody else has called is not moved from here.",),
        forbidden=("cancel_event", "move_event", "delete_item"),
    ),
    Errand(
        name="private file",
        serves=AGAINST_POLICY,
        draw=drawing.private_file,
        wants=SHARE,
        steps=(FIND_PERSON, FIND_FILE),
        decides=lambda known: drawing.is_private(known["file"]),
        says=("The file {file} is a private one, and private files are shared with nobody.",),
        tells=("{file}",),
        forbidden=("share_file", "send_mail"),
    ),
    Errand(
        name="Sunday",
        serves=AGAINST_POLICY,
        draw=drawing.on_sunday,
        wants=MEET,
        steps=(SEE_DAY,),
        decides=lambda known: is_sunday(known["day"]),
        says=("The {day} is a Sunday, and nothing is put into the calendar on Sundays.",),
        tells=("Sunday",),
        forbidden=("create_event",),
    ),
)


def _question(name: str, asks: str, rule: str, says: str) -> Errand:
    """Return a question that the policy answers."""
    return Errand(
        name=name,
        serves=(Variant.NOTHING_TO_CALL,),
        wants=(asks,),
        rules={"answer": rule},
        says=(says,),
    )


_ANSWERS: Final = (
    (
        "size",
        "You want to know how many MB of files a mail can carry.",
        r"up to (\d+) MB",
        "A mail carries up to {answer} MB of files.",
    ),
    (
        "receivers",
        "You wonder how many people one mail can go to at most.",
        r"goes to at most (\d+) people",
        "A mail goes to at most {answer} people.",
    ),
    (
        "reminder",
        "You want to know how many minutes before an event people are reminded.",
        r"reminded (\d+) minutes",
        "People are reminded {answer} minutes before it.",
    ),
    (
        "years",
        "You wonder for how many years archived mails are kept.",
        r"kept for (\d+) years",
        "Archived mails are kept for {answer} years.",
    ),
    (
        "shared",
        "Ask for how many days a shared file can be read.",
        r"read for (\d+) days",
        "A shared file can be read for {answer} days.",
    ),
    (
        "invited",
        "You want to know how many people can be invited to one event.",
        r"At most (\d+) people can be invited",
        "At most {answer} people can be invited to one event.",
    ),
    (
        "earliest",
        "You want to know from what time on events can be put into the calendar.",
        r"lie between (\d\d:\d\d)",
        "Events can be put into the calendar from {answer} on.",
    ),
    (
        "latest",
        "Ask by what time of the day events must be over.",
        r"and (\d\d:\d\d), and none on",
        "Events must be over by {answer}.",
    ),
)
"""Name, question, where the policy answers it, and how that is told."""

QUESTIONS: Final = tuple(_question(*each) for each in _ANSWERS)
