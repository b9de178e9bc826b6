"""Deciding policies for people and enterprises: what other rooms may use."""

from __future__ import annotations

from eligibility.matching.again import decide_again, decide_for_subject
from eligibility.matching.decide import Occasion
from eligibility.matching.ports import Match, MatchSink, register_sink
from eligibility.matching.reached import note_reached
from eligibility.matching.run import Summary, match_feed, match_population

__all__ = [
    "Match",
    "MatchSink",
    "Occasion",
    "Summary",
    "decide_again",
    "decide_for_subject",
    "match_feed",
    "match_population",
    "note_reached",
    "register_sink",
]
