//! The JavaScript that wasm-bindgen writes between a page and its WebAssembly, as far as its form tells what belongs
//! together: every statement begins in the first column, every function that is handed to WebAssembly in the eighth.

use std::collections::{BTreeMap, BTreeSet};

/// How far the functions that are handed to WebAssembly stand from the left.
const INDENT: &str = "        ";

/// The script without classes that nothing in it mentions but what belongs to them.
pub(super) fn without_unused_classes(script: &str) -> String {
    let statements = statements(script);
    let classes = statements.iter().filter_map(|statement| {
        let name = statement.strip_prefix("export class ")?.split(' ').next()?;
        let others = statements.iter().filter(|other| !belongs_to(other, name));
        let of_class = [name.to_owned(), finalization(name)];
        let mentions = others.flat_map(|other| names(other));
        (!mentions.into_iter().any(|mention| of_class.iter().any(|own| own == mention))).then_some(name)
    });
    let unused: Vec<&str> = classes.collect();
    statements
        .iter()
        .filter(|statement| !unused.iter().any(|name| belongs_to(statement, name)))
        .copied()
        .collect()
}

/// Whether a statement is a class or one of those that wasm-bindgen writes beside it.
fn belongs_to(statement: &str, class: &str) -> bool {
    [
        format!("export class {class} "),
        format!("if (Symbol.dispose) {class}."),
        format!("const {} ", finalization(class)),
    ]
    .iter()
    .any(|start| statement.starts_with(start))
}

fn finalization(class: &str) -> String {
    format!("{class}Finalization")
}

/// The script without functions for WebAssembly that it does not import.
pub(super) fn without_unused_functions(script: &str, is_imported: impl Fn(&str) -> bool) -> String {
    let mut kept = String::with_capacity(script.len());
    let mut is_unused = false;
    for line in script.split_inclusive('\n') {
        let begins = line.strip_prefix(INDENT).and_then(|line| line.split_once(": function("));
        if let Some((name, _)) = begins.filter(|(name, _)| name.starts_with("__wb")) {
            is_unused = !is_imported(name);
        }
        if !is_unused {
            kept.push_str(line);
        }
        if line.trim_end() == "        }," {
            is_unused = false;
        }
    }
    kept
}

/// The script with other names in the place of these, wherever they stand as whole names.
pub(super) fn renamed(script: &str, names: &BTreeMap<String, String>) -> String {
    words(script).map(|word| names.get(word).map_or(word, String::as_str)).collect()
}

/// Every name in a script.
pub(super) fn names(script: &str) -> BTreeSet<&str> {
    words(script).filter(|word| word.starts_with(is_in_name)).collect()
}

/// A script cut into names and what stands between them.
fn words(script: &str) -> impl Iterator<Item = &str> {
    let mut rest = script;
    std::iter::from_fn(move || {
        let is_name = is_in_name(rest.chars().next()?);
        let end = rest.find(|character| is_in_name(character) != is_name).unwrap_or(rest.len());
        let (word, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(word)
    })
}

fn is_in_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '$')
}

/// A script cut where lines begin in the first column with something else than the end of what began before.
fn statements(script: &str) -> Vec<&str> {
    let mut statements = Vec::new();
    let mut rest = script;
    while !rest.is_empty() {
        let length = rest
            .match_indices('\n')
            .map(|(place, _)| place + 1)
            .find(|place| {
                let next = rest.get(*place..).and_then(|line| line.chars().next());
                next.is_none_or(|character| !matches!(character, ' ' | '}' | ')' | ']' | '\n'))
            })
            .unwrap_or(rest.len());
        let (statement, after) = rest.split_at(length);
        statements.push(statement);
        rest = after;
    }
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "\
export class Sink {
    free() {
        wasm.sink_free(this.ptr);
    }
}
if (Symbol.dispose) Sink.prototype[Symbol.dispose] = Sink.prototype.free;
export class Kept {
    free() {
        wasm.kept_free(this.ptr);
    }
}
function imports() {
    const import0 = {
        __proto__: null,
        __wbg_now_0f1e: function() {
            const ret = Date.now(`${1}`);
            return ret;
        },
        __wbg_new_2a: function(arg0) {
            return Kept.__wrap(arg0);
        },
    };
}
const SinkFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {} }
    : new FinalizationRegistry(ptr => wasm.sink_free(ptr));
export { init as default };
";

    #[test]
    fn a_class_goes_with_what_belongs_to_it_when_nothing_else_mentions_it() {
        let left = without_unused_classes(SCRIPT);
        assert!(!left.contains("Sink") && !left.contains("sink_free"), "{left}");
        assert!(left.contains("class Kept") && left.contains("kept_free"), "{left}");
        assert!(left.ends_with("export { init as default };\n"), "{left}");
    }

    #[test]
    fn a_function_that_is_not_imported_goes() {
        let left = without_unused_functions(SCRIPT, |name| name == "__wbg_new_2a");
        assert!(!left.contains("__wbg_now_0f1e") && !left.contains("Date.now"), "{left}");
        assert!(left.contains("__wbg_new_2a: function(arg0) {\n            return Kept"), "{left}");
        assert!(left.contains("__proto__: null") && left.contains("const SinkFinalization"), "{left}");
    }

    #[test]
    fn only_whole_names_are_renamed() {
        let names = BTreeMap::from([("a".to_owned(), "$0".to_owned()), ("b_1".to_owned(), "$1".to_owned())]);
        assert_eq!(renamed("wasm.a(ab, b_1); `${a}` \"b_12\"", &names), "wasm.$0(ab, $1); `${$0}` \"b_12\"");
    }

    #[test]
    fn what_is_cut_is_all_there() {
        assert_eq!(statements(SCRIPT).concat(), SCRIPT);
        assert_eq!(words(SCRIPT).collect::<String>(), SCRIPT);
        assert_eq!(statements(SCRIPT).len(), 6);
    }
}
