//! Starts the widget in its page.

fn main() {
    fustlink::start();
}
