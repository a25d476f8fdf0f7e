"""The GraphQL schema as text."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Prints the GraphQL schema: ./manage.py graphql_schema > docs/schema.graphql"

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            from blog.graphql.schema import schema_text
        except ModuleNotFoundError as error:
            raise CommandError(
                f"GraphQL is not installed, {error.name} is missing: pip install '.[graphql]'"
            ) from error
        self.stdout.write(schema_text(), ending="")
