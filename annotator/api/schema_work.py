"""The words of the OpenAPI document for who reads what, and for a project's settings."""

from rest_framework import serializers as s

from annotator.api.schema import object_of
from core.models import Project

PROJECT_CHANGE = object_of("ProjectChange", {
    "name": s.CharField(max_length=200, required=False),
    "visibility": s.ChoiceField(Project.Visibility.choices, required=False),
    "assignment": s.ChoiceField(Project.Assignment.choices, required=False),
    "n_readings": s.IntegerField(min_value=1, max_value=100, required=False),
    "source_blind": s.BooleanField(required=False),
    "tentative_alpha": s.FloatField(min_value=0, max_value=1, required=False),
    "enough_alpha": s.FloatField(min_value=0, max_value=1, required=False),
    "hidden_names": s.ListField(child=s.CharField(max_length=200), required=False, help_text="Whole words, any case."),
})  # fmt: skip
ASSIGNMENT_BODY = object_of("AssignmentBody", {
    "document": s.CharField(help_text="The document's key."),
    "reviewer": s.CharField(help_text="Code name or user name of a member who reads."),
})  # fmt: skip
ASSIGNMENT = object_of("Assignment", {
    "document": s.CharField(),
    "reviewer": s.CharField(help_text="Code name."),
    "overlap": s.BooleanField(help_text="Read by everybody."),
    "expires_at": s.DateTimeField(allow_null=True, help_text="Drawn: free again then unless begun; null: planned."),
    "created_at": s.DateTimeField(),
})  # fmt: skip
PLAN_BODY = object_of("PlanBody", {
    "reviewers": s.ListField(child=s.CharField(), required=False, help_text="Code or user names; else all reviewers."),
    "documents": s.ListField(child=s.CharField(), required=False, help_text="Keys; else all documents."),
    "n_readings": s.IntegerField(min_value=1, max_value=100, required=False, help_text="Else the project's."),
    "overlap": s.ListField(child=s.CharField(), required=False, help_text="Keys of documents that everybody reads."),
    "seed": s.IntegerField(min_value=0, required=False, help_text="The same seed gives the same plan; else 0."),
    "apply": s.BooleanField(required=False, help_text="Store it; else nothing is stored."),
    "fingerprint": s.CharField(required=False, help_text="Of the plan looked at: else 409 `plan_changed`."),
})  # fmt: skip
_PAIR = object_of("PlanPair", {
    "document": s.CharField(), "reviewer": s.CharField(help_text="User name."), "overlap": s.BooleanField(),
})  # fmt: skip
_LOAD = object_of("PlanLoad", {
    "reviewer": s.CharField(help_text="User name."),
    "n_documents": s.IntegerField(help_text="In all, with what they have already."),
})  # fmt: skip
PLAN = object_of("Plan", {
    "applied": s.BooleanField(),
    "fingerprint": s.CharField(),
    "added": _PAIR(many=True),
    "loads": _LOAD(many=True),
    "short": s.ListField(child=s.CharField(), help_text="Documents that get fewer readings than asked."),
})  # fmt: skip
NEXT = object_of("NextDocument", {
    "document": s.CharField(allow_null=True, help_text="Null: none lacks a reader whom you could be."),
})  # fmt: skip
_COUNTS = {name: s.IntegerField() for name in ("n_assigned", "n_begun", "n_submitted")}
_READER = object_of("ProgressReader", {
    "member": s.CharField(help_text="User name."),
    "reviewer": s.CharField(allow_null=True, help_text="Code name; null: nothing asked or begun yet."),
    **_COUNTS,
})  # fmt: skip
_DOCUMENT = object_of("ProgressDocument", {
    "document": s.CharField(), **_COUNTS,
    "n_elsewhere": s.IntegerField(help_text="Readings by people who are no readers here now."),
    "n_lacking": s.IntegerField(),
})  # fmt: skip
_CELL = object_of("ProgressCell", {
    "document": s.CharField(),
    "member": s.CharField(),
    "state": s.ChoiceField(["assigned", "begun", "submitted", "lapsed"]),
    "overlap": s.BooleanField(),
    "expires_at": s.DateTimeField(allow_null=True),
})  # fmt: skip
PROGRESS = object_of("Progress", {
    "n_readings": s.IntegerField(),
    "n_overlap_owed": s.IntegerField(),
    "readers": _READER(many=True),
    "documents": _DOCUMENT(many=True),
    "cells": _CELL(many=True),
})  # fmt: skip
