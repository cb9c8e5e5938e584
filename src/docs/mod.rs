//! The manual: one chapter for each task beside verifying a server, which the [front page](crate) shows.
//!
//! The chapters have no items. Their examples are compiled by `cargo test --doc`.

#![allow(clippy::doc_markdown, reason = "chapters are prose")]

/// Files of certificates.
#[doc = include_str!("files.md")]
pub mod files {}

/// The identity a phone presents.
#[doc = include_str!("identity.md")]
pub mod identity {}

/// State in two flash banks.
#[doc = include_str!("state.md")]
pub mod state {}

/// CRLs and block lists.
#[doc = include_str!("revocation.md")]
pub mod revocation {}

/// Identifying phones on a provisioning server.
#[doc = include_str!("provisioning.md")]
pub mod provisioning {}

/// Settings files, and knowing before it breaks.
#[cfg_attr(
    all(feature = "settings", feature = "forecast"),
    doc = include_str!("foresight.md")
)]
#[cfg_attr(
    not(all(feature = "settings", feature = "forecast")),
    doc = "This chapter needs the features `settings` and `forecast`."
)]
pub mod foresight {}

/// The tests, examples and benches of the repository.
#[doc = include_str!("repository.md")]
pub mod repository {}
