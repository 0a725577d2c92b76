"""Furnishes a new database for benchmarks and crash tests: `python -m tests.processes.furnish N_USERS N_DOCUMENTS`.

Migrates DATABASE_URL, adds the project `crowd` with users and documents, and prints as JSON how to call.
"""

import json
import os
import sys
from typing import Any

import django

SENTENCE = "Officials in Beijing said that China had done what number {} of the treaty asks, and nobody proved it. "
LENGTH_CP = 4_400


def text_of(length_cp: int, seed: int = 0) -> str:
    """An article of that length: paragraphs of five sentences, none twice."""
    sentences, n = [], 0
    while sum(map(len, sentences)) < length_cp:
        n += 1
        sentences.append(SENTENCE.format(seed * 10_000 + n) + ("\n\n" if n % 5 == 0 else ""))
    return "".join(sentences)[: length_cp - 1] + "."


def main(n_users: int, n_documents: int) -> None:
    """Makes it and prints it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.config.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    sys.stdout.write(json.dumps(furnish(n_users, n_documents)))


def furnish(n_users: int, n_documents: int, slug: str = "crowd") -> dict[str, Any]:
    """The project, and how each user calls: `{"project", "documents": {key: text}, "users": [headers…]}`."""
    from core import access
    from core.models import User
    from core.services import codebooks, documents, outlets, projects

    project = projects.create_project(slug, name="A crowd", codebook=codebooks.default_codebook())
    for name in ("owner", *(f"user-{n}" for n in range(n_users))):
        User.objects.get_or_create(username=name)
        projects.add_member(project, name, "owner" if name == "owner" else "reviewer")
    owner = access.viewer(User.objects.get(username="owner"), slug)
    outlets.add_outlet(owner, "gazette", {"name": "The Gazette"})
    texts = {f"d{n}": text_of(LENGTH_CP, n) for n in range(n_documents)}
    for key, text in texts.items():
        documents.add_document(owner, documents.DocumentDraft(key=key, outlet="gazette", text=text))
    callers = User.objects.filter(username__startswith="user-").order_by("pk")
    return {"project": slug, "documents": texts, "users": [ways_in(user) for user in callers],
            "owner": ways_in(owner.user)}  # fmt: skip


def ways_in(user: Any) -> dict[str, dict[str, str]]:
    """The headers of a caller: at the interface with a token, at the pages with session and CSRF cookies."""
    from django.test import Client
    from knox.models import AuthToken

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    csrf, session = "c" * 32, client.cookies["sessionid"].value
    return {
        "api": {"Authorization": f"Token {AuthToken.objects.create(user)[1]}"},
        "page": {"Cookie": f"sessionid={session}; csrftoken={csrf}", "X-CSRFToken": csrf},
    }


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
