//! Floor 8: the decisions that a TLS library asks for, without the types of any TLS library.
//!
//! [`crate::rustls_0_23`] turns them into rustls' traits, and re-exports the types.

mod client;
mod hooks;
mod judged;
mod refusal;
mod server;

pub use client::{Admission, ClientRule, ClientTrust, HintSource};
pub use judged::Judged;
pub use refusal::{ErrorForm, Refusal};
pub use server::{ExpectedName, ServerTrust};

pub(crate) use hooks::Refused;
