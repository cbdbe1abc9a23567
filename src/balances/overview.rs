//! The account arranged for reading: a row per kind of packaging, what this order does to it, and the sums.

use contract::{
    Account, Catalogue, Count, Item, ItemCount, ItemKind, ItemNumber, LocationNumber, PackagingCode,
};
use ledger::mapping::resolve_lines;
use ledger::projection::{Already, ProjectedLine, at_location, project};

/// Everything that the balance view says in numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overview {
    /// Kinds worth seeing, in the order of attention: those of this order first.
    pub rows: Vec<Row>,
    /// Kinds of which nothing is held and that the order does not touch.
    pub folded: Vec<Row>,
    /// The sums.
    pub totals: Totals,
    /// Packaging codes of the order that stand for nothing.
    pub unmapped: Vec<PackagingCode>,
    /// Kinds whose counts on the order add up to more than a count can be, by name.
    pub too_many: Vec<String>,
}

/// Sums over all kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Totals {
    /// Pieces held, over the kinds with a positive balance.
    pub held: i64,
    /// How many kinds those are.
    pub kinds: i64,
    /// Kinds with a negative balance.
    pub below: i64,
    /// Pieces that this order still adds.
    pub adds: i64,
}

/// One kind of packaging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its name and symbol.
    pub kind: Kind,
    /// The displayed balance: positive when the pieces are at the customer.
    pub holds: i64,
    /// The part of it that TrackOnline's balance does not hold yet, same sign.
    pub on_its_way: i64,
    /// What this order does; absent while that is not known.
    pub order: Option<Effect>,
}

/// What an order does to one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effect {
    /// Pieces that it still adds.
    pub adds: i64,
    /// The balance after it.
    pub after: i64,
    /// What is planned or counted under it already.
    pub already: Option<Already>,
}

/// How a kind of packaging is called and drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// TrackOnline's number.
    pub item: ItemNumber,
    /// TrackOnline's name, or the number where the catalogue lacks it.
    pub name: String,
    /// TrackOnline's short code, unless it says the same as the name.
    pub code: Option<String>,
    /// Picks the symbol.
    pub symbol: ItemKind,
}

impl Kind {
    /// The kind that an item number stands for.
    pub fn of(item: &ItemNumber, catalogue: &Catalogue) -> Self {
        match catalogue.items.iter().find(|known| known.number == *item) {
            Some(known) => Self::known(known),
            None => Self::unknown(item),
        }
    }

    /// A kind that the catalogue lacks goes by its number.
    pub fn unknown(item: &ItemNumber) -> Self {
        Self { item: item.clone(), name: item.to_string(), code: None, symbol: ItemKind::Other }
    }

    /// The kind that an item of the catalogue is.
    pub fn known(item: &Item) -> Self {
        let code = item.code.trim();
        Self {
            item: item.number.clone(),
            name: item.name.clone(),
            code: (!code.is_empty() && !code.eq_ignore_ascii_case(&item.name)).then(|| code.to_owned()),
            symbol: item.kind,
        }
    }
}

/// The order on screen, as far as its numbers matter.
#[derive(Debug, Clone, Copy)]
pub struct OrderView<'a> {
    /// Its packaging.
    pub lines: &'a [(PackagingCode, Count)],
    /// Whether it is known what is planned or counted under it already.
    pub is_known: bool,
}

impl Overview {
    /// Arranges an account: all branches together, or one of them.
    pub fn of(
        account: &Account,
        catalogue: &Catalogue,
        order: OrderView<'_>,
        branch: Option<&LocationNumber>,
    ) -> Self {
        let resolved = resolve_lines(catalogue, order.lines);
        let items: &[ItemCount] = &resolved.items;
        let lines = match branch {
            None => project(account, items),
            Some(branch) => at_location(account, items, branch),
        };
        let mut overview = Self {
            rows: Vec::new(),
            folded: Vec::new(),
            totals: Totals::default(),
            unmapped: resolved.unmapped,
            too_many: resolved.too_many.iter().map(|item| Kind::of(item, catalogue).name).collect(),
        };
        for line in lines {
            let is_worth_seeing =
                line.holds != 0 || line.on_its_way != 0 || line.is_touched() || is_on(items, &line);
            let row = Row::of(&line, catalogue, order.is_known);
            overview.totals.count(&row);
            if is_worth_seeing { overview.rows.push(row) } else { overview.folded.push(row) }
        }
        let listed = |item: &Item| {
            let rows = overview.rows.iter().chain(&overview.folded);
            rows.into_iter().any(|row| row.kind.item == item.number)
        };
        let rest: Vec<Row> = catalogue
            .items
            .iter()
            .filter(|item| !listed(item))
            .map(|item| Row::empty(item, order.is_known))
            .collect();
        overview.folded.extend(rest);
        overview
    }
}

fn is_on(items: &[ItemCount], line: &ProjectedLine) -> bool {
    items.iter().any(|ordered| ordered.item == line.item)
}

impl Row {
    fn of(line: &ProjectedLine, catalogue: &Catalogue, order_is_known: bool) -> Self {
        Self {
            kind: Kind::of(&line.item, catalogue),
            holds: line.holds,
            on_its_way: line.on_its_way,
            order: order_is_known.then_some(Effect {
                adds: line.adds,
                after: line.after,
                already: line.already,
            }),
        }
    }

    fn empty(item: &Item, order_is_known: bool) -> Self {
        Self {
            kind: Kind::known(item),
            holds: 0,
            on_its_way: 0,
            order: order_is_known.then_some(Effect { adds: 0, after: 0, already: None }),
        }
    }
}

impl Totals {
    fn count(&mut self, row: &Row) {
        if row.holds > 0 {
            self.held += row.holds;
            self.kinds += 1;
        } else if row.holds < 0 {
            self.below += 1;
        }
        self.adds += row.order.map_or(0, |order| order.adds);
    }
}

#[cfg(test)]
mod tests;
