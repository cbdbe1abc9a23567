//! The tables, as they came to be.

mod left_to_a_person;
mod outbox;
mod write_path;

use sea_orm_migration::prelude::*;

pub(crate) struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(outbox::Outbox), Box::new(write_path::WritePath)]
    }
}
