use crate::i18n::problems::{Advice, Problems};

const fn advice(what: &'static str, next: &'static str) -> Advice {
    Advice { what, next }
}

pub(super) const PROBLEMS: Problems = Problems {
    token_missing: advice(
        "The order screen did not say who you are.",
        "Reload the order. If this keeps happening, ask your administrator to check the link with FreshPortal.",
    ),
    token_invalid: advice(
        "The order screen's proof of who you are is not valid.",
        "Reload the order. If this keeps happening, ask your administrator to check the signing key and the clocks.",
    ),
    token_expired: advice(
        "Your access has run out.",
        "Try again. If this keeps happening, sign in to FreshPortal again.",
    ),
    token_foreign: advice(
        "The order screen's proof of who you are is meant for another party.",
        "Ask your administrator to check the issuer and the tenant in Fustlink's settings.",
    ),
    customer_not_allowed: advice(
        "You may not see this customer's packaging.",
        "Ask your administrator for permission if you need it.",
    ),
    role_missing: advice(
        "Your role does not allow this.",
        "Ask your administrator for the role sales to look, or logistics to confirm.",
    ),
    customer_unknown: advice(
        "This customer is not linked to TrackOnline yet.",
        "Ask your administrator to link the customer number to a location in TrackOnline, then try again.",
    ),
    location_unknown: advice(
        "The chosen branch no longer belongs to this customer.",
        "Refresh the balance, choose the branch again and send it again.",
    ),
    packaging_unknown: advice(
        "TrackOnline does not know one of the kinds of packaging.",
        "Refresh the balance and remove the kind, or ask your administrator to add it in TrackOnline.",
    ),
    malformed_json: advice(
        "The message to Fustlink was damaged on its way.",
        "Send it again. If this keeps happening, reload the page.",
    ),
    invalid_field: advice(
        "One of the values cannot be taken.",
        "Check the counts and the remark, then send it again.",
    ),
    too_many_lines: advice(
        "There are more kinds than one confirmation can take.",
        "Confirm the delivery in two parts.",
    ),
    nothing_counted: advice(
        "Nothing was counted.",
        "Fill in what was delivered or what came back, then send it.",
    ),
    reason_missing: advice(
        "A count is not what was planned, and it does not say why.",
        "Choose a reason for each difference, then send it again.",
    ),
    kind_not_set_up: advice(
        "This kind of movement is not set up in Fustlink yet.",
        "Ask your administrator to complete Fustlink's settings for it.",
    ),
    nothing_to_correct: advice(
        "There is nothing to correct here now.",
        "Wait until the confirmation is saved in TrackOnline, then fill in what should be different.",
    ),
    not_held: advice(
        "Somebody has answered this question already.",
        "See how the confirmation stands now before you confirm anything more.",
    ),
    trip_step_taken: advice(
        "Somebody took this step of the trip already, or it is not known yet what became of it.",
        "Look at the trip in TrackOnline before you do anything more with it.",
    ),
    exception_unknown: advice(
        "This exception cannot be found.",
        "Refresh the list and open the exception from there.",
    ),
    action_not_possible: advice(
        "This cannot be done here any more.",
        "Refresh to see how it stands: somebody else may have been first.",
    ),
    movement_unknown: advice(
        "There is no transaction with this number.",
        "Check the number in TrackOnline, where it stands beside the transaction.",
    ),
    dispute_conflict: advice(
        "Something else was reported under this identifier already.",
        "Reload the page and report the difference again.",
    ),
    confirmation_conflict: advice(
        "This delivery was already confirmed with other counts.",
        "Refresh the balance and see what is booked under this order before confirming anything more.",
    ),
    confirmation_unknown: advice(
        "Fustlink does not know this confirmation.",
        "Send it again: it cannot be counted twice.",
    ),
    trackonline_limit: advice("TrackOnline has reached its call limit.", "Wait a minute and try again."),
    trackonline_unreachable: advice(
        "TrackOnline does not answer.",
        "Try again in a moment. Deliveries that were confirmed go out by themselves once it answers.",
    ),
    trackonline_key: advice(
        "TrackOnline refuses Fustlink's key.",
        "Ask your administrator to enter a valid TrackOnline key.",
    ),
    trackonline_answer: advice(
        "TrackOnline's answer could not be read.",
        "Try again. If this keeps happening, tell your administrator.",
    ),
    storage_unavailable: advice(
        "Fustlink could not store it, so nothing was confirmed.",
        "Try again in a moment. If this keeps happening, tell your administrator.",
    ),
    storage_uncertain: advice(
        "It is not certain whether Fustlink has stored it.",
        "Send it again: what is stored already is recognised and not counted twice.",
    ),
    too_many_streams: advice(
        "Too many order screens of yours are open at once.",
        "Close the screens that you do not need.",
    ),
    not_found: advice(
        "Fustlink does not know what was asked for.",
        "Reload the page: a newer version may have been installed.",
    ),
    method_not_allowed: advice(
        "Fustlink does not take this request.",
        "Reload the page: a newer version may have been installed.",
    ),
    body_too_large: advice(
        "There is more in this confirmation than Fustlink can take.",
        "Shorten the remark or confirm the delivery in two parts.",
    ),
    timed_out: advice("It took too long.", "Try again in a moment."),
    internal: advice(
        "Something went wrong inside Fustlink.",
        "Try again. If this keeps happening, tell your administrator.",
    ),
    unknown: advice(
        "Something went wrong that this page does not know yet.",
        "Reload the page. If this keeps happening, tell your administrator.",
    ),
};
