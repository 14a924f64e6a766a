import pytest

from needshare.kernel.alongside import alongside, do_alongside


def test_what_waits_is_done_once_and_in_order():
    done = []
    with alongside(lambda: done.append("first")), alongside(lambda: done.append("second")):
        do_alongside()
        do_alongside()
    assert done == ["first", "second"]


def test_nothing_waits_after_the_doorway_is_left():
    done = []
    with alongside(lambda: done.append(1)):
        pass
    do_alongside()
    assert done == []


def test_what_it_raises_comes_out():
    def broken():
        raise LookupError

    with alongside(broken), pytest.raises(LookupError):
        do_alongside()
