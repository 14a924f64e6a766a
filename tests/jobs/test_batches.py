"""One thing that cannot be done holds up none of the others, and is not passed over in silence."""

import pytest

from needshare.jobs.batches import in_parts


def run(rows: list[int], broken: tuple[int, ...] = ()) -> list[list[int]]:
    done: list[list[int]] = []

    def act(some: list[int]) -> int:
        for each in some:
            if each in broken:
                raise LookupError(f"row {each}")
        done.append(some)
        return len(some)

    if broken:
        with pytest.raises(LookupError, match=f"row [{broken}]"):
            in_parts(act, rows)
    else:
        assert in_parts(act, rows) == len(rows)
    return done


def test_all_are_done_in_one_act():
    assert run([1, 2, 3]) == [[1, 2, 3]]
    assert run([]) == []


def test_those_that_can_be_done_are_done_without_the_others_and_the_job_fails_in_the_end():
    assert run([1, 2, 3, 4], broken=(2, 3)) == [[1], [4]]
    assert run([1, 2, 3, 4], broken=(1,)) == [[2], [3, 4]]
    assert run([2], broken=(2,)) == []
