"""Reads of programmes and projects. They are public and the same for all places."""

from django.db.models import Count

from accounts.querysets import VisibleQuerySet


class ProgramQuerySet(VisibleQuerySet):
    def with_projects(self):
        """Annotate how many brand projects each has."""
        return self.annotate(project_count=Count("projects")).order_by("number")


class ProjectQuerySet(VisibleQuerySet):
    def for_lists(self):
        return self.select_related("program")
