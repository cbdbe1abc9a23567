//! Corrections, taken into what they put right: two pieces fewer than were counted are no return, and one piece of a
//! return that never was is no delivery.

use contract::{Count, ItemCount, ItemNumber, Movement, PostingState, Stage};

/// A movement, and whether it is there to put another one right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) movement: Movement,
    pub(super) corrects: bool,
}

/// The movements as they are right. A correction first takes from what went the other way and then adds to what went the
/// same way at its location; what neither takes is a movement of its own. A movement of which nothing is left has gone.
pub(super) fn corrected(told: Vec<Told>) -> Vec<Movement> {
    let (corrections, others): (Vec<_>, Vec<_>) =
        told.into_iter().partition(|told| told.corrects && stands(&told.movement));
    let mut movements: Vec<Movement> = others.into_iter().map(|told| told.movement).collect();
    for Told { movement: correction, .. } in corrections {
        let mut own = Vec::new();
        for line in &correction.items {
            let mut rest = line.count.get();
            let of_this_place = |movement: &&mut Movement| {
                movement.location == correction.location
                    && movement.stage == Stage::Counted
                    && stands(movement)
            };
            let opposite = |movement: &&mut Movement| movement.direction != correction.direction;
            for movement in movements.iter_mut().filter(of_this_place).filter(opposite) {
                rest -= take(movement, &line.item, rest);
            }
            let same_way = |movement: &&mut Movement| movement.direction == correction.direction;
            match movements.iter_mut().filter(of_this_place).find(same_way) {
                Some(movement) => add(movement, &line.item, rest),
                None if rest > 0 => own.push(ItemCount { item: line.item.clone(), count: counted(rest) }),
                None => {}
            }
        }
        if !own.is_empty() {
            movements.push(Movement { items: own, ..correction });
        }
    }
    movements.retain(|movement| !movement.items.is_empty());
    movements
}

/// Whether a movement is, or may become, one in TrackOnline.
pub(super) fn stands(movement: &Movement) -> bool {
    !matches!(movement.state, PostingState::Rejected | PostingState::Withdrawn | PostingState::Held)
}

/// Takes up to so many pieces; answers how many.
fn take(movement: &mut Movement, item: &ItemNumber, most: u32) -> u32 {
    let mut taken = 0;
    for line in movement.items.iter_mut().filter(|line| line.item == *item) {
        let pieces = line.count.get().min(most - taken);
        line.count = counted(line.count.get() - pieces);
        taken += pieces;
    }
    movement.items.retain(|line| !line.count.is_zero());
    taken
}

fn add(movement: &mut Movement, item: &ItemNumber, pieces: u32) {
    match movement.items.iter_mut().find(|line| line.item == *item) {
        Some(line) => line.count = counted(line.count.get().saturating_add(pieces)),
        None if pieces > 0 => movement.items.push(ItemCount { item: item.clone(), count: counted(pieces) }),
        None => {}
    }
}

fn counted(pieces: u32) -> Count {
    Count::new(pieces.into()).unwrap_or(Count::LARGEST)
}

#[cfg(test)]
mod tests {
    use contract::{Direction, LocationNumber, TransactionNumber};

    use super::*;
    use Direction::{Delivered, Returned};

    fn told(corrects: bool, direction: Direction, items: &[(&str, i64)]) -> Told {
        let movement = Movement {
            number: TransactionNumber::new("T").unwrap(),
            location: LocationNumber::new("C1").unwrap(),
            direction,
            stage: Stage::Counted,
            items: items
                .iter()
                .map(|(item, count)| ItemCount {
                    item: ItemNumber::new(item).unwrap(),
                    count: Count::new(*count).unwrap(),
                })
                .collect(),
            state: PostingState::Saved,
        };
        Told { movement, corrects }
    }

    fn read(told: Vec<Told>) -> Vec<(Direction, Vec<(String, u32)>)> {
        let items = |movement: &Movement| {
            movement.items.iter().map(|line| (line.item.to_string(), line.count.get())).collect()
        };
        corrected(told).iter().map(|movement| (movement.direction, items(movement))).collect()
    }

    #[test]
    fn fewer_delivered_is_no_return_and_fewer_returned_is_no_delivery() {
        let fewer = vec![told(false, Delivered, &[("A", 10)]), told(true, Returned, &[("A", 2)])];
        assert_eq!(read(fewer), [(Delivered, vec![("A".into(), 8)])]);
        let back = vec![told(false, Returned, &[("A", 4)]), told(true, Delivered, &[("A", 3)])];
        assert_eq!(read(back), [(Returned, vec![("A".into(), 1)])]);
    }

    #[test]
    fn more_of_the_same_and_another_item_belong_to_what_was_counted() {
        let more = vec![told(false, Delivered, &[("A", 10)]), told(true, Delivered, &[("A", 2), ("B", 1)])];
        assert_eq!(read(more), [(Delivered, vec![("A".into(), 12), ("B".into(), 1)])]);
    }

    #[test]
    fn a_delivery_that_was_none_has_gone_and_what_nothing_takes_stands_by_itself() {
        let none = vec![told(false, Delivered, &[("A", 10)]), told(true, Returned, &[("A", 13), ("B", 1)])];
        assert_eq!(read(none), [(Returned, vec![("A".into(), 3), ("B".into(), 1)])]);
    }

    #[test]
    fn a_correction_that_was_refused_puts_nothing_right_and_a_plan_is_not_put_right() {
        let mut refused = told(true, Returned, &[("A", 2)]);
        refused.movement.state = PostingState::Rejected;
        let movements = corrected(vec![told(false, Delivered, &[("A", 10)]), refused]);
        assert_eq!(movements[0].items[0].count.get(), 10);
        let mut plan = told(false, Delivered, &[("A", 10)]);
        plan.movement.stage = Stage::Planned;
        let planned = read(vec![plan, told(true, Returned, &[("A", 2)])]);
        assert_eq!(planned, [(Delivered, vec![("A".into(), 10)]), (Returned, vec![("A".into(), 2)])]);
    }
}
