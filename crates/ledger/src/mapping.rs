//! FreshPortal's packaging codes to TrackOnline's items.

use std::collections::BTreeMap;

use contract::{Catalogue, Count, ItemCount, ItemNumber, PackagingCode};

/// An order's packaging in TrackOnline's items.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResolvedOrder {
    /// Pieces per item, in the catalogue's order. Several lines and several codes of one item are summed.
    pub items: Vec<ItemCount>,
    /// Codes that nothing is known of, each once, in the order's order. They are left out of `items`.
    pub unmapped: Vec<PackagingCode>,
    /// Items whose sum is larger than any count; `items` holds the largest count for them.
    pub too_many: Vec<ItemNumber>,
}

/// Resolves order lines, each a packaging code and how many pieces of it.
pub fn resolve_lines(catalogue: &Catalogue, lines: &[(PackagingCode, Count)]) -> ResolvedOrder {
    let mut pieces: BTreeMap<&ItemNumber, i64> = BTreeMap::new();
    let mut resolved = ResolvedOrder::default();
    for (code, count) in lines {
        if let Some(mapping) = catalogue.codes.iter().find(|mapping| mapping.code == *code) {
            for part in &mapping.parts {
                *pieces.entry(&part.item).or_default() += count.pieces() * i64::from(part.pieces);
            }
        } else if !resolved.unmapped.contains(code) {
            resolved.unmapped.push(code.clone());
        }
    }
    for item in &catalogue.items {
        let Some(&sum) = pieces.get(&item.number) else {
            continue;
        };
        let count = Count::new(sum).unwrap_or_else(|_| {
            resolved.too_many.push(item.number.clone());
            Count::LARGEST
        });
        if !count.is_zero() {
            resolved.items.push(ItemCount { item: item.number.clone(), count });
        }
    }
    resolved
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use contract::{CodeMapping, Item, ItemKind, Part};

    use super::*;

    fn item(number: &str) -> Item {
        Item {
            number: ItemNumber::new(number).unwrap(),
            name: number.to_owned(),
            code: number.to_owned(),
            kind: ItemKind::Other,
            value_cents: None,
        }
    }

    fn mapping(code: &str, parts: &[(&str, u32)]) -> CodeMapping {
        CodeMapping {
            code: PackagingCode::new(code).unwrap(),
            parts: parts
                .iter()
                .map(|(item, pieces)| Part { item: ItemNumber::new(item).unwrap(), pieces: *pieces })
                .collect(),
        }
    }

    fn catalogue() -> Catalogue {
        Catalogue {
            items: vec![item("TAG6"), item("SHELF"), item("FC560")],
            codes: vec![
                mapping("CC", &[("TAG6", 1), ("SHELF", 3)]),
                mapping("560", &[("FC560", 1)]),
                mapping("560D", &[("FC560", 2)]),
            ],
            read_at: DateTime::UNIX_EPOCH,
        }
    }

    fn lines(lines: &[(&str, i64)]) -> Vec<(PackagingCode, Count)> {
        lines
            .iter()
            .map(|(code, count)| (PackagingCode::new(code).unwrap(), Count::new(*count).unwrap()))
            .collect()
    }

    fn counts(resolved: &ResolvedOrder) -> Vec<(&str, u32)> {
        resolved.items.iter().map(|line| (line.item.as_str(), line.count.get())).collect()
    }

    #[test]
    fn one_code_may_be_several_items_and_several_codes_one_item() {
        let resolved =
            resolve_lines(&catalogue(), &lines(&[("560", 10), ("CC", 2), ("560D", 4), ("560", 1)]));
        assert_eq!(counts(&resolved), [("TAG6", 2), ("SHELF", 6), ("FC560", 19)]);
        assert_eq!(resolved.unmapped, []);
    }

    #[test]
    fn an_unknown_code_is_named_once_and_adds_nothing() {
        let resolved = resolve_lines(&catalogue(), &lines(&[("999", 10), ("560", 1), ("999", 3)]));
        assert_eq!(counts(&resolved), [("FC560", 1)]);
        assert_eq!(resolved.unmapped, [PackagingCode::new("999").unwrap()]);
    }

    #[test]
    fn a_sum_beyond_any_count_is_said_and_not_wrapped() {
        let resolved = resolve_lines(&catalogue(), &lines(&[("CC", 50_000)]));
        assert_eq!(counts(&resolved), [("TAG6", 50_000), ("SHELF", 99_999)]);
        assert_eq!(resolved.too_many, [ItemNumber::new("SHELF").unwrap()]);
    }
}
