"""Texts of assessment/4_secure.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Right person"),
    _("Is the requester who they say, still in post, entitled to ask, and at the registered address?"),
    _("College of Policing APP, Information management"),
    _("Sharing police information"),
    _("ICO Data sharing code of practice"),
    _("Security"),
    _("The requester is verified, entitled to ask, and at the registered address of the organisation."),
    _("The requester is not verified; nothing is revealed, not even whether anything is held."),
    _(
        "The requester is not verified; in an emergency release only to a published number or a known "
        "control room."
    ),
    _(
        "The requester is not named in {agreement.reference}; that the organisation is signed up says "
        "nothing about the person."
    ),
    _(
        "The address is not the registered one: {requester.destination}. Call back through the "
        "published switchboard."
    ),
    _("Nobody has checked that the address belongs to the organisation."),
    _("The requester has not shown authority to ask for this purpose."),
    _("Need to know"),
    _("Will only people see it who need it for their duty?"),
    _("Government Security Classifications Policy"),
    _("The people who would see the information are named, and the requester declares no private interest."),
    _("It is not said by name who else would see the information."),
    _(
        "This would pass on what was released before to named recipients only: it needs the "
        "originator's consent, a redacted version, and a list of who needs it."
    ),
    _("The requester does not declare to be free of a private interest."),
    _("The handler has an interest in the matter; an independent person must take over."),
    _("Does the recipient's clearance carry the marking, and does the method?"),
    _("Handling and clearance"),
    _("Clearance and method carry the marking of the item."),
    _("The recipient's clearance ({requester.clearance}) does not carry {item.marking}."),
    _(
        "The recipient's clearance ({requester.clearance}) does not carry {item.marking}: in an "
        "emergency share the least that lets them act, and record that it was so."
    ),
    _("The recipient's clearance ended on {requester.clearance_until}; the item is {item.marking}."),
    _("The recipient can hold {request.highest_marking_held} at most, and the item is {item.marking}."),
    _(
        "The material is {item.held_elsewhere_as} and held elsewhere. The recipient's clearance "
        "({requester.clearance}) does not carry it, so they are not told that there is any."
    ),
    _(
        "A sanitised version would pass: ask the originator, or who holds it, for one that the "
        "recipient may hold, or arrange a recipient who is cleared. Never lower the marking to fit."
    ),
    _(
        "Nothing of the material is here. To share this item tells the recipient that there is some, "
        "who holds it and how to ask for it."
    ),
    _("Material marked {item.marking} may not be carried by this system."),
    _("No method of return is chosen."),
    _("{request.method} may never carry police information."),
    _("{request.method} carries {request.method.max_marking} at most, and the item is {item.marking}."),
    _("{agreement.reference} goes up to {agreement.ceiling}, and the item is {item.marking}."),
    _("{agreement.reference} does not allow the method {request.method}."),
)
