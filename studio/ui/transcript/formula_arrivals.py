"""Formulas that were drawn take their places; the line being read stays where it is."""

from studio.ui.transcript.flow import Flow
from studio.ui.transcript.kinds import takes_formulas


def take_formulas(flow: Flow) -> bool:
    """Lets all elements take the formulas they waited for; True if some must be laid out again."""
    found = False
    for item in flow.items.made():
        for section in item.sections or ():
            for index, piece in list(section.pieces.items()):
                # All of them: each has formulas of its own.
                if sum([takes_formulas(element) for element in piece.elements]):
                    section.relayout(index)
                    found = True
    return found
