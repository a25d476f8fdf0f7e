"""Tables without inline styles, which the page's policy would refuse."""

from markdown_it.rules_core import StateCore


def align_by_class(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("th_open", "td_open") and (style := token.attrs.get("style")):
            token.attrs = {"class": str(style).replace("text-align:", "align-")}
