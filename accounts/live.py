"""When sessions end, so do their sockets."""

from accounts.domain.session import SignedOut
from accounts.domain.user import PasswordChanged, SignedOutEverywhere, SubjectForgotten, UserSuspended
from es_core.live.sessions import ends_sessions

ends_sessions(SignedOut, lambda event: event.user_id)
ends_sessions(PasswordChanged, lambda event: event.user_id)
ends_sessions(SignedOutEverywhere, lambda event: event.user_id)
ends_sessions(SubjectForgotten, lambda event: event.user_id)
ends_sessions(UserSuspended, lambda event: event.user_id)
