"""Judging on the compare page: blind columns, votes, judges, the leaderboard."""
