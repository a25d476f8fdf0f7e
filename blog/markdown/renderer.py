"""What differs from the library's own HTML: code in colours, lazy pictures, tasks without form fields, footnotes."""

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from blog.markdown.colours import Colours
from blog.markdown.ids import footnote_id, reference_id

Tokens = Sequence[Token]


class ArticleRenderer(RendererHTML):
    def fence(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        colours: Colours = env.setdefault("colours", Colours())
        return _code(colours.html(tokens[idx].content, tokens[idx].info))

    def code_block(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return _code(escapeHtml(tokens[idx].content))

    def image(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        tokens[idx].attrSet("loading", "lazy")
        return super().image(tokens, idx, options, env)

    def table_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        """It scrolls where it is too wide, so the keyboard must reach it."""
        return '<table tabindex="0">\n'

    def list_item_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        checked = tokens[idx].meta.get("checked")
        if checked is None:
            return self.renderToken(tokens, idx, options, env)
        box, label = ("☑", "done") if checked else ("☐", "to do")
        return f'<li class="task"><span class="task-box" role="img" aria-label="{label}">{box}</span> '

    def plain_tag(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"</{tokens[idx].tag}>" if tokens[idx].markup == "close" else f"<{tokens[idx].tag}>"

    def footnote_ref(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        number, again = tokens[idx].meta["id"] + 1, tokens[idx].meta["subId"]
        names = f'id="{reference_id(number, again)}" aria-label="Footnote {number}"'
        return f'<sup class="footnote-ref"><a href="#{footnote_id(number)}" {names}>{number}</a></sup>'

    def footnote_block_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<section class="footnotes" aria-label="Footnotes">\n<ol>\n'

    def footnote_block_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</ol>\n</section>\n"

    def footnote_open(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return f'<li id="{footnote_id(tokens[idx].meta["id"] + 1)}">'

    def footnote_close(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Tokens, idx: int, options: OptionsDict, env: EnvType) -> str:
        reference = reference_id(tokens[idx].meta["id"] + 1, tokens[idx].meta["subId"])
        return f' <a href="#{reference}" aria-label="Back to the text">↩\ufe0e</a>'


def _code(html: str) -> str:
    """Long lines scroll, so the keyboard must reach them."""
    return f'<pre tabindex="0"><code>{html}</code></pre>\n'
