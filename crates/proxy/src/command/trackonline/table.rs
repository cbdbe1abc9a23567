//! Rows in columns, each as wide as its widest cell.

/// Lays rows out below their headings; cells of columns whose heading ends in `#` stand at the right.
pub(super) fn table<const COLUMNS: usize>(headings: [&str; COLUMNS], rows: &[[String; COLUMNS]]) -> String {
    let mut widths = headings.map(|heading| heading.trim_end_matches('#').chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: [&str; COLUMNS]| {
        let laid: Vec<String> =
            cells
                .iter()
                .zip(widths)
                .zip(headings)
                .map(|((cell, width), heading)| {
                    if heading.ends_with('#') { format!("{cell:>width$}") } else { format!("{cell:<width$}") }
                })
                .collect();
        laid.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![line(headings.map(|heading| heading.trim_end_matches('#')))];
    lines.extend(rows.iter().map(|row| line(row.each_ref().map(String::as_str))));
    lines.join("\n")
}

/// The text, or nothing.
pub(super) fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}

/// What can be shown, or nothing.
pub(super) fn shown(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_and_numbers_stand_at_the_right() {
        let rows = [["EPAL".to_owned(), "7".to_owned()], ["É".to_owned(), "-1234".to_owned()]];
        assert_eq!(table(["ITEM", "PIECES#"], &rows), "ITEM  PIECES\nEPAL       7\nÉ      -1234");
    }
}
