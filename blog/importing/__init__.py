"""Folders of Markdown files becoming articles: found, read, published or edited by command, told about."""
