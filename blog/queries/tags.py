"""The tags beside the lists: those used most, then those used last, so that a tag used once, just now, shows too."""

from blog.models import Article, Tag

POPULAR = 20
MOST = 1_000  # of a list for programs
RECENT = 10
RECENT_ARTICLES = 5


def all_tags() -> list[str]:
    return [each.name for each in popular_tags(MOST)]


def popular_tags(most: int = POPULAR) -> list[Tag]:
    popular = list(Tag.objects.order_by("-articles_count", "name")[:most])
    newest = Article.objects.visible().order_by("-last_position").values_list("tags", flat=True)[:RECENT_ARTICLES]
    names = {each.name for each in popular}
    recent = dict.fromkeys(tag for tags in newest for tag in tags if tag not in names)
    return popular + [Tag(name=tag) for tag in list(recent)[:RECENT]]
