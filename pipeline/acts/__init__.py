"""The acts on cases, for the command line and the web alike: each is one function.

An act takes an Order (who, when, why, which version of which case), the transaction, and what is
known; it refuses with a message and changes nothing, or records the whole change with its event.
"""

from pipeline.acts.answer import answered_case, join
from pipeline.acts.ask import request_supplement, take_back
from pipeline.acts.common import Order
from pipeline.acts.decide import approve, dismiss, reopen, withdraw
from pipeline.acts.end import Ending, end
from pipeline.acts.items import claim, hand_over, release
from pipeline.acts.pages import identify_page, move_pages
from pipeline.acts.register import amend, open_access, tell
from pipeline.acts.review import authorise, confirm, confirm_mandate, correct, say_signature
from pipeline.acts.undo import undo

__all__ = [
    "Ending",
    "Order",
    "amend",
    "answered_case",
    "approve",
    "authorise",
    "claim",
    "confirm",
    "confirm_mandate",
    "correct",
    "dismiss",
    "end",
    "hand_over",
    "identify_page",
    "join",
    "move_pages",
    "open_access",
    "release",
    "reopen",
    "request_supplement",
    "say_signature",
    "take_back",
    "tell",
    "undo",
    "withdraw",
]
