"""Draw the pathway from its table of moves: a Mermaid diagram, and the table in words."""

from needshare.pathway.stages import MOVES
from needshare.pathway.terms import Stage

HEAD = """# The pathway of a sharing case

Written from `src/needshare/pathway/stages.py` by `make diagram`. Buttons, checks and API answers
are read from the same table.

```mermaid
stateDiagram-v2
    [*] --> draft
"""


def pathway() -> str:
    """Write the page: a diagram of the stages, then each move with who may make it."""
    arrows = dict.fromkeys(f"    {move.source.value} --> {move.target.value}: {move.act}" for move in MOVES)
    ends = [
        f"    {stage.value} --> [*]" for stage in Stage if not any(move.source == stage for move in MOVES)
    ]
    rows = [
        f"| {move.label} | `{move.act}` | {move.source.label} | {move.target.label} "
        f"| {', '.join(role.replace('_', ' ') for role in move.roles)} | {move.condition} |"
        for move in MOVES
    ]
    table = ["| move | act | from | to | who | when |", "|---|---|---|---|---|---|", *rows]
    return HEAD + "\n".join([*arrows, *ends, "```", "", *table, ""])
