//! `fleet_check` as a program: a folder, a question, the answer and the exit code.

mod folder;
mod lab;
mod push;
mod questions;
mod scenarios;
