"""Every address and method of the product, the group of the table it belongs to, and what it is asked with.

One line each: group, stage of the case that is asked about, address. `.` is no case. A line holds for
every method of its address unless it names one. An address without a line fails the matrix.
"""

from dataclasses import dataclass

LINES = """
public              .                   /accessibility
public              .                   /cookies
public              .                   /appearance
public              .                   /account/sign-in
public              .                   /account/sign-in/passkey
public              .                   /account/code
public              .                   /account/inactive
public              .                   /collect/thanks
link                .                   /collect/{token}
link                .                   /collect/{token}/accept
link                .                   /collect/{token}/acknowledge
link                .                   /collect/{token}/files/{number}
link                .                   /collect/{token}/open
link                .                   /collect/{token}/package
link                .                   /collect/{token}/read
link                .                   /account/invitation/{token}
link                .                   /account/provider/{provider}
link                .                   /account/provider/{provider}/return
link                .                   /account/provider/{provider}/invitation/{token}
own_absent          .                   /account/provider/{provider}/confirm
link                .                   /account/provider/{provider}/sign-out
link                .                   /account/provider/{provider}/signed-out
link                .                   /account/saml/{provider}/leave
link                .                   /account/saml/{provider}/return
link                .                   /account/saml/{provider}/finish
completing          .                   /account/app
completing          .                   /account/confirm
completing          .                   /account/confirm/passkey
completing          .                   /account/passkeys/new
completing          .                   /account/password
completing          .                   /account/password/change
completing          .                   /account/sign-out
oneself             .                   /
desk                .                   /desk
oneself             .                   /account
completing          .                   /account/recovery-codes
oneself             .                   /account/recovery-codes/new
oneself             .                   /account/passkeys
own_absent          .                   /account/passkeys/{passkey}/name
own_absent          .                   /account/passkeys/{passkey}/remove
oneself             .                   /account/tokens
oneself             .                   /account/tokens/new
own_absent          .                   /account/tokens/{api_token}/revoke
oneself             .                   /account/sessions
oneself             .                   /account/sessions/end
own_absent          .                   /account/sessions/{browser}/end
oneself             .                   /api/v1/me
own_key             .                   /api/v1/me/age-recipient
desk                .                   /api/v1/desk
oneself             .                   /places
oneself             .                   /what-may-i-share
oneself             .                   /api/v1/what-may-i-share
oneself             .                   /markings/{marking}
words               .                   /api/v1/markings/{marking}
oneself             .                   /api/v1/markings/{marking}/acknowledgement
search              .                   /search
search              .                   /api/v1/search
words               .                   /api/v1/openapi.json
words               .                   /api/v1/words
words               .                   /schemes
words               .                   /schemes/{scheme}
words               .                   /api/v1/schemes
words               .                   GET /api/v1/people
people_admin        .                   POST /api/v1/people
words               .                   GET /api/v1/organisations
organisation        .                   /api/v1/organisations/{code}
organisation        .                   /organisations/{code}
words               .                   /organisations
organisation_new    .                   /organisations/add
organisation_new    .                   POST /api/v1/organisations
organisation_keep   .                   /organisations/{code}/change
organisation_keep   .                   /organisations/{code}/domains/add
organisation_keep   .                   /organisations/{code}/domains/{domain}/end
organisation_keep   .                   /organisations/{code}/suspend
organisation_keep   .                   /organisations/{code}/reinstate
organisation_keep   .                   /api/v1/organisations/{code}/particulars
organisation_keep   .                   /api/v1/organisations/{code}/suspend
organisation_keep   .                   /api/v1/organisations/{code}/reinstate
organisation_keep   .                   /api/v1/organisations/{code}/domains
organisation_keep   .                   /api/v1/organisations/{code}/domains/withdraw
organisation_units  .                   /organisations/{code}/units/add
organisation_units  .                   /api/v1/organisations/{code}/units
nothing             .                   /organisations/{code}/units/{unit}/rename
nothing             .                   /organisations/{code}/units/{unit}/close
nothing             .                   /api/v1/organisations/{code}/units/{unit_id}/rename
nothing             .                   /api/v1/organisations/{code}/units/{unit_id}/close
organisation_ask    .                   /organisations/{code}/propose
organisation_ask    .                   /api/v1/organisations/{code}/proposals
nothing             .                   /organisations/proposals/{proposal}/accept
nothing             .                   /organisations/proposals/{proposal}/decline
nothing             .                   /api/v1/entry-proposals/{proposal_id}/accept
nothing             .                   /api/v1/entry-proposals/{proposal_id}/decline
entry_proposals     .                   /api/v1/entry-proposals

register            .                   /agreements
register            .                   GET /api/v1/agreements
signed_up           .                   /agreements/check
signed_up           .                   /api/v1/organisations/{code}/signed-up
may_be_asked        .                   /api/v1/organisations/{code}/may-be-asked
agreement_new       .                   /agreements/add
agreement_new       .                   POST /api/v1/agreements
agreement_read      agreement           /agreements/{reference}
agreement_read      agreement           /api/v1/agreements/{reference}
agreement_edit      agreement           /agreements/{reference}/resume
agreement_suspend   agreement           /agreements/{reference}/suspend
agreement_edit      agreement           /agreements/{reference}/withdraw
agreement_edit      agreement           /api/v1/agreements/{reference}/resume
agreement_edit      agreement           /api/v1/agreements/{reference}/signatures
agreement_suspend   agreement           /api/v1/agreements/{reference}/suspend
agreement_edit      agreement           /api/v1/agreements/{reference}/versions
agreement_edit      agreement           /api/v1/agreements/{reference}/withdraw
agreement_edit      agreement           /agreements/{reference}/versions
agreement_edit      agreement           /agreements/{reference}/signatures

audit_read          .                   /audit
audit_read          .                   /api/v1/audit/events
audit_check         .                   /audit/verify
audit_check         .                   /api/v1/audit/head

coverage            .                   /policy-coverage
what_if             .                   /what-if
what_if             .                   GET /api/v1/what-ifs
what_if_try         .                   /what-if/gateway
what_if_try         .                   /what-if/layer
what_if_try         .                   POST /api/v1/what-ifs
what_if_agreement   agreement           /what-if/agreement/{reference}
nothing             .                   /what-if/{what_if}
nothing             .                   /what-if/{what_if}/progress
nothing             .                   /what-if/{what_if}/changes.csv
nothing             .                   /api/v1/what-ifs/{what_if_id}

case_index          .                   /cases
case_index          .                   /api/v1/cases
case_read           under_assessment    /cases/{reference}
case_read           under_assessment    /api/v1/cases/{reference}/open
case_decided        approved            /cases/{reference}/why
case_read           awaiting_decision   /api/v1/cases/{reference}/findings
case_read           awaiting_decision   /api/v1/cases/{reference}/decisions
case_declare        under_assessment    /cases/{reference}/reason
case_declare        under_assessment    /api/v1/cases/{reference}/openings
emergency           .                   /emergency
emergency_case      under_assessment    /api/v1/cases/{reference}/emergency-openings
conflict            under_assessment    /cases/{reference}/know-somebody
conflict            under_assessment    /api/v1/cases/{reference}/conflicts
oneself             .                   /declarations
oneself             .                   /api/v1/declarations
interests           .                   /interests
interests           .                   /api/v1/interests
nothing             .                   /interests/{check}
nothing             .                   /api/v1/interests/{check}/settle
access_ask          .                   /ask-for-access
access_ask          .                   /access-requests
access_ask          .                   /api/v1/access-requests
access_ask          .                   /api/v1/access-requests/waiting
desk                .                   /hidden-hits
desk                .                   /api/v1/hidden-hits/open
nothing             .                   /access-requests/{asking}
nothing             .                   /api/v1/access-requests/{asking}/answer
protection          .                   /protections
protection          .                   /protections/find
protection_log      .                   /protections/log
protection_person   .                   /protections/people/{subject_id}
nothing             .                   /protections/alerts/{alert_id}
nothing             .                   /protections/{flag_id}
nothing             .                   /protections/{flag_id}/review
nothing             .                   /protections/{flag_id}/lift
protection          .                   GET /api/v1/protections
protection_person   .                   POST /api/v1/protections
protection          .                   /api/v1/protections/find
nothing             .                   /api/v1/protections/alerts/{alert_id}
nothing             .                   /api/v1/protections/alerts/{alert_id}/decisions
nothing             .                   /api/v1/protections/{flag_id}
nothing             .                   /api/v1/protections/{flag_id}/lift
nothing             .                   /api/v1/protections/{flag_id}/reviews
desk                .                   /look-ups
nothing             .                   /look-ups/{look_up_id}
nothing             .                   /look-ups/{look_up_id}/review
desk                .                   /api/v1/look-ups
review              .                   /api/v1/look-ups/waiting
nothing             .                   /api/v1/look-ups/{look_up_id}/justify
nothing             .                   /api/v1/look-ups/{look_up_id}/open
nothing             .                   /api/v1/look-ups/{look_up_id}/verdict
review              .                   /api/v1/openings
nothing             .                   /api/v1/openings/{review_id}/open
nothing             .                   /api/v1/openings/{review_id}/verdict
review              .                   /openings
refusal_list        .                   /reviews
refusal_list        .                   /reviews/table
refusal_list        .                   /api/v1/reviews
nothing             under_assessment    /cases/{reference}/review
nothing             under_assessment    /cases/{reference}/review/take
nothing             under_assessment    /cases/{reference}/review/settle
nothing             under_assessment    /cases/{reference}/review/resubmission
nothing             received            /requests/{reference}/review
nothing             under_assessment    /api/v1/cases/{reference}/review/open
nothing             under_assessment    /api/v1/cases/{reference}/review/take
nothing             under_assessment    /api/v1/cases/{reference}/review/settle
nothing             under_assessment    /api/v1/cases/{reference}/review/resubmission
request_change      received            /api/v1/requests/{reference}/review
nothing             .                   /openings/{review}
case_read           under_assessment    /cases/{reference}/consultations
consult             under_assessment    /cases/{reference}/consultations/ask
consult             under_assessment    /cases/{reference}/consultations/invite
nothing             under_assessment    /cases/{reference}/consultations/{number}/withdraw
nothing             .                   /consultations/{consultation_id}
consult             under_assessment    /api/v1/cases/{reference}/consultations
case_read           under_assessment    /api/v1/cases/{reference}/consultations/open
consult             under_assessment    /api/v1/cases/{reference}/consultations/outside
nothing             under_assessment    /api/v1/cases/{reference}/consultations/{number}/withdraw
nothing             .                   /api/v1/consultations/{consultation_id}/answer
nothing             .                   /api/v1/consultations/{consultation_id}/open
desk                .                   /consultations
desk                .                   /api/v1/consultations
public              .                   /asked/thanks
link                .                   /asked/{token}
link                .                   /asked/{token}/question
nothing             .                   /tasks/{task_id}/done
nothing             .                   /api/v1/tasks/{task_id}/done
compartments        .                   /compartments
compartments        .                   GET /api/v1/compartments
compartment_new     .                   /compartments/new
compartment_sponsored .                 POST /api/v1/compartments
nothing             .                   /compartments/{compartment}
nothing             .                   /compartments/{compartment}/people/add
nothing             .                   /compartments/{compartment}/people/remove
nothing             .                   /api/v1/compartments/{compartment_id}
nothing             .                   /api/v1/compartments/{compartment_id}/people
nothing             .                   /api/v1/compartments/{compartment_id}/people/remove
enclosures          .                   /api/v1/enclosures
nothing             .                   /enclosures/{proposal}/approve
nothing             .                   /enclosures/{proposal}/refuse
nothing             .                   /api/v1/enclosures/{proposal_id}/approve
nothing             .                   /api/v1/enclosures/{proposal_id}/refuse
enclose             under_assessment    /cases/{reference}/compartment
enclose             under_assessment    /api/v1/cases/{reference}/compartment
claim               received            /cases/{reference}/claim
claim               received            /api/v1/cases/{reference}/claim
hand_over           under_assessment    /cases/{reference}/hand-over
hand_over           under_assessment    /api/v1/cases/{reference}/assign
return              verifying_requester /cases/{reference}/redirect
return              verifying_requester /cases/{reference}/return
triage              verifying_requester /cases/{reference}/verify
return              verifying_requester /api/v1/cases/{reference}/redirect
return              verifying_requester /api/v1/cases/{reference}/return
triage              verifying_requester /api/v1/cases/{reference}/verify
hold                under_assessment    /cases/{reference}/hold
hold                under_assessment    /api/v1/cases/{reference}/hold
hold                on_hold             /cases/{reference}/resume
hold                on_hold             /api/v1/cases/{reference}/resume
close               acknowledged        /cases/{reference}/close
close               acknowledged        /api/v1/cases/{reference}/close
close               released            /cases/{reference}/close-uncollected
close               released            /api/v1/cases/{reference}/close-uncollected
case_read           under_assessment    /cases/{reference}/authorisations
case_read           under_assessment    /cases/{reference}/authorisations/{authorisation}/scan
case_read           under_assessment    /api/v1/cases/{reference}/authorisations/open
case_read           under_assessment    /api/v1/cases/{reference}/authorisations/{authorisation}/scan
authorise           under_assessment    /cases/{reference}/authorisations/record
authorise           under_assessment    /cases/{reference}/authorisations/rely
authorise           under_assessment    /cases/{reference}/authorisations/{authorisation}/check
authorise           under_assessment    /cases/{reference}/authorisations/{authorisation}/stop
authorise           under_assessment    /api/v1/cases/{reference}/authorisations
authorise           under_assessment    /api/v1/cases/{reference}/authorisations/reliances
authorise           under_assessment    /api/v1/cases/{reference}/authorisations/{authorisation}/check
authorise           under_assessment    /api/v1/cases/{reference}/authorisations/{authorisation}/stop
revoke              under_assessment    /cases/{reference}/authorisations/{authorisation}/revoke
revoke              under_assessment    /api/v1/cases/{reference}/authorisations/{authorisation}/revoke
assess              under_assessment    /cases/{reference}/assess
assess              under_assessment    /cases/{reference}/assess/find
assess              under_assessment    /cases/{reference}/assess/harm
assess              under_assessment    /cases/{reference}/assess/items
assess              under_assessment    /cases/{reference}/assess/match/{subject}
assess              under_assessment    /cases/{reference}/assess/put-forward
assess              under_assessment    /cases/{reference}/assess/search
assess              under_assessment    /api/v1/cases/{reference}/assess
assess              under_assessment    /api/v1/cases/{reference}/gather
assess              under_assessment    /api/v1/cases/{reference}/matches
assess              under_assessment    /api/v1/cases/{reference}/put-forward
assess              under_assessment    /api/v1/cases/{reference}/searches
assess              under_assessment    /api/v1/cases/{reference}/subjects/search
assess              under_assessment    /api/v1/cases/{reference}/work

decide              awaiting_decision   /cases/{reference}/decide
answer              awaiting_decision   /cases/{reference}/decide/defer
decide              awaiting_decision   /cases/{reference}/decide/not-held
answer              awaiting_decision   /cases/{reference}/decide/refer
answer              awaiting_decision   /cases/{reference}/decide/refuse
decide              awaiting_decision   /cases/{reference}/decide/share
decide              awaiting_decision   /cases/{reference}/send-back
decide              awaiting_decision   /api/v1/cases/{reference}/approve
decide              awaiting_decision   /api/v1/cases/{reference}/approve-in-part
answer              awaiting_decision   /api/v1/cases/{reference}/defer
decide              awaiting_decision   /api/v1/cases/{reference}/not-held
answer              awaiting_decision   /api/v1/cases/{reference}/refer
answer              awaiting_decision   /api/v1/cases/{reference}/refuse
decide              awaiting_decision   /api/v1/cases/{reference}/send-back
neither             awaiting_decision   /cases/{reference}/decide/neither
neither             awaiting_decision   /api/v1/cases/{reference}/neither-confirm-nor-deny
reopen              approved            /cases/{reference}/reopen
reopen              approved            /api/v1/cases/{reference}/reopen

prepare             approved            /cases/{reference}/prepare
prepare             approved            /api/v1/cases/{reference}/package
inspect             prepared            /cases/{reference}/package
inspect             prepared            /cases/{reference}/package/files/{number}
inspect             prepared            /api/v1/cases/{reference}/package/inspect
check               prepared            /cases/{reference}/package/check
check               prepared            /cases/{reference}/package/send-back
check               prepared            /api/v1/cases/{reference}/package/check
check               prepared            /api/v1/cases/{reference}/package/send-back
release             second_checked      /cases/{reference}/package/release
release             second_checked      /api/v1/cases/{reference}/package/release
release             released            /cases/{reference}/deliveries/{number}
release             released            /cases/{reference}/deliveries/{number}/bounce
release             released            /api/v1/cases/{reference}/deliveries/{number}/bounced
release             released            /api/v1/cases/{reference}/deliveries/{number}/handed-over
release             released            /packages/{reference}/recipients/{number}/letter
release             released            /packages/{reference}/recipients/{number}/script
release             released            /packages/{reference}/recipients/{number}/{layout}/done
release             approved            /cases/{reference}/recipients
release             approved            /cases/{reference}/recipients/{number}/verify
release             approved            /api/v1/cases/{reference}/recipients/{number}/verify

item_in_case        awaiting_decision   /cases/{reference}/items/{version}
item_in_case        awaiting_decision   /cases/{reference}/items/{version}/file
item_read           item                /items/{version_id}
item_read           item                /api/v1/item-versions/{version_id}/content
item_add            .                   /items/add
item_add            .                   /items/elsewhere
item_add            .                   /api/v1/items
item_add            .                   /api/v1/items/elsewhere
item_add            .                   /api/v1/items/files
item_change         item                /items/{version_id}/people
item_change         item                /api/v1/items/{item_id}/files
item_change         item                /api/v1/items/{item_id}/marking
item_change         item                /api/v1/items/{item_id}/settle
item_change         item                /api/v1/items/{item_id}/subjects
item_change         item                /api/v1/items/{item_id}/versions
item_change         item                /items/{version_id}/version
item_change         item                /items/held/{item_id}/marking
item_change         item                /items/held/{item_id}/settle
item_dispute        item                /items/held/{item_id}/dispute
item_dispute        item                /api/v1/items/{item_id}/dispute
people_search       .                   /people/search
people_search       .                   /api/v1/subjects/search
people_add          .                   /people/add
people_change       .                   /people/{subject_id}/recorded
people_add          .                   /api/v1/subjects
people_change       .                   /api/v1/subjects/{subject_id}/identifiers

people_list         .                   /people
people_admin        .                   /people/invite
people_list         .                   /people/roles
person_see          person              /people/{who}
person_admin        person              /people/{who}/role
person_admin        person              /people/{who}/role/withdraw
person_admin        person              /people/{who}/unit
person_admin        person              /people/{who}/suspend
person_admin        person              /people/{who}/reinstate
person_admin        person              /people/{who}/sign-in
person_training     person              /people/{who}/training
person_vetting      person              /people/{who}/vetting
person_vetting      person              /people/{who}/clearance
person_see          person              /api/v1/people/{person_id}
person_admin        person              /api/v1/people/{person_id}/invitations
person_admin        person              /api/v1/people/{person_id}/unit
person_admin        person              /api/v1/people/{person_id}/suspend
person_admin        person              /api/v1/people/{person_id}/reinstate
person_training     person              /api/v1/people/{person_id}/training
person_vetting      person              /api/v1/people/{person_id}/vetting
person_vetting      person              /api/v1/people/{person_id}/clearance
person_admin        person              /api/v1/people/{person_id}/role-proposals
person_admin        person              /api/v1/people/{person_id}/roles/withdraw
people_list         .                   /api/v1/role-proposals
nothing             .                   /api/v1/role-proposals/{proposal_id}/approve
nothing             .                   /api/v1/role-proposals/{proposal_id}/refuse
nothing             .                   /people/roles/{proposal}/approve
nothing             .                   /people/roles/{proposal}/refuse
directory           .                   /scim/v2/ServiceProviderConfig
directory           .                   /scim/v2/ResourceTypes
directory           .                   /scim/v2/ResourceTypes/{name}
directory           .                   /scim/v2/Schemas
directory           .                   /scim/v2/Schemas/{name}
directory           .                   /scim/v2/.search
directory           .                   /scim/v2/Users/.search
directory           .                   /scim/v2/Groups/.search
directory           .                   /scim/v2/Users
directory           .                   /scim/v2/Users/{person}
directory           .                   /scim/v2/Groups
directory           .                   /scim/v2/Groups/{group}
directory           .                   /scim/v2/{rest}

request_new         .                   /requests/new
request_new         .                   /requests/new/{force}
request_new         .                   /requests/drafts
request_new         .                   POST /api/v1/requests
request_list        .                   /requests
request_list        .                   GET /api/v1/requests
draft               draft               /requests/drafts/{draft_id}
draft               draft               /requests/drafts/{draft_id}/check
draft               draft               /requests/drafts/{draft_id}/discard
draft               draft               /requests/drafts/{draft_id}/{word}
request_read        received            /requests/{reference}
request_sent        received            /requests/{reference}/sent
request_read        received            /api/v1/requests/{reference}
request_change      returned_for_more   /requests/{reference}/correct
request_change      received            /requests/{reference}/withdraw
request_change      returned_for_more   /api/v1/requests/{reference}/resubmit
request_change      received            /api/v1/requests/{reference}/withdraw

package_list        .                   /packages
package_list        .                   /api/v1/packages
package_view        released            /packages/{reference}
package_view        released            /api/v1/packages/{reference}
package_open        released            /packages/{reference}/accept
package_open        opened              /packages/{reference}/files/{number}
package_open        opened              /packages/{reference}/open
package_open        opened              /packages/{reference}/read
package_open        released            /api/v1/packages/{reference}/conditions
package_open        opened              /api/v1/packages/{reference}/open
package_acknowledge opened              /packages/{reference}/acknowledge
package_acknowledge opened              /api/v1/packages/{reference}/acknowledge
"""
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Line:
    """One line: an address, the group it belongs to and the stage of what it is asked about."""

    group: str
    target: str
    methods: tuple[str, ...]
    path: str


def _line(text: str) -> Line:
    group, target, *rest = text.split()
    return Line(group, target, (rest[0],) if len(rest) == 2 else METHODS, rest[-1])


def lines() -> list[Line]:
    """Return every line."""
    return [_line(text) for text in LINES.strip().splitlines() if text.strip()]


def groups_of(method: str, path: str) -> list[Line]:
    """Return the lines that claim an address with a method: exactly one, or the matrix fails."""
    return [line for line in lines() if line.path == path and method in line.methods]
