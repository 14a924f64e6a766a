"""The words of an asking: how it came, and what was found of the person who asks."""

from needshare.kernel import Term, gettext_noop as _


class RequestChannel(Term):
    """How a request reached the force (domain reference 0.5)."""

    PORTAL = "portal", _("Partner portal")
    API = "api", _("Partner system")
    SECURE_EMAIL = "secure_email", _("Secure e-mail")
    CJSM = "cjsm", _("Criminal justice secure mail")
    POST = "post", _("Post")
    HAND = "hand", _("By hand")
    PHONE = "phone", _("Phone")
    FACE_TO_FACE = "face_to_face", _("Face to face")
    MEETING = "meeting", _("Meeting")
    OTHER = "other", _("Another way")


class SubjectAware(Term):
    """Whether the person the request is about knows of it."""

    TOLD = "told", _("Yes, they have been told")
    CONSENTS = "consents", _("Yes, and they consent")
    NOT_TOLD = "not_told", _("No")


class VerificationOutcome(Term):
    """What the check of the requester found."""

    VERIFIED = "verified", _("Verified")
    NOT_VERIFIED = "not_verified", _("Not verified")


class AskingPart(Term):
    """The question groups of the request form, in order; each is one page."""

    ABOUT_YOU = "about_you", _("Who is asking")
    SCHEME = "scheme", _("What the scheme asks for")
    PERSON = "person", _("Who it is about")
    PURPOSE = "purpose", _("Why it is needed")
    INFORMATION = "information", _("What is needed")
    NECESSITY = "necessity", _("Why this much")
    URGENCY = "urgency", _("How soon")
    HANDLING = "handling", _("What happens to it")
    DECLARATION = "declaration", _("Declaration")
