"""Judging answers: votes (`votes`), a model as judge (`judge`), one answer of all (`merging`).

Imported when the compare page first needs it.
"""

from msgspec import Struct

from studio.core.ports import Clock
from studio.services.catalogue import ModelCatalogue
from studio.services.comparing import Comparing
from studio.services.connections import ConnectionStore
from studio.services.conversations import ConversationStore
from studio.services.judging.asking_once import AskingOnce
from studio.services.judging.judge import Judge
from studio.services.judging.merging import Merging
from studio.services.judging.votes import VoteStore
from studio.services.network import NetworkThread
from studio.services.preferences import Preferences
from studio.services.tasks import TaskScope
from studio.storage.database import DatabaseThread


class Judging(Struct, frozen=True):
    """The services of judging."""

    votes: VoteStore
    judge: Judge
    merging: Merging
    asking: AskingOnce


def make_judging(
    comparing: Comparing,
    conversations: ConversationStore,
    connections: ConnectionStore,
    catalogue: ModelCatalogue,
    preferences: Preferences,
    network: NetworkThread,
    database: DatabaseThread,
    scope: TaskScope,
    clock: Clock,
) -> Judging:
    """Makes them and begins to read what is kept."""
    votes = VoteStore(database=database, conversations=conversations, scope=scope, clock=clock)
    asking = AskingOnce(
        connections=connections,
        catalogue=catalogue,
        preferences=preferences,
        network=network,
        clock=clock,
    )
    judge = Judge(votes=votes, asking=asking, conversations=conversations, scope=scope, clock=clock)
    merging = Merging(comparing=comparing, conversations=conversations, clock=clock)
    votes.load()
    return Judging(votes, judge, merging, asking)
