//! Fustlink's database: one set of queries for SQLite and PostgreSQL.
