"""A LINE platform on your desk: its API, its people and their phones, over HTTP only.

Started by `python -m emulator` and by tests; never imports the bot.
"""
