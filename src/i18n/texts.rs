//! The list of texts: each with what it is for and the placeholders that it may hold.

use super::fill::fill;
use super::problems::Problems;
use super::{Advice, Words};

/// A text in the plural forms of `Intl.PluralRules`. A language that lacks a form repeats `other`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Plural {
    one: &'static str,
    few: &'static str,
    many: &'static str,
    other: &'static str,
}

impl Plural {
    /// For languages such as Dutch and English, which tell one from more.
    pub(super) const fn two(one: &'static str, other: &'static str) -> Self {
        Self { one, few: other, many: other, other }
    }

    pub(super) fn form(&self, name: &str) -> &'static str {
        match name {
            "one" => self.one,
            "few" => self.few,
            "many" => self.many,
            _ => self.other,
        }
    }
}

macro_rules! texts {
    (
        plain { $($(#[$plain_doc:meta])* $plain:ident,)* }
        advice { $($(#[$advice_doc:meta])* $advice:ident,)* }
        phrases { $($(#[$phrase_doc:meta])* $phrase:ident($($value:ident),+),)* }
        counted { $($(#[$counted_doc:meta])* $counted:ident($($more:ident),*),)* }
    ) => {
        /// Everything that Fustlink says in one language.
        pub struct Texts {
            $($(#[$plain_doc])* pub $plain: &'static str,)*
            $($(#[$advice_doc])* pub $advice: Advice,)*
            $(pub(super) $phrase: &'static str,)*
            $(pub(super) $counted: Plural,)*
            pub(super) problems: Problems,
        }

        impl Words {
            $(
                $(#[$phrase_doc])*
                pub fn $phrase(&self, $($value: &str),+) -> String {
                    fill(self.texts.$phrase, &[$((stringify!($value), $value)),+])
                }
            )*
            $(
                $(#[$counted_doc])*
                pub fn $counted(&self, count: i64 $(, $more: &str)*) -> String {
                    let number = self.speaker.number(count);
                    fill(
                        self.counted(&self.texts.$counted, count),
                        &[("count", number.as_str()) $(, (stringify!($more), $more))*],
                    )
                }
            )*
        }

        /// Each text with its name and the placeholders that its use fills.
        #[cfg(test)]
        fn declared(texts: &Texts) -> Vec<(&'static str, Vec<&'static str>, Vec<&'static str>)> {
            vec![
                $((stringify!($plain), vec![], vec![texts.$plain]),)*
                $((stringify!($advice), vec![], vec![texts.$advice.what, texts.$advice.next]),)*
                $((stringify!($phrase), vec![$(stringify!($value)),+], vec![texts.$phrase]),)*
                $((
                    stringify!($counted),
                    vec!["count" $(, stringify!($more))*],
                    vec![texts.$counted.one, texts.$counted.few, texts.$counted.many, texts.$counted.other],
                ),)*
            ]
        }
    };
}

texts! {
    plain {
        /// What the whole widget is about; the name of its region.
        packaging,
        /// On the button that asks for newer numbers.
        refresh,
        /// The same button while it asks.
        refreshing,
        /// Spoken while the numbers are on their way.
        loading,
        /// On the button that asks again after an error.
        try_again,
        /// The choice of all branches together.
        all_branches,
        /// Label of the choice of a branch.
        branch,
        /// Column: the kind of packaging.
        column_kind,
        /// Column: what the customer holds.
        column_holding,
        /// Column: what the order on screen adds.
        column_order,
        /// Column: what the customer will hold after it.
        column_after,
        /// A customer holds nothing of a kind.
        holds_none,
        /// This order adds nothing of a kind.
        not_on_order,
        /// What is known under this order is still being read.
        order_being_read,
        /// What is known under this order could not be read.
        order_unknown,
        /// A customer has no packaging at all, by location.
        empty,
        /// A customer has no packaging of ours at all.
        empty_of_ours,
        /// What will change that.
        empty_next,
        /// On the button that opens the delivery form.
        confirm_delivery,
        /// On the button that closes it and keeps what was filled in.
        back,
        /// Column and label: what the order announced.
        planned,
        /// Column and label: what was left with the customer.
        delivered,
        /// Column and label: what was taken back.
        returned,
        /// Counted as the order said.
        as_planned,
        /// Label of the choice why a count is not what was planned.
        reason,
        /// The choice that is no reason yet.
        choose_reason,
        /// In a row: its reason is missing.
        reason_missing,
        /// Below the form: reasons are missing.
        reasons_missing,
        /// In a row: *something else* needs words.
        say_in_remark,
        /// Reason: fewer were loaded than planned.
        reason_not_loaded,
        /// Reason: more were loaded than planned.
        reason_loaded_more,
        /// Reason: the customer did not accept some.
        reason_refused,
        /// Reason: some were broken.
        reason_damaged,
        /// Reason: another kind came in its place.
        reason_replaced,
        /// Reason: the plan was wrong.
        reason_plan_wrong,
        /// Reason: none of these.
        reason_other,
        /// Label of the choice of one more kind.
        add_kind,
        /// The choice that is no kind yet.
        choose_kind,
        /// Choice of a branch that has not been made.
        choose_branch,
        /// A delivery needs a branch.
        branch_missing,
        /// Label of the remark.
        remark,
        /// The same where a reason is *something else*.
        remark_needed,
        /// It does not say what was different.
        remark_missing,
        /// For whom the remark is.
        remark_hint,
        /// On the button while the confirmation is being sent.
        sending,
        /// On the button that sends the same confirmation again.
        send_again,
        /// Nothing was filled in.
        nothing_counted,
        /// A field is wrong; it says so itself.
        see_marked,
        /// A send that certainly stored nothing.
        not_sent,
        /// A send whose answer was lost.
        uncertain,
        /// What sending again means then.
        uncertain_next,
        /// What happened to the counts.
        counts_kept,
        /// Heading over the states of what was confirmed.
        confirmed,
        /// The same over one that waits for an answer.
        one_question,
        /// The question, after who confirmed the earlier one.
        same_or_another,
        /// What the answers do.
        same_or_another_next,
        /// Answer: it was confirmed before.
        same_delivery,
        /// Answer: it was not.
        another_delivery,
        /// Heading over one that was withdrawn.
        withdrawn,
        /// What that means.
        withdrawn_note,
        /// State: being sent from this screen.
        state_sending,
        /// State: on our disk, not sent before a person has said that it is no repetition.
        state_held,
        /// State: on our disk, not sent to TrackOnline yet.
        state_queued,
        /// State: sent to TrackOnline.
        state_sent,
        /// State: received by TrackOnline.
        state_accepted,
        /// State: saved by TrackOnline.
        state_saved,
        /// State: refused by TrackOnline.
        state_rejected,
        /// State: being looked up.
        state_checking,
        /// State: nobody knows.
        state_excepted,
        /// State: a person has said that it is not to be sent.
        state_withdrawn,
        /// State: not sent.
        state_unsent,
        /// All of a confirmation is in TrackOnline.
        all_saved,
        /// TrackOnline has refused a movement without a word.
        rejected_what,
        /// What becomes of a refused movement, and what to do.
        rejected_next,
        /// Nobody knows whether a movement is in TrackOnline.
        excepted_what,
        /// What becomes of it, and what to do.
        excepted_next,
        /// The state cannot be asked for just now.
        following_interrupted,
        /// Its state may not be asked for by this person.
        following_refused,
        /// In a form: a delivery under this order was counted before.
        already_counted,
        /// In a form: nobody knows whether one was.
        not_known_if_counted,
        /// In a form: TrackOnline has a delivery planned under this order.
        planned_beside,
        /// On the button that leaves a kind out of a form.
        leave_out,
        /// On the button that gives up a confirmation.
        discard,
        /// On the button that finds out whether it arrived.
        look_up,
        /// On the button that starts an empty form.
        confirm_another,
        /// Heading over confirmations of other orders.
        elsewhere,
        /// On the button that takes a settled one away.
        dismiss,
    }
    advice {
        /// The order screen has not connected yet.
        waiting,
        /// The page was opened by itself.
        alone,
        /// The page does not know which order screens it may belong to.
        unconfigured,
        /// The order screen speaks another version.
        wrong_protocol,
        /// No customer in the order.
        no_customer,
        /// Nothing that the order screen says can be read.
        screen_unreadable,
        /// The customer number cannot be one.
        customer_unreadable,
        /// The order's reference cannot be one.
        order_unreadable,
        /// No answer came at all.
        offline,
        /// An answer that cannot be read.
        unreadable_answer,
        /// The order screen gave no token in time.
        token_timeout,
        /// The order screen refused to give a token.
        token_refused,
        /// Some packaging codes are not mapped; the codes are named beside it.
        unmapped,
        /// Some order lines hold something that is no count; they are named beside it.
        lines_unreadable,
    }
    phrases {
        /// How old the numbers are.
        read_ago(age),
        /// The numbers are old.
        stale(age),
        /// TrackOnline does not answer.
        unreachable(since, age),
        /// The order that the numbers are about.
        for_order(order),
        /// The order and the day it leaves.
        for_order_leaving(order, day),
        /// Only like for like.
        exchange_only(place),
        /// Within the agreed balance.
        balance_limit(place),
        /// The kind and its code.
        kind_with_code(name, code),
        /// Label of a field or button of the form: delivered.
        delivered_of(kind),
        /// Label of a field or button of the form: returned.
        returned_of(kind),
        /// Label of the choice of a reason.
        reason_of(kind),
        /// Somebody confirmed the same today.
        confirmed_today(who, time),
        /// Somebody confirmed the same on another day.
        confirmed_before(who, moment),
        /// Label of a button: one more.
        one_more(field),
        /// Label of a button: one less.
        one_less(field),
        /// Heading of the form.
        delivery_for(order),
        /// What a count may be.
        count_unreadable(largest),
        /// The remark is too long.
        remark_too_long(limit),
        /// More kinds than one confirmation may have.
        too_many_kinds(limit),
        /// Both sides of a movement.
        from_to(from, to),
        /// TrackOnline's own words.
        in_their_words(reason),
        /// An order of another customer.
        order_of(order, customer),
        /// The name that support can find a request by.
        support_reference(reference),
        /// More than a count can be.
        too_many_pieces(kinds, largest),
    }
    counted {
        /// What a location holds.
        holds(),
        /// What a location holds of ours.
        holds_of_ours(),
        /// What we hold of theirs.
        we_hold_of_theirs(),
        /// A location's balance below zero.
        came_back_more(),
        /// Summary: pieces over all kinds, by location.
        summary_holds(kinds),
        /// Summary: pieces over all kinds, counterpart.
        summary_holds_of_ours(kinds),
        /// A number of kinds, as a part of a summary.
        kinds(),
        /// Summary: kinds of which more came back than went out.
        summary_below(),
        /// Summary: kinds of which we hold theirs.
        summary_theirs(),
        /// Summary: what this order still adds.
        summary_adds(),
        /// Spoken for `+5`.
        order_adds(),
        /// Already planned under this order.
        already_planned(),
        /// Already counted as delivered under this order.
        already_delivered(),
        /// Already counted as returned under this order.
        already_returned(),
        /// Part of the balance: delivered, and not in TrackOnline's balance yet.
        delivered_on_its_way(),
        /// Part of the balance: returned, and not in TrackOnline's balance yet.
        returned_on_its_way(),
        /// Kinds of which nothing is held.
        folded(),
        /// Differences without a reason.
        unexplained(),
        /// Counted more than planned.
        more_than_planned(),
        /// Counted less than planned.
        fewer_than_planned(),
        /// What was left of a kind.
        line_delivered(kind),
        /// What was taken back of a kind.
        line_returned(kind),
    }
}

#[cfg(test)]
mod tests;
