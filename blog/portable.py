"""What moves with a site besides the log and the people: the last number that a comment got."""

from es_core.moving.parts import carry_sequence

carry_sequence("blog_comment_number")
