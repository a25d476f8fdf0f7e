"""The dialect: CommonMark with tables, strikethrough, tasks, footnotes, bare links; of HTML, a few tags."""

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.footnote import footnote_plugin

from blog.markdown.bare_links import link_bare_urls
from blog.markdown.footnotes import footnote_ref
from blog.markdown.headings import lay_out_headings
from blog.markdown.links import is_allowed, limit_brackets, limit_links
from blog.markdown.plain_tags import pair_plain_tags, plain_tag
from blog.markdown.renderer import ArticleRenderer
from blog.markdown.tables import align_by_class

# Each level of nesting makes hostile text dearer. At the limit the library drops what is inside, so quotes and lists
# stop opening a few levels before it and stay text.
DEEPEST = 20
DEEPEST_BLOCK = DEEPEST - 3

BlockRule = Callable[[StateBlock, int, int, bool], bool]


class Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return is_allowed(url)


def parser() -> MarkdownIt:
    """Keeps no state between documents."""
    options = {"maxNesting": DEEPEST, "tasklists": True}
    made = Parser("js-default", options).use(footnote_plugin, inline=False)
    made.renderer = ArticleRenderer()  # now: the plugin brought its own way to write footnotes
    made.inline.ruler.at("footnote_ref", footnote_ref)
    made.inline.ruler.after("autolink", "plain_tag", plain_tag)
    for name, others in (("blockquote", ["paragraph", "reference", "list"]), ("list", ["paragraph", "reference"])):
        _stop_opening(made, name, others)
    made.core.ruler.before("inline", "limit_brackets", limit_brackets)
    for step in (pair_plain_tags, link_bare_urls, limit_links, lay_out_headings, align_by_class):
        made.core.ruler.push(step.__name__, step)
    return made


def _stop_opening(made: MarkdownIt, name: str, alt: list[str]) -> None:
    """`alt` is what this block may interrupt, as the library has it."""
    rules = made.block.ruler
    rule: BlockRule = next(each.fn for each in rules.__rules__ if each.name == name)

    def opens(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        return state.level < DEEPEST_BLOCK and rule(state, first, last, silent)

    rules.at(name, opens, {"alt": alt})
