"""The time in which a human has the conversation: ask, queue, card, take, relay, done.

Everything about a conversation is decided in the friend's lane;
what staff tap and write only posts events to it.
"""
