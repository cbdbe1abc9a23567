//! The widget in a real browser: what people see and press, found by role and name.
#![cfg(target_arch = "wasm32")]

mod api;
mod balances;
mod delivery;
mod difference;
mod handshake;
mod held;
mod json;
mod stage;
mod switching;
mod words;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
