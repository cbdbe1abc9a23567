//! What needs no token: this document, the widget's page and files, and how the service is.

use contract::ProblemCode;
use serde_json::{Value, json};

use super::call::Call;

pub(super) fn calls() -> Vec<Call> {
    vec![
        Call::get("/api/v1/openapi.json", "openapi", "This document")
            .gives(200, "application/json", "OpenAPI 3.1.", None),
        Call::get("/health/live", "live", "Whether the process runs").gives(
            200,
            "application/json",
            "It does.",
            Some(json!({ "status": "live" })),
        ),
        Call::get("/health/ready", "ready", "Whether confirmations can be accepted")
            .gives(200, "application/json", "They can.", Some(json!({ "status": "ready" })))
            .gives(503, "application/json", "They cannot.", Some(json!({ "status": "the database does not answer" }))),
        Call::get("/widget/{tenant}/", "widget", "The widget's page")
            .told("For the frame that the embed module makes; other pages than the tenant's hosts cannot frame it.")
            .part::<String>("tenant", "The tenant's name.", "acme")
            .gives(200, "text/html", "The page.", None)
            .refuses(&[ProblemCode::NotFound]),
        Call::get("/assets/{file}", "asset", "A file of the widget")
            .told("A name stands for its contents for ever: keep it as long as you like.")
            .part::<String>("file", "Its name, as the page has it.", "fustlink-widget-0a1b2c.js")
            .gives(200, "application/octet-stream", "The file, with a media type of its own.", None)
            .refuses(&[ProblemCode::NotFound]),
        Call::get("/embed/fustlink.js", "embed", "The module that a host page includes")
            .gives(200, "text/javascript", "An ES module, for pages of any origin.", Some(script())),
        Call::get("/embed/fustlink.d.ts", "embed-types", "The module's types")
            .gives(200, "application/octet-stream", "TypeScript declarations.", None),
    ]
}

fn script() -> Value {
    Value::from("<script type=\"module\" src=\"https://fust.example/embed/fustlink.js\"></script>")
}
