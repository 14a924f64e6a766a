"""Texts of lists/gateways.toml, for translation. Written by `needshare.policy.catalogue`."""

from needshare.kernel import gettext_noop as _

TEXTS = (
    _("Kind of gateway"),
    _("Power"),
    _("Duty"),
    _("Power and duty"),
    _("Order of a court"),
    _("Agreement under statute"),
    _("Duty to have regard to guidance"),
    _("How to ask"),
    _("No power"),
    _("Kind of law that authorises"),
    _("Statute"),
    _("Common law"),
    _("Royal prerogative"),
    _("Statutory code"),
    _("Gateway"),
    _("text?"),
    _("text"),
    _("enum authorisation_kind?"),
    _("Common law police power"),
    _("Whatever the purpose needs and no more"),
    _(
        "Pressing need or public interest in each case; necessity, proportionality and ECHR Article 8; "
        "never for convenience"
    ),
    _("Case by case, not blanket"),
    _("Crime and Disorder Act 1998, section 115"),
    _("115"),
    _("What is necessary or expedient for a provision of the Act"),
    _(
        "The recipient must be a relevant authority or act for one; a power, not a duty; it does not "
        "override data protection law"
    ),
    _("A private shop, charity or school is not a relevant authority"),
    _("Crime and Disorder Act 1998, section 17A"),
    _("17A"),
    _("Prescribed depersonalised data"),
    _("Prescribed depersonalised data only, between relevant authorities; never personal data"),
    _("Quarterly, for the reduction of crime and disorder"),
    _("Crime and Disorder Act 1998, sections 5 to 7, 17 and 37 to 39"),
    _("5-7, 17, 37-39"),
    _(
        "A duty to work together in community safety and youth offending; for information it is paired "
        "with section 115"
    ),
    _("Says that bodies co-operate, not what they may disclose"),
    _("Children Act 2004, sections 10 and 11"),
    _("10, 11"),
    _("A duty to co-operate and to safeguard in one's functions; the power to share is implied"),
    _("Wales: sections 25 and 28"),
    _("Children Act 2004, sections 16E to 16K"),
    _("16E-16K"),
    _(
        "A request of the safeguarding partners under section 16H must be complied with; what is asked "
        "must be necessary for their functions"
    ),
    _("England"),
    _("Children Act 2004, section 16LA"),
    _("16LA"),
    _("Whether and from when it is in force is to be verified before anything rests on it"),
    _("Duty to share and the single number of a child; start of force not verified"),
    _("Children Act 1989, sections 17 and 27"),
    _("17, 27"),
    _("A child in need: a lower threshold than section 47, and consent is normally sought"),
    _("Between the local authority and bodies it asks for help"),
    _("Children Act 1989, section 47"),
    _("47"),
    _(
        "Reasonable cause to suspect significant harm; police participation rests on other law and on "
        "joint protocols"
    ),
    _("The part of the police under this section is to be verified"),
    _("Children Act 1989, sections 44 and 46"),
    _("44, 46"),
    _("What those who must be told need"),
    _(
        "Police protection of a child for at most 72 hours, or an emergency order; who must be told is "
        "named in the Act"
    ),
    _("The local authority and the parents are told"),
    _("Criminal Justice Act 2003, section 325"),
    _("325(3)-(4)"),
    _(
        "Assessing and managing the risk of offenders under multi-agency arrangements; not for other "
        "third parties"
    ),
    _("Section numbers of the 2022 amendments are to be verified"),
    _("Criminal Justice Act 2003, section 327A"),
    _("327A"),
    _("Convictions of child sex offences that the protection of the child needs"),
    _(
        "Child sex offenders only: reasonable cause to believe in a risk of serious harm to a child, "
        "and disclosure to a particular person is necessary to protect"
    ),
    _("Presumption to disclose; conditions may be attached"),
    _("Domestic Abuse Act 2021, section 77"),
    _("77"),
    _("A duty to have regard to guidance; it creates no power to disclose"),
    _("Domestic Violence Disclosure Scheme; rely on the common law power"),
    _("Domestic Abuse Act 2021, section 49A"),
    _("49A"),
    _("That an incident happened, and what keeps the child safe in school"),
    _(
        "Only to the child's educational establishment, where a child is suspected to be a victim of "
        "domestic abuse"
    ),
    _("Operation Encompass"),
    _("Police, Crime, Sentencing and Courts Act 2022, section 16"),
    _("16"),
    _("What the Serious Violence Duty needs"),
    _("No patient information, and no personal information from health or social care authorities"),
    _("Serious Violence Duty"),
    _("Police, Crime, Sentencing and Courts Act 2022, section 17"),
    _("17"),
    _("What the monitoring of the duty needs"),
    _(
        "On request of the local policing body, to help it watch over the duty; no patient information,"
        " no personal information from health or social care authorities"
    ),
    _("The local policing body is entered as an oversight body"),
    _("Police, Crime, Sentencing and Courts Act 2022, sections 24 to 30"),
    _("24-30"),
    _("What the review needs"),
    _("Only for a review of a homicide with an offensive weapon, between its review partners"),
    _("Where such reviews have begun"),
    _("Police, Crime, Sentencing and Courts Act 2022, sections 37 to 43"),
    _("37-43"),
    _("What the line of enquiry needs from the device"),
    _(
        "Taking information from a device handed over of one's own will, by written agreement and the "
        "code; it carries nothing out of the police"
    ),
    _("From the owner of a device to the police"),
    _("Police, Crime, Sentencing and Courts Act 2022, sections 44A to 44F"),
    _("44A-44F"),
    _("Information about a victim held by somebody else"),
    _(
        "How the police ask others about a victim: relevant to a reasonable line of enquiry, necessary,"
        " proportionate, with notice to the victim; it gives the holder no power"
    ),
    _("Counselling records start from the presumption that they are not asked for"),
    _("Offender Management Act 2007, section 14"),
    _("14"),
    _("What managing the offender needs"),
    _("For the management and supervision of offenders, between the bodies listed"),
    _("Crime and Courts Act 2013, section 7"),
    _("7"),
    _(
        "For the functions of the National Crime Agency; what came from HM Revenue and Customs needs "
        "its consent before it goes further"
    ),
    _("From anybody to the agency, and from the agency for a permitted purpose"),
    _("Proceeds of Crime Act 2002, sections 436 to 439 and 339ZB to 339ZG"),
    _("436-439, 339ZB-339ZG"),
    _(
        "For recovery of assets and reports of suspicion, between those permitted; tipping off and "
        "prejudicing an investigation are offences"
    ),
    _("Do not tell the person"),
    _("Serious Crime Act 2007, sections 68 to 72"),
    _("68-72"),
    _("What preventing fraud needs"),
    _(
        "Only to members of a specified anti-fraud organisation, by its code; not for sensitive police "
        "data without care"
    ),
    _("Say of which specified organisation the recipient is a member"),
    _("Digital Economy Act 2017, sections 35, 48 and 56"),
    _("35, 48, 56"),
    _(
        "Only for an objective that lists the body; codes and an impact assessment; unlawful onward "
        "disclosure is an offence"
    ),
    _("For which objectives the police are listed is to be verified"),
    _("Counter-Terrorism and Security Act 2015, sections 26 and 36 to 38"),
    _("26, 36-38"),
    _(
        "Co-operation with a panel neither requires nor allows a breach of data protection law or "
        "sensitive information"
    ),
    _("Prevent and Channel"),
    _("Terrorism Act 2000, sections 19 to 21D and 38B"),
    _("19-21D, 38B"),
    _("A duty to tell the police; tipping off is an offence, and so is keeping silent"),
    _("From anybody to the police"),
    _("Counter-Terrorism Act 2008, section 19"),
    _("19"),
    _(
        "To the intelligence services for their functions; it overrides restrictions on disclosure, not"
        " the need for care"
    ),
    _("Outside this system wherever the marking is above what it carries"),
    _("Immigration and Asylum Act 1999, section 20, and 2006 Act, sections 36 to 39"),
    _("20, 21; 36-39"),
    _(
        "Never to find out the status of a victim; with doubts about the status of a victim of domestic"
        " abuse sharing stops"
    ),
    _("A victim is a victim first; an exception for suspects of serious offences is recorded"),
    _("Modern Slavery Act 2015, section 52"),
    _("52"),
    _("Reasonable grounds to believe that somebody may be a victim; an adult is named only with consent"),
    _("Which bodies section 54A reaches is to be verified"),
    _("Care Act 2014, section 45"),
    _("45"),
    _("What the request of the board names"),
    _(
        "Only for a request of a Safeguarding Adults Board that meets the conditions of section 45; not"
        " for requests of other kinds"
    ),
    _("Mental Capacity Act 2005 and Mental Health Act 1983"),
    _("Neither Act is a power to disclose: rely on safeguarding law or the common law"),
    _("Best interests guide what is done, not what may be shared"),
    _("National Health Service Act 2006, section 251, and health information law"),
    _("251; 251B, 259-261"),
    _("Direct care and approved uses inside the health service; the police are no recipient of direct care"),
    _("What reaches the police rests on public interest, statute or an order"),
    _("Female Genital Mutilation Act 2003, section 5B"),
    _("5B"),
    _(
        "Teachers, health and social care professionals report what they know of a girl under 18, "
        "normally within a month"
    ),
    _("To the police"),
    _("Duty to report child sexual abuse"),
    _("Whether it is enacted and in force is to be verified before anything rests on it"),
    _("England; to the police or the local authority; not verified"),
    _("Police Act 1997, Part V"),
    _("113A, 113B(4)"),
    _("What the certificate may carry"),
    _(
        "The only route for routine employment suitability; the request comes from the Disclosure and "
        "Barring Service"
    ),
    _("The chief officer believes it relevant and that it ought to be included"),
    _("Road Traffic Act 1988, sections 154, 170 and 172, and insurance data"),
    _("154, 170, 172"),
    _("Details of a collision, a driver and an insurer"),
    _(
        "Drivers exchange details and name who drove; what a claim gets from the police is policy, with"
        " a fee, insurers first"
    ),
    _("Drivers and insurers to the police, and to each other"),
    _("Road Vehicles (Registration and Licensing) Regulations 2002, regulation 27"),
    _("27"),
    _("Keeper of a vehicle"),
    _("Keeper data for who shows reasonable cause"),
    _("From the licensing agency"),
    _("Licensing Act 2003, section 185, and Gambling Act 2005"),
    _("185; 30, 350, Sch 6"),
    _("What the licensing decision needs"),
    _("Between the bodies named, for their licensing functions only"),
    _("Anti-social Behaviour, Crime and Policing Act 2014, section 104, and housing fraud"),
    _("104, Sch 4 para 7"),
    _("What the case review needs"),
    _("Only between the bodies of a case review, or for tenancy fraud"),
    _("Housing Acts 1985 and 1996, and Localism Act 2011, section 1"),
    _("1"),
    _(
        "A power of local authorities that overrides no other restriction; the police tell a landlord "
        "by the common law or section 115"
    ),
    _("From the authority, not from the police"),
    _("Civil Contingencies Act 2004 and Regulations 2005"),
    _("regs 45-54"),
    _("What planning for or meeting the emergency needs"),
    _("A request to a responder, in writing and specified; sensitive information may be refused"),
    _("Only responders of category 1 and 2"),
    _("Police Reform and Social Responsibility Act 2011, section 36"),
    _("36"),
    _("What the policing body needs for its functions"),
    _("From the chief constable to the local policing body"),
    _("Police Reform Act 2002, section 17, Police Act 1996, Schedule 4A, and DPA 2018, sections 142 to 146"),
    _("17; Sch 4A; 142-146"),
    _("What the oversight body asks for"),
    _("To the bodies that watch over the police, in full"),
    _("The complaints body, the inspectors, the Information Commissioner"),
    _("Coroners and Justice Act 2009, Schedule 5"),
    _("Sch 5"),
    _("What the investigation of a death needs"),
    _("For an investigation of the coroner; a notice can compel"),
    _("CPR 31.17; PACE Sch 1; 1965 Act s.2"),
    _("What the order names"),
    _("court_order"),
    _(
        "What the order says, to whom and by when it says; check seal, name, scope and date, and ask "
        "for a change if it would do harm"
    ),
    _("The 2024 Protocol governs family proceedings"),
    _("Criminal Procedure and Investigations Act 1996"),
    _("Part I, Code"),
    _("Material relevant to a prosecution"),
    _(
        "Unused material to the prosecutor and by the prosecutor to the defence; use is restricted, "
        "addresses are taken out"
    ),
    _("Scheduled material goes by the case file, not by this system"),
    _("Investigatory Powers Act 2016, Part 3"),
    _("Part 3"),
    _("Communications data"),
    _("Communications data needs its own authorisation, never a data protection form"),
    _("Outside this system"),
    _(
        "Anti-terrorism, Crime and Security Act 2001 and Commissioners for Revenue and Customs Act "
        "2005, sections 17 to 19"
    ),
    _("17-19; 17-19"),
    _(
        "To the police for criminal investigations; passing on what came from Revenue and Customs may "
        "be an offence"
    ),
    _("From public authorities and Revenue and Customs"),
    _("Sexual Offences Act 2003, sections 94 to 96"),
    _("94-96"),
    _("What was notified"),
    _("To check what an offender notified, with the bodies listed and for that only"),
    _(
        "Overseas co-operation: 2003 and 2019 Acts, the agreement with the European Union, and DPA 2018"
        " Part 3 Chapter 5"
    ),
    _("Chapter 5"),
    _(
        "Between the authorities of the two states, by the instrument named, and only with a ground for"
        " the transfer"
    ),
    _("See the test of transfers overseas"),
    _("Policing and Crime Act 2017, section 2, and Police Act 1996, section 22A"),
    _("2; 22A"),
    _("What the agreement names"),
    _("By the collaboration agreement, with the terms of joint controllers"),
    _("Between emergency services, and between forces"),
    _("Domestic Violence, Crime and Victims Act 2004, section 9, and Victims and Prisoners Act 2024"),
    _("9"),
    _("What the review or the service needs"),
    _("Reviews of deaths, and services to victims under the code and the duty to work together"),
    _("Ask the victim how they may be reached before a service calls"),
    _("Social Security Administration Act 1992, fraud Acts and Welfare Reform Act 2012, section 131"),
    _("131"),
    _("What the benefit or fraud matter needs"),
    _("For the functions named: benefits and fraud"),
    _("Little of it reaches the police"),
)
