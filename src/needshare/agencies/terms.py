"""The words for organisations: what they are in law, where they are, and whether an address is theirs."""

from dataclasses import dataclass

from needshare.kernel import Term, gettext_noop as _


class Kind(Term):
    """Whether an organisation is the controller of police information or asks for it."""

    FORCE = "force", _("Police force")
    AGENCY = "agency", _("Partner agency")


class Jurisdiction(Term):
    """The legal systems of the United Kingdom, each with its own bank holidays and gateways."""

    ENGLAND_AND_WALES = "england_and_wales", _("England and Wales")
    SCOTLAND = "scotland", _("Scotland")
    NORTHERN_IRELAND = "northern_ireland", _("Northern Ireland")
    OUTSIDE_UK = "outside_uk", _("Outside the United Kingdom")


class LegalType(Term):
    """What an organisation is in law: the requester types of the UK policing domain."""

    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    CHILDRENS_SOCIAL_CARE = "childrens_social_care", _("Children's social care")
    ADULT_SOCIAL_CARE = "adult_social_care", _("Adult social care")
    NHS_BODY = "nhs_body", _("NHS body")
    GP = "gp", _("General practice")
    AMBULANCE = "ambulance", _("Ambulance service")
    FIRE = "fire", _("Fire and rescue service")
    PROBATION = "probation", _("Probation service")
    PRISON = "prison", _("Prison service")
    YOUTH_JUSTICE = "youth_justice", _("Youth justice service")
    SCHOOL_OR_COLLEGE = "school_or_college", _("School or college")
    UNIVERSITY = "university", _("University")
    HOUSING_PROVIDER = "housing_provider", _("Housing provider")
    OTHER_UK_POLICE = "other_uk_police", _("UK police force")
    NCA = "nca", _("National Crime Agency")
    HMRC = "hmrc", _("HM Revenue and Customs")
    DWP = "dwp", _("Department for Work and Pensions")
    HOME_OFFICE_IMMIGRATION = "home_office_immigration", _("Home Office immigration")
    DVLA = "dvla", _("Driver and Vehicle Licensing Agency")
    CPS = "cps", _("Crown Prosecution Service")
    COURT = "court", _("Court or tribunal")
    SOLICITOR = "solicitor", _("Solicitor")
    INSURER_ABI = "insurer_abi", _("Insurer, member of the ABI")
    INSURER_NON_ABI = "insurer_non_abi", _("Insurer, not a member of the ABI")
    PROFESSIONAL_REGULATOR = "professional_regulator", _("Professional regulator")
    EMPLOYER = "employer", _("Employer")
    DBS = "dbs", _("Disclosure and Barring Service")
    CHARITY_VCS = "charity_vcs", _("Charity or voluntary organisation")
    PRIVATE_SECURITY_BUSINESS_CRIME_PARTNERSHIP = (
        "private_security_business_crime_partnership",
        _("Private security or business crime partnership"),
    )
    FOREIGN_LEA = "foreign_lea", _("Foreign law-enforcement agency")
    INTELLIGENCE_SERVICE = "intelligence_service", _("Intelligence service")
    MEMBER_OF_PUBLIC = "member_of_public", _("Member of the public")
    DATA_SUBJECT_SELF = "data_subject_self", _("Person the information is about")
    MEDIA = "media", _("Media")
    ELECTED_MEMBER = "elected_member", _("Elected member")
    CORONER = "coroner", _("Coroner")
    OVERSIGHT_BODY = "oversight_body", _("Oversight body")
    OTHER = "other", _("Other")


class Destination(Term):
    """How an e-mail address compares with the verified domains of the organisation it should be of."""

    VERIFIED = "verified", _("Verified domain")
    LOOKALIKE = "lookalike", _("Looks like a verified domain but is not it")
    UNVERIFIED = "unverified", _("Domain not verified")
    PERSONAL = "personal", _("Personal e-mail provider")


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """What the register says about an organisation."""

    name: str
    legal_type: str
    is_relevant_authority: bool = False
    jurisdiction: str = Jurisdiction.ENGLAND_AND_WALES
    switchboard: str = ""
    out_of_hours: str = ""
    is_foi_subject: bool = False
