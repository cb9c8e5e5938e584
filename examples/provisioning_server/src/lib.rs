//! A provisioning server: HTTPS with client certificates. Each phone gets its own configuration and nothing else, and an answer
//! that says why if it gets none.

pub mod answer;
pub mod config;
pub mod demo;
pub mod fleet;
pub mod metrics;
pub mod serve;
pub mod trust;
