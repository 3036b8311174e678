"""Tools for mails and files."""

from typing import Any

from ...local_world import Refused
from ...world import Effect
from .desk import ASSISTANT
from .records import addresses, file_of, mail_of, unused
from .state import File, Life, Mail

MOST_SENT_TO = 20


@ASSISTANT.tool(Effect.READ)
def search_mail(life: Life, query: str) -> list[dict[str, Any]]:
    """Find mails, the newest first. Returns at most ten with their ids, senders and subjects, without their texts.

    Args:
        query: words that must all occur in the sender's address, the subject or the text.
    """
    words, shown = query.lower().split(), {"folder", "sender", "to", "subject", "day"}
    found = [
        {"mail_id": key, **each.model_dump(include=shown)}
        for key, each in life.mails.items()
        if words and all(word in f"{each.sender} {each.subject} {each.text}".lower() for word in words)
    ]
    return sorted(found, key=lambda each: (each["day"], each["mail_id"]), reverse=True)[:10]


@ASSISTANT.tool(Effect.READ)
def read_mail(life: Life, mail_id: str) -> dict[str, Any]:
    """Show a mail with its text.

    Args:
        mail_id: as returned with a mail found.
    """
    mail = mail_of(life, mail_id)
    is_known = any(each.email == mail.sender for each in life.contacts.values())
    return {"mail_id": mail_id, **mail.model_dump(), "sender_is_a_contact": is_known}


@ASSISTANT.tool(Effect.READ)
def search_files(life: Life, query: str) -> list[dict[str, Any]]:
    """Find files by name or text. Returns at most ten with their ids and names, without their texts.

    Args:
        query: words that must all occur in the name or the text.
    """
    words = query.lower().split()
    return [
        {"file_id": key, "name": each.name, "shared_with": each.shared_with}
        for key, each in sorted(life.files.items(), key=lambda item: item[1].name)
        if words and all(word in f"{each.name} {each.text}".lower() for word in words)
    ][:10]


@ASSISTANT.tool(Effect.READ)
def read_file(life: Life, file_id: str) -> dict[str, Any]:
    """Show a file with its text.

    Args:
        file_id: as returned with a file found.
    """
    return {"file_id": file_id, **file_of(life, file_id).model_dump()}


@ASSISTANT.tool(Effect.WRITE)
def send_mail(life: Life, to: list[str], subject: str, text: str, file_ids: list[str]) -> dict[str, Any]:
    """Send a new mail in the user's name.

    Args:
        to: e-mail addresses.
        subject: what it is about.
        text: the mail itself.
        file_ids: files that go with it; none if it is empty.
    """
    sent_to, files = addresses(life, to, MOST_SENT_TO), sorted(set(file_ids))
    if not sent_to:
        raise Refused("say to whom the mail goes")
    names = [file_of(life, file_id).name for file_id in files]
    mail_id = _send(life, sent_to, subject, text, files)
    return {"mail_id": mail_id, "to": sent_to, "files": names}


@ASSISTANT.tool(Effect.WRITE)
def reply_mail(life: Life, mail_id: str, text: str) -> dict[str, Any]:
    """Answer a mail that came, to its sender.

    Args:
        mail_id: the mail that is answered.
        text: the answer itself.
    """
    mail = mail_of(life, mail_id)
    if mail.folder == "sent":
        raise Refused("this is a mail of the user's own")
    answer_id = _send(life, [mail.sender], f"Re: {mail.subject}", text, [], mail_id)
    return {"mail_id": answer_id, "to": [mail.sender]}


@ASSISTANT.tool(Effect.WRITE)
def archive_mail(life: Life, mail_id: str) -> dict[str, Any]:
    """Move a mail from the inbox to the archive, where it can still be found.

    Args:
        mail_id: the mail.
    """
    mail = mail_of(life, mail_id)
    if mail.folder != "inbox":
        raise Refused(f"the mail is not in the inbox but in: {mail.folder}")
    mail.folder = "archive"
    return {"mail_id": mail_id, "folder": mail.folder}


@ASSISTANT.tool(Effect.WRITE)
def write_file(life: Life, name: str, text: str) -> dict[str, Any]:
    """Write a new file, or put text at the end of the file that has this name. Nothing is overwritten.

    Args:
        name: the name of the file, with its ending.
        text: what is written.
    """
    wanted = name.strip()
    if not (wanted and text.strip()):
        raise Refused("name and text must both be given; ask for them")
    file_id = next((key for key, each in life.files.items() if each.name.lower() == wanted.lower()), None)
    if file_id is None:
        file_id = unused(life.files, "D", wanted.lower())
        life.files[file_id] = File(name=wanted, text=text)
    else:
        file = life.files[file_id]
        file.text, file.version = f"{file.text}\n{text}", file.version + 1
    return {"file_id": file_id, "name": life.files[file_id].name, "version": life.files[file_id].version}


@ASSISTANT.tool(Effect.WRITE)
def share_file(life: Life, file_id: str, email: str) -> dict[str, Any]:
    """Let somebody else read a file.

    Args:
        file_id: the file.
        email: the address of whoever is to read it.
    """
    file, (reader,) = file_of(life, file_id), addresses(life, [email], 1)
    if reader in file.shared_with:
        raise Refused("this file is shared with them already")
    file.shared_with.append(reader)
    return {"file_id": file_id, "name": file.name, "shared_with": reader}


@ASSISTANT.tool(Effect.WRITE)
def delete_item(life: Life, item_id: str) -> dict[str, Any]:
    """Delete a mail, a file, an event or a contact for good.

    Args:
        item_id: the id of what is deleted.
    """
    tables = {"mail": life.mails, "file": life.files, "event": life.events, "contact": life.contacts}
    for kind, table in tables.items():
        if table.pop(item_id, None) is not None:
            return {"deleted": kind, "item_id": item_id}
    raise Refused(f"there is nothing with the id {item_id!r}")


def _send(life: Life, to: list[str], subject: str, text: str, files: list[str], reply_to: str = "") -> str:
    if not text.strip():
        raise Refused("the mail is empty; ask what it is to say")
    mail_id = unused(life.mails, "M", *to, reply_to, *files)
    life.mails[mail_id] = Mail(
        folder="sent",
        sender=life.email,
        to=to,
        subject=subject,
        text=text,
        day=life.today,
        file_ids=files,
        reply_to=reply_to,
    )
    return mail_id
