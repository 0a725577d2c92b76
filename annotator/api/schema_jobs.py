"""The words of the OpenAPI document for long work."""

from rest_framework import serializers as s

from annotator.api.schema import object_of, page_of

_ERROR = object_of("JobError", {
    "place": s.CharField(help_text="Where it stands in what was sent: file and line, as far as known."),
    "code": s.CharField(help_text="A stable word for programs."),
    "reason": s.CharField(),
})  # fmt: skip
_FIELDS: dict[str, s.Field] = {
    "id": s.UUIDField(),
    "kind": s.CharField(help_text="`import`, `release` or `reuse`."),
    "title": s.CharField(),
    "state": s.CharField(help_text="`waiting` or `running`; then `done`, `failed` or `cancelled`."),
    "progress": s.FloatField(min_value=0, max_value=1, help_text="0 also where nobody knows how much there is to do."),
    "n_done": s.IntegerField(),
    "n_total": s.IntegerField(help_text="0: not known."),
    "unit": s.CharField(allow_blank=True, help_text="Of what the counts are."),
    "seconds_left": s.FloatField(allow_null=True, help_text="At the rate so far; null where that cannot be said."),
    "message": s.CharField(allow_blank=True, help_text="What is going on, or why it failed."),
    "n_tries": s.IntegerField(help_text="A job whose worker was killed is begun anew."),
    "cancel_asked": s.BooleanField(),
    "created_at": s.DateTimeField(),
    "started_at": s.DateTimeField(allow_null=True),
    "finished_at": s.DateTimeField(allow_null=True),
}
JOBS = page_of("Jobs", object_of("JobLine", _FIELDS))
JOB = object_of("Job", {
    **_FIELDS,
    "report": s.DictField(help_text="What came of it, by kind; empty while it goes on."),
    "n_errors": s.IntegerField(help_text="How many things were refused."),
    "errors": _ERROR(many=True, help_text="The first 1,000 of them; `n_errors` counts all."),
})  # fmt: skip
