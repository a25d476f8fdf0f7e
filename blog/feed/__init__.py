"""The feed: what happens on the site, in order and without a gap, for programs that keep a copy of it.

An event says what happened and when; whatever it happened to is shown as everybody may see it at the moment of reading.
"""
