//! The order itself.

use super::View;
use super::markup::Plain;
use crate::order_screen::order::{Line, Order, Status};
use crate::world::freshportal;

/// The order in the middle of the page. The `data-` attributes are what the script hands to the widget.
pub(super) fn order(view: &View<'_>, order: &Order) -> String {
    let words = view.words;
    let lines: String = order.lines.iter().map(|line| row(view, line)).collect();
    let sum = |of: fn(&Line) -> u32| order.lines.iter().map(of).sum::<u32>();
    format!(
        r#"<article id="opened" data-reference="{reference}" data-departure="{departs}" data-customer="{number}" data-customer-name="{name}">
<header class="order-head">
<a class="back" href="{back}" data-visit>← {all}</a>
<h1>{order_word} {reference}</h1>
<p class="saved" id="saved" role="status"></p>
<label class="status"><span>{status_word}</span> <select id="status" name="status" class="{status}">{statuses}</select></label>
</header>
<dl class="facts">
<div><dt><label for="customer">{customer_word}</label></dt><dd><select id="customer" name="customer">{customers}</select></dd></div>
<div><dt>{number_word}</dt><dd>{number}</dd></div>
<div><dt>{departure_word}</dt><dd><time datetime="{departs}">{departure}</time></dd></div>
<div class="where-to"><dt>{address_word}</dt><dd>{address}</dd></div>
<div><dt>{invoice_word}</dt><dd><time datetime="{invoiced}">{invoice}</time></dd></div>
</dl>
<table class="lines">
<thead><tr><th scope="col" class="place">#</th><th scope="col">{article}</th><th scope="col" class="figure extra">{colli}</th><th scope="col" class="figure extra">{stems}</th><th scope="col" class="kind">{packaging}</th><th scope="col" class="figure">{count}</th></tr></thead>
<tbody>{lines}</tbody>
<tfoot><tr><td class="place"></td><th scope="row">{total}</th><td class="figure extra">{all_colli}</td><td class="figure extra">{all_stems}</td><td class="kind"></td><td class="figure" id="pieces">{pieces}</td></tr></tfoot>
</table>
</article>"#,
        reference = Plain(&order.reference),
        departs = order.departure_date,
        number = Plain(order.customer.number),
        name = Plain(order.customer.name),
        back = Plain(view.href("/")),
        all = words.back,
        order_word = words.order,
        status_word = words.status,
        status = order.status.as_str(),
        statuses = statuses(view, order.status),
        customer_word = words.customer,
        customers = customers(order.customer.number),
        number_word = words.customer_number,
        address_word = words.deliver_to,
        address = address(view, order),
        invoice_word = words.invoice_date,
        invoiced = order.invoice_date,
        invoice = words.date(order.invoice_date),
        departure_word = words.departure,
        departure = words.date(order.departure_date),
        article = words.article,
        colli = words.colli,
        stems = words.stems,
        packaging = words.packaging,
        count = words.count,
        total = words.total,
        all_colli = grouped(sum(|line| line.colli)),
        all_stems = grouped(sum(|line| line.stems)),
        pieces = grouped(sum(|line| line.packaging.as_ref().map_or(0, |packaging| packaging.count))),
    )
}

/// What stands in the middle until an order is opened.
pub(super) fn unopened(view: &View<'_>) -> String {
    let words = view.words;
    format!(r#"<div class="said"><h1>{}</h1><p>{}</p></div>"#, words.choose, words.choose_hint)
}

/// What stands in the middle when the address leads nowhere.
pub(super) fn nowhere(view: &View<'_>, sentence: &str, hint: &str) -> String {
    format!(
        r#"<div class="said"><h1>{}</h1><p>{}</p><a class="back" href="{}" data-visit>← {}</a></div>"#,
        Plain(sentence),
        Plain(hint),
        Plain(view.href("/")),
        view.words.back
    )
}

fn statuses(view: &View<'_>, chosen: Status) -> String {
    Status::ALL.map(|status| option(status.as_str(), view.words.status(status), status == chosen)).concat()
}

fn customers(chosen: &str) -> String {
    freshportal::customers()
        .iter()
        .map(|customer| {
            option(
                customer.number,
                &format!("{}, {}", customer.name, customer.city),
                customer.number == chosen,
            )
        })
        .collect()
}

fn option(value: &str, text: &str, chosen: bool) -> String {
    format!(
        r#"<option value="{}"{}>{}</option>"#,
        Plain(value),
        if chosen { " selected" } else { "" },
        Plain(text)
    )
}

fn address(view: &View<'_>, order: &Order) -> String {
    let to = &order.deliver_to;
    let country = view.words.abroad(to.country).to_owned();
    let parts = [to.street.to_owned(), format!("{} {}", to.postal_code, to.city), country];
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    Plain(parts.join(", ")).to_string()
}

fn row(view: &View<'_>, line: &Line) -> String {
    let words = view.words;
    let goods = |number: u32| if number == 0 { String::new() } else { grouped(number) };
    let packaging = line.packaging.as_ref().map_or_else(
        || format!(r#"<td class="kind muted">{}</td><td></td>"#, words.no_packaging),
        |packaging| {
            format!(
                r#"<td class="kind"><b class="code">{code}</b> <span class="code-name">{name}</span></td><td class="figure"><input id="count-{number}" class="count" type="number" inputmode="numeric" min="0" max="99999" step="1" required value="{count}" data-line="{number}" data-packaging="{code}" aria-label="{label} {number}, {product}" aria-describedby="saved"></td>"#,
                code = Plain(packaging.code),
                name = Plain(packaging.name),
                number = line.number,
                count = packaging.count,
                label = words.packaging_count,
                product = Plain(line.product),
            )
        },
    );
    let under = if line.colli == 0 {
        String::new()
    } else {
        format!(
            r#"<span class="under">{} × {}</span>"#,
            grouped(line.colli),
            grouped(line.stems / line.colli)
        )
    };
    format!(
        r#"<tr><td class="place">{number}</td><td>{product}{under}</td><td class="figure extra">{colli}</td><td class="figure extra">{stems}</td>{packaging}</tr>"#,
        number = line.number,
        product = Plain(line.product),
        colli = goods(line.colli),
        stems = goods(line.stems),
    )
}

/// A number with a thin space between thousands, as both languages read it.
fn grouped(number: u32) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + 2);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn large_numbers_are_grouped_by_three() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(grouped),
            ["0", "999", "1\u{202f}000", "1\u{202f}234\u{202f}567"]
        );
    }
}
