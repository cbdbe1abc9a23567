use contract::{
    Basis, Customer, CustomerLocation, CustomerNumber, Holding, Movement, OrderStanding, Restriction,
};

use super::*;

fn item(number: &str) -> ItemNumber {
    ItemNumber::new(number).unwrap()
}

fn ordered(lines: &[(&str, i64)]) -> Vec<ItemCount> {
    lines
        .iter()
        .map(|(number, count)| ItemCount { item: item(number), count: Count::new(*count).unwrap() })
        .collect()
}

fn subject() -> Subject {
    Subject {
        customer: CustomerNumber::new("1001").unwrap(),
        order: Some(OrderReference::new("240311").unwrap()),
    }
}

fn account(locations: &[&str], holdings: &[(&str, i64)], movements: Vec<Movement>) -> Account {
    let number = |text: &str| LocationNumber::new(text).unwrap();
    Account {
        customer: Customer { number: subject().customer, name: "Bloem".into() },
        locations: locations
            .iter()
            .map(|location| CustomerLocation {
                number: number(location),
                name: (*location).to_owned(),
                city: None,
                restriction: Restriction::None,
            })
            .collect(),
        basis: Basis::Location,
        holdings: holdings
            .iter()
            .map(|(held, quantity)| Holding {
                location: number(locations[0]),
                item: item(held),
                quantity: *quantity,
                on_its_way: 0,
            })
            .collect(),
        read_at: DateTime::UNIX_EPOCH,
        unreachable_since: None,
        order: Some(OrderStanding { reference: OrderReference::new("240311").unwrap(), movements }),
    }
}

fn filled(account: &Account, order: &[(&str, i64)]) -> Form {
    Form::fill(Uuid::nil(), subject(), account, &ordered(order), true, None)
}

fn rows(form: &Form) -> Vec<(&str, Option<u32>, &str, &str)> {
    form.rows
        .iter()
        .map(|row| {
            (row.item.as_str(), row.planned.map(Count::get), row.delivered.as_str(), row.returned.as_str())
        })
        .collect()
}

#[test]
fn the_order_is_taken_as_delivered_and_what_the_customer_holds_may_come_back() {
    let account = account(&["K1"], &[("TAG6", 7), ("LID", -3), ("560", 40)], vec![]);
    let form = filled(&account, &[("560", 12)]);
    assert_eq!(rows(&form), [("560", Some(12), "12", "0"), ("TAG6", None, "0", "0")]);
    assert_eq!(form.location, Some(LocationNumber::new("K1").unwrap()));
}

#[test]
fn what_was_counted_or_may_have_been_is_not_filled_in() {
    let account = account(&["K1"], &[], vec![]);
    let form = Form::fill(Uuid::nil(), subject(), &account, &ordered(&[("560", 12)]), false, None);
    assert_eq!(rows(&form), [("560", Some(12), "0", "0")]);
}

#[test]
fn nothing_is_missing_from_an_order_whose_delivery_was_counted_before() {
    let account = account(&["K1"], &[], vec![]);
    let order = ordered(&[("560", 12), ("TAG6", 2)]);
    let mut form = Form::fill(Uuid::nil(), subject(), &account, &order, false, None);
    assert_eq!(form.rows[0].difference(), Difference::NotAwaited);
    form.rows[1].delivered = "1".into();
    let lines = form.request(DateTime::UNIX_EPOCH).unwrap().lines;
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].item.clone(), lines[0].planned), (item("TAG6"), None));
}

#[test]
fn with_several_branches_one_has_to_be_chosen_unless_one_is_in_view() {
    let account = account(&["K1", "K2"], &[], vec![]);
    let form = filled(&account, &[("560", 12)]);
    assert_eq!(form.request(DateTime::UNIX_EPOCH), Err(vec![Fault::BranchMissing]));
    let branch = LocationNumber::new("K2").unwrap();
    let form = Form::fill(Uuid::nil(), subject(), &account, &ordered(&[("560", 12)]), true, Some(&branch));
    assert_eq!(form.request(DateTime::UNIX_EPOCH).unwrap().location, branch);
}

#[test]
fn nothing_counted_is_said_and_not_sent() {
    let mut form = filled(&account(&["K1"], &[("TAG6", 7)], vec![]), &[("560", 12)]);
    form.rows[0].delivered = "0".into();
    assert_eq!(form.request(DateTime::UNIX_EPOCH), Err(vec![Fault::NothingCounted]));
    form.rows[1].returned = "3".into();
    form.explain(&item("560"), Some(DifferenceReason::NotLoaded));
    let request = form.request(DateTime::UNIX_EPOCH).unwrap();
    assert_eq!(request.lines.len(), 2, "what was planned and not delivered is told too");
    assert_eq!(request.lines[0].planned.map(Count::get), Some(12));
}

#[test]
fn a_count_is_digits_up_to_the_largest_count_and_an_empty_field_is_nothing() {
    assert_eq!(count(" 12 ").map(Count::get), Some(12));
    assert_eq!(count("").map(Count::get), Some(0));
    for wrong in ["-1", "+1", "1.5", "1,000", "12a", "100000", "99999999999999999999", "٣"] {
        assert_eq!(count(wrong), None, "{wrong}");
    }
}

#[test]
fn wrong_counts_are_one_fault_however_many_there_are() {
    let mut form = filled(&account(&["K1"], &[("TAG6", 7)], vec![]), &[("560", 12)]);
    form.rows[0].delivered = "-1".into();
    form.rows[1].returned = "many".into();
    assert_eq!(form.request(DateTime::UNIX_EPOCH), Err(vec![Fault::Count]));
}

#[test]
fn a_remark_and_the_number_of_kinds_have_their_limits() {
    let mut form = filled(&account(&["K1"], &[], vec![]), &[("560", 12)]);
    form.remark = "é".repeat(501);
    assert_eq!(form.request(DateTime::UNIX_EPOCH), Err(vec![Fault::RemarkTooLong]));
    form.remark = "  ".into();
    assert_eq!(form.request(DateTime::UNIX_EPOCH).unwrap().note, None);
    for number in 0..50 {
        form.add(item(&number.to_string()));
        form.rows.last_mut().unwrap().returned = "1".into();
    }
    assert_eq!(form.request(DateTime::UNIX_EPOCH), Err(vec![Fault::TooManyKinds]));
}

#[test]
fn steps_stop_at_nothing_and_at_the_largest_count() {
    let mut row = FormRow::new(item("560"), None, Count::ZERO);
    row.step(Column::Returned, -1);
    assert_eq!(row.returned, "0");
    row.step(Column::Returned, 1);
    assert_eq!(row.returned, "1");
    row.set(Column::Delivered, "99999".into());
    row.step(Column::Delivered, 1);
    assert_eq!(row.delivered, "99999");
    row.set(Column::Delivered, "x".into());
    row.step(Column::Delivered, 1);
    assert_eq!(row.delivered, "1");
}

#[test]
fn the_difference_from_planned_is_told_for_what_was_delivered() {
    let mut row = FormRow::new(item("560"), Count::new(12).ok(), Count::new(12).unwrap());
    assert_eq!(row.difference(), Difference::AsPlanned);
    row.set(Column::Delivered, "15".into());
    assert_eq!(row.difference(), Difference::More(3));
    row.set(Column::Delivered, String::new());
    assert_eq!(row.difference(), Difference::Fewer(12));
    row.set(Column::Delivered, "x".into());
    assert_eq!(row.difference(), Difference::Unreadable);
    assert_eq!(FormRow::new(item("TAG6"), None, Count::ZERO).difference(), Difference::NotOnOrder);
}

#[test]
fn a_changed_order_changes_what_nobody_has_touched() {
    let account = account(&["K1"], &[], vec![]);
    let mut form = filled(&account, &[("560", 12), ("577", 4)]);
    form.rows[1].set(Column::Delivered, "3".into());
    form.follow(&account, &ordered(&[("560", 20), ("577", 8), ("TAG6", 1)]), true);
    assert_eq!(
        rows(&form),
        [("560", Some(20), "20", "0"), ("577", Some(8), "3", "0"), ("TAG6", Some(1), "1", "0")]
    );
    form.follow(&account, &ordered(&[]), true);
    assert_eq!(rows(&form)[0], ("560", None, "0", "0"));
}

#[test]
fn a_delivery_that_a_colleague_counts_meanwhile_is_not_filled_in_any_more() {
    let account = account(&["K1"], &[], vec![]);
    let order = ordered(&[("560", 12), ("577", 4)]);
    let mut form = filled(&account, &[("560", 12), ("577", 4)]);
    form.rows[1].set(Column::Delivered, "3".into());
    form.follow(&account, &order, false);
    assert_eq!(rows(&form), [("560", Some(12), "0", "0"), ("577", Some(4), "3", "0")]);
    form.follow(&account, &order, true);
    assert_eq!(rows(&form)[0], ("560", Some(12), "12", "0"), "as soon as it is known that nobody did");
}

#[test]
fn the_branch_follows_the_account() {
    let order = ordered(&[("560", 12)]);
    let mut form = filled(&account(&["K1"], &[], vec![]), &[("560", 12)]);
    form.follow(&account(&["K9"], &[], vec![]), &order, true);
    assert_eq!(form.location, LocationNumber::new("K9").ok());
    form.follow(&account(&["K1", "K2"], &[], vec![]), &order, true);
    assert_eq!(form.location, None, "it belongs to the customer no more, and there is a choice");
}

#[test]
fn a_kind_that_is_left_out_is_not_sent_and_stays_out_until_it_is_added() {
    let account = account(&["K1"], &[], vec![]);
    let kinds: Vec<String> = (0..51).map(|number| number.to_string()).collect();
    let order: Vec<(&str, i64)> = kinds.iter().map(|kind| (kind.as_str(), 1)).collect();
    let mut form = filled(&account, &order);
    assert!(form.has_too_many_kinds());
    assert_eq!(form.request(DateTime::UNIX_EPOCH), Err(vec![Fault::TooManyKinds]));
    form.leave_out(&item("7"));
    form.follow(&account, &ordered(&order), true);
    assert!(!form.has_too_many_kinds());
    assert_eq!(form.request(DateTime::UNIX_EPOCH).unwrap().lines.len(), 50);
    form.add(item("7"));
    assert_eq!(form.rows.len(), 51);
}

/// What the proxy would still want to know.
fn without_reason(request: &ConfirmationRequest) -> Vec<usize> {
    ledger::guard::differences_without_reason(request)
}

#[test]
fn a_count_that_differs_from_the_plan_is_sent_with_its_reason_only() {
    let mut form = filled(&account(&["K1"], &[], vec![]), &[("560", 12), ("577", 4)]);
    form.enter(&item("560"), Column::Delivered, "10".into());
    form.enter(&item("577"), Column::Delivered, "5".into());
    assert_eq!(form.unexplained(), 2);
    assert_eq!(form.request(DateTime::UNIX_EPOCH), Err(vec![Fault::ReasonMissing]));
    form.explain(&item("560"), Some(DifferenceReason::Refused));
    assert_eq!(form.unexplained(), 1);
    form.explain(&item("577"), Some(DifferenceReason::LoadedMore));
    let request = form.request(DateTime::UNIX_EPOCH).unwrap();
    assert_eq!(without_reason(&request), [] as [usize; 0]);
    let reasons: Vec<_> = request.lines.iter().map(|line| line.reason).collect();
    assert_eq!(reasons, [Some(DifferenceReason::Refused), Some(DifferenceReason::LoadedMore)]);
}

#[test]
fn a_reason_that_is_needed_no_longer_goes() {
    let mut form = filled(&account(&["K1"], &[], vec![]), &[("560", 12)]);
    form.enter(&item("560"), Column::Delivered, "11".into());
    form.explain(&item("560"), Some(DifferenceReason::Damaged));
    form.step(&item("560"), Column::Delivered, 1);
    assert!(!form.rows[0].needs_reason());
    assert_eq!(form.request(DateTime::UNIX_EPOCH).unwrap().lines[0].reason, None);
    form.step(&item("560"), Column::Delivered, -1);
    assert_eq!(form.rows[0].reason(), None, "another difference has its own reason");
}

#[test]
fn a_reason_stays_while_a_count_is_being_typed_and_goes_with_it_when_it_stands() {
    let mut row = FormRow::new(item("560"), Count::new(2).ok(), Count::new(2).unwrap());
    row.set(Column::Delivered, "20".into());
    row.explain(Some(DifferenceReason::LoadedMore));
    row.set(Column::Delivered, "2".into());
    assert_eq!(row.reason(), None);
    row.set(Column::Delivered, "21".into());
    assert_eq!(row.reason(), Some(DifferenceReason::LoadedMore));
    row.set(Column::Delivered, "1".into());
    assert_eq!(row.reason(), None, "fewer is not more");
    row.settle();
    row.set(Column::Delivered, "21".into());
    assert_eq!(row.reason(), None);
}

#[test]
fn each_direction_is_offered_the_reasons_that_it_can_have() {
    let mut row = FormRow::new(item("560"), Count::new(12).ok(), Count::new(12).unwrap());
    row.set(Column::Delivered, "13".into());
    assert!(!row.reasons().any(|reason| reason == DifferenceReason::NotLoaded));
    assert_eq!(row.reasons().count(), 6);
    row.set(Column::Delivered, "11".into());
    assert!(!row.reasons().any(|reason| reason == DifferenceReason::LoadedMore));
    assert_eq!(row.reasons().count(), 6);
}

#[test]
fn something_else_needs_the_remark() {
    let mut form = filled(&account(&["K1"], &[], vec![]), &[("560", 12)]);
    form.enter(&item("560"), Column::Delivered, "11".into());
    form.explain(&item("560"), Some(DifferenceReason::Other));
    form.remark = "  ".into();
    assert_eq!(form.request(DateTime::UNIX_EPOCH), Err(vec![Fault::RemarkMissing]));
    form.remark = "the lift was broken".into();
    assert_eq!(without_reason(&form.request(DateTime::UNIX_EPOCH).unwrap()), [] as [usize; 0]);
}

#[test]
fn what_the_order_does_not_plan_needs_no_reason() {
    let account = account(&["K1"], &[("TAG6", 7)], vec![]);
    let mut form = filled(&account, &[("560", 12)]);
    form.rows[1].set(Column::Delivered, "3".into());
    assert_eq!(form.unexplained(), 0);
    let mut counted_before =
        Form::fill(Uuid::nil(), subject(), &account, &ordered(&[("560", 12)]), false, None);
    counted_before.rows[0].set(Column::Delivered, "3".into());
    assert_eq!(counted_before.unexplained(), 0);
    for form in [form, counted_before] {
        assert_eq!(without_reason(&form.request(DateTime::UNIX_EPOCH).unwrap()), [] as [usize; 0]);
    }
}

#[test]
fn a_reason_goes_when_the_order_is_changed_to_what_was_counted() {
    let account = account(&["K1"], &[], vec![]);
    let mut form = filled(&account, &[("560", 12)]);
    form.enter(&item("560"), Column::Delivered, "10".into());
    form.explain(&item("560"), Some(DifferenceReason::PlanWrong));
    form.follow(&account, &ordered(&[("560", 10)]), true);
    assert_eq!(form.request(DateTime::UNIX_EPOCH).unwrap().lines[0].reason, None);
}
