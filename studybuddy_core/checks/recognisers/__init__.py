"""Recognisers of personal data: each looks for one kind of it and says where, how surely, and by what kind of sign.

A recogniser takes one window of text and yields findings with one place each. Signs that a child tells something of
itself score 0.5 and more. What is merely personal (somebody's name in a story, a date, a town) scores less: a policy
need not act on it, but it is replaced before anything leaves this machine.
"""
