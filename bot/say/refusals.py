"""Sentences that several parts say alike when they cannot do what was asked."""

GONE = "I no longer have this interview. “status” and a name show what there is."
NOT_YOURS = "That is for recruiters and coordinators. “help” shows what you can ask me."
NOT_ASKED = "These times are not asked about any more, so I noted nothing. This is how it stands now:"
MOVED = "The interview was moved since that card was drawn, so I noted nothing. This is how it stands now:"
SETTLED = "Somebody has settled this already."
WHEN = "Please say when, such as “Thursday after 2”."
