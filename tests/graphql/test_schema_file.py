"""docs/schema.graphql is what the code says."""

from pathlib import Path

from blog.graphql.schema import schema_text

FILE = Path(__file__).parents[2] / "docs" / "schema.graphql"


def test_the_schema_s_file_is_up_to_date() -> None:
    assert FILE.read_text() == schema_text(), "./manage.py graphql_schema > docs/schema.graphql"
