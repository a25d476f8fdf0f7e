"""What a query may cost, told before anything is read. Strawberry's own limiters walk a fragment as often as it is
spread: thirty fragments that spread one another twice would keep them busy for hours. Here each is weighed once."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLError,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    MaxIntrospectionDepthRule,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    parse,
)
from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from blog.graphql.connections import MOST, USUAL

MOST_TOKENS = 1_000
MOST_CHARACTERS = 20_000  # of the query; texts belong into its variables
MOST_ALIASES = 30
DEEPEST = 15
DEAREST = 10_000  # fields that an answer may have, more or less
STATEMENT_TIMEOUT = "5s"

# Longer texts than others, as many fields.
TEXTS = {("Article", "body"): 200, ("Comment", "body"): 5}
# An article has up to 20 tags, a few as a rule.
LENGTHS = {("Article", "tags"): 5}
MUTATION = 1_000
INTROSPECTION = 2_000  # of the schema or a type, however much of it

TOO_DEEP = f"the query is nested too deeply (at most {DEEPEST} levels)"


class Bounded(SchemaExtension):
    """Parses and weighs before anything is executed."""

    def on_parse(self) -> Iterator[None]:
        asked = self.execution_context
        try:
            asked.graphql_document = parse(
                asked.query or "",
                max_lexical_tokens=MOST_TOKENS,
                max_comments=MOST_TOKENS,
                max_source_length=MOST_CHARACTERS,
            )
        except RecursionError:
            raise GraphQLError(TOO_DEEP) from None
        yield

    def on_validate(self) -> Iterator[None]:
        asked = self.execution_context
        if asked.graphql_document:
            schema: GraphQLSchema = asked.schema._schema
            weights = Weights(schema, asked.graphql_document, asked.variables or {})
            asked.pre_execution_errors = weights.refusals() or None
            asked.validation_rules += (MaxIntrospectionDepthRule,)
        yield

    def on_execute(self) -> Iterator[None]:
        """All that is read without writing is one transaction, with a time for each statement."""
        kind = self.execution_context.context.kind = self.execution_context.operation_type
        if kind is OperationType.MUTATION:
            yield
            return
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [STATEMENT_TIMEOUT])
            yield


@dataclass(frozen=True, slots=True)
class Weight:
    """`depth` is in levels of fields."""

    fields: int = 0
    depth: int = 0
    aliases: int = 0

    def beside(self, other: "Weight") -> "Weight":
        deeper = max(self.depth, other.depth)
        return Weight(self.fields + other.fields, deeper, self.aliases + other.aliases)


class Weights:
    """Of documents that need not be valid: what is unknown weighs little and is refused elsewhere."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        self.schema = schema
        self.variables = variables
        self.operations = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        fragments = [each for each in document.definitions if isinstance(each, FragmentDefinitionNode)]
        self.fragments = {each.name.value: each for each in fragments}
        self.known: dict[str, Weight] = {}

    def refusals(self) -> list[GraphQLError]:
        """Of the heaviest operation; aliases count over the whole document, once for each time they are spread."""
        weights = [self._of_operation(each) for each in self.operations]
        found = []
        if any(each.depth > DEEPEST for each in weights):
            found.append(GraphQLError(TOO_DEEP))
        if (aliases := sum(each.aliases for each in weights)) > MOST_ALIASES:
            found.append(GraphQLError(f"the query has too many aliases ({_few(aliases)}, at most {MOST_ALIASES})"))
        if (fields := max((each.fields for each in weights), default=0)) > DEAREST:
            asked = f"its answer may have {_few(fields)} fields, at most {DEAREST:,}"
            found.append(GraphQLError(f"the query asks for too much at once ({asked}): make first smaller"))
        return found

    def _of_operation(self, operation: OperationDefinitionNode) -> Weight:
        return self._of_all(operation.selection_set, self.schema.get_root_type(operation.operation))

    def _of_all(self, selected: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Weight:
        weight = Weight()
        for each in selected.selections if selected else ():
            if isinstance(each, FieldNode):
                weight = weight.beside(self._of_field(each, parent))
            elif isinstance(each, FragmentSpreadNode):
                weight = weight.beside(self._of_fragment(each.name.value))
            elif isinstance(each, InlineFragmentNode):
                condition = each.type_condition
                within = self.schema.get_type(condition.name.value) if condition else parent
                weight = weight.beside(self._of_all(each.selection_set, within))
        return weight

    def _of_fragment(self, name: str) -> Weight:
        """One that spreads itself weighs nothing there; it is refused for that."""
        if name not in self.known:
            self.known[name] = Weight()
            if fragment := self.fragments.get(name):
                within = self.schema.get_type(fragment.type_condition.name.value)
                self.known[name] = self._of_all(fragment.selection_set, within)
        return self.known[name]

    def _of_field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Weight:
        aliases = 1 if node.alias else 0
        if node.name.value.startswith("__"):
            own = INTROSPECTION if node.selection_set else 1
            return Weight(own, 1, aliases + self._of_all(node.selection_set, None).aliases)
        field: GraphQLField | None = getattr(parent, "fields", {}).get(node.name.value)
        under = self._of_all(node.selection_set, get_named_type(field.type) if field else None)
        place = (parent.name if parent else "", node.name.value)
        times = LENGTHS.get(place, 1)
        if field and "first" in field.args:
            times = self._first(node, field.args["first"])
        own = MUTATION if parent is self.schema.mutation_type else TEXTS.get(place, 1)
        return Weight(own + times * under.fields, 1 + under.depth, aliases + under.aliases)

    def _first(self, node: FieldNode, argument: GraphQLArgument) -> int:
        """How many may come; a number that is none, or too large, is refused when it is looked at."""
        usual = argument.default_value if isinstance(argument.default_value, int) else USUAL
        for each in node.arguments or ():
            if each.name.value == "first" and isinstance(each.value, IntValueNode):
                return int(each.value.value[:4]) if each.value.value.isdigit() else 0
            if each.name.value == "first" and isinstance(each.value, VariableNode):
                sent = self.variables.get(each.value.name.value)
                return min(max(sent, 0), MOST) if isinstance(sent, int) else MOST
        return usual


def _few(number: int) -> str:
    return f"{number:,}" if number < 10**9 else "very many"
