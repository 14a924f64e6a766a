"""Texts of assessment/2_necessary.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Necessity"),
    _("Is there a real need that cannot reasonably be met another way or with less?"),
    _("College of Policing APP, Information management"),
    _("Sharing police information"),
    _("ICO Data sharing code of practice"),
    _("Data sharing checklist"),
    _("The requester says why the information is needed; the decision-maker judges whether it is."),
    _("Nothing says why the information is needed and what cannot be done without it."),
    _("Need to share"),
    _("What happens if this is not shared?"),
    _(
        "The consequence of not having the information is stated, and no severe harm of not sharing is "
        "recorded."
    ),
    _("Nothing says what happens if the information is not provided."),
    _(
        "Not sharing could do severe harm: {harm.not_sharing_severe}. A refusal must answer this, and "
        "other ways to protect must be considered."
    ),
    _("Not every other way to protect was considered; so far: {harm.alternatives}."),
    _("Relevance"),
    _("Is this item relevant to the purpose?"),
    _("ICO Guide to law enforcement processing"),
    _("Principles: data minimisation"),
    _("The item is relevant to the purpose."),
    _("The item is not relevant to the purpose."),
    _(
        "The person is asked about as {item.asked_roles}, and the item shows them as "
        "{item.shown_roles}. What is held of another part they played is not part of this answer."
    ),
    _("Adequacy"),
    _("Is the item enough not to mislead, and no more than is needed?"),
    _("Principles: accuracy"),
    _("The item is adequate and does not mislead by omission."),
    _("The item would mislead by what it leaves out."),
    _("The item holds more than the purpose needs."),
    _("An arrest without charge must be shown with its outcome and never as guilt."),
    _("An allegation must be shown as an allegation, with its outcome if known."),
    _("Intelligence must carry its grade in plain words and is not evidence."),
    _("Timeliness"),
    _("Is the answer in time for the purpose?"),
    _("Data sharing in an urgent situation or in an emergency"),
    _("The answer is within its time."),
    _("The answer is overdue; being late is neither a release nor a refusal."),
    _(
        "This is an emergency: share what is necessary and proportionate now, and complete the record "
        "afterwards."
    ),
)
