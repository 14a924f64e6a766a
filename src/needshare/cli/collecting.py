"""What somebody outside the force does with a package addressed to them, and with a request of their own."""

import hashlib

from needshare.disclosure import queries as disclosure
from needshare.receipt import actions
from needshare.receipt.schemas import OwnRequestShown, PackageForRecipient, ReceiptShown

from .doorway import Call, Saved, Step, save


def show_request(call: Call) -> OwnRequestShown:
    return OwnRequestShown.of(actions.open_own_request(reference=call.reference, by=call.by, at=call.at))


def show_package(call: Call) -> PackageForRecipient:
    return PackageForRecipient.whole(disclosure.delivery_for(call.reference, viewer=call.by))


def conditions(call: Call) -> ReceiptShown:
    receipt = actions.accept_conditions(reference=call.reference, by=call.by, at=call.at)
    return ReceiptShown.of(call.reference, receipt)


def open_package(call: Call) -> Saved:
    opened = actions.open_package(reference=call.reference, by=call.by, at=call.at)
    return save(call, opened.content, sha256=hashlib.sha256(opened.content).hexdigest())


def acknowledge(call: Call) -> ReceiptShown:
    receipt = actions.acknowledge(reference=call.reference, by=call.by, at=call.at)
    return ReceiptShown.of(call.reference, receipt)


OWN_REQUEST = Step("show", "show a request of your own organisation", show_request)
COLLECTING = (
    Step("show", "show a package addressed to you, with its conditions", show_package),
    Step("conditions", "accept the handling conditions of a package addressed to you", conditions),
    Step(
        "open", "open it: a zip, or an age file if you have a key of your own", open_package, gives_file=True
    ),
    Step("acknowledge", "acknowledge a package you opened", acknowledge),
)
