"""What makes it a course: the `reelab` command, the student's folder, the check of the set-up."""

from reelab.course.installation import check

__all__ = ["check"]
