// The front page is the README. Its links lead to files of the repository; of two definitions of a link the first counts,
// so these let the same links lead to chapters of this documentation, and the picture is part of the page.
#![cfg_attr(
    all(
        feature = "identity",
        feature = "mozilla",
        feature = "std",
        any(feature = "ring", feature = "aws-lc-rs")
    ),
    doc = "\
[budget]: docs::repository
[damaged]: docs::repository
[determinism]: docs::repository
[files]: docs::files
[firmware]: docs::repository
[foresight]: docs::foresight
[identity]: docs::identity
[inspect]: docs::repository
[laws]: docs::repository
[panics]: docs::repository
[fleet_check]: docs::repository
[phone_client]: docs::repository
[phone_state]: docs::repository
[power]: docs::repository
[provisioning]: docs::provisioning
[provisioning_server]: docs::repository
[revocation]: docs::revocation
[state]: docs::state
[uploads]: docs::repository
\n",
    doc = include_str!("docs/picture.md"),
    doc = "",
    doc = include_str!("../README.md"),
    doc = include_str!("docs/types.md")
)]
#![cfg_attr(
    not(all(
        feature = "identity",
        feature = "mozilla",
        feature = "std",
        any(feature = "ring", feature = "aws-lc-rs")
    )),
    doc = "Certificate policy for IP phones and provisioning servers: a Rust library that does no I/O."
)]
// The table of types is one for all sets of features, so without some of them its links lead nowhere.
#![cfg_attr(
    not(all(feature = "settings", feature = "forecast")),
    allow(rustdoc::broken_intra_doc_links)
)]
#![cfg_attr(docsrs, feature(doc_cfg))]
// Unit tests are programs with std.
#![cfg_attr(not(test), no_std)]
// With `capi`, the module of that name is the only one that may lift the lint of Cargo.toml.
#![cfg_attr(not(feature = "capi"), forbid(unsafe_code))]

extern crate alloc;
#[cfg(all(feature = "std", not(test)))]
extern crate std;

mod algorithms;
mod block_list;
mod bundle;
mod bytes;
#[cfg(feature = "capi")]
pub mod capi;
mod certificate;
mod chain;
mod clock;
mod crl;
mod device_certificate;
mod device_classifier;
mod diagnosis;
// The manual has no items, so it exists for rustdoc and its tests alone.
#[cfg(all(
    doc,
    feature = "identity",
    feature = "mozilla",
    feature = "std",
    any(feature = "ring", feature = "aws-lc-rs")
))]
pub mod docs;
#[cfg(feature = "forecast")]
mod fleet;
#[cfg(feature = "forecast")]
mod forecast;
#[cfg(feature = "identity")]
mod identity;
#[cfg(feature = "serde")]
mod json;
mod mac;
mod message;
mod name;
mod numbered;
mod policy;
#[cfg(any(feature = "settings", feature = "forecast"))]
mod policy_set;
#[cfg(feature = "identity")]
mod private_key;
mod remedy;
mod revocation_data;
#[cfg(feature = "rustls-0_23")]
pub mod rustls_0_23;
#[cfg(feature = "identity")]
mod server_cert_slot;
#[cfg(feature = "settings")]
mod settings;
mod snapshot;
mod sort;
mod stack;
mod text;
#[cfg(feature = "rustls-0_23")]
mod tls;
mod trust_store;
mod usage;
mod verdict;
mod verifier;
mod verify;
#[cfg(feature = "forecast")]
mod what_if;

pub use algorithms::Algorithms;
pub use block_list::{BlockList, BlockedBy};
pub use bundle::{Bundle, BundleError, BundleRules, Encoding};
pub use bytes::file_kind::{FileKind, KeyFormat};
pub use bytes::pem::PemFault;
pub use bytes::pkcs7::Pkcs7Error;
#[cfg(feature = "details")]
pub use certificate::{
    AlternativeName, AlternativeNameKind, CertificateDetails, CertificateExtension,
};
pub use certificate::{
    Certificate, CertificateError, Fingerprint, HashAlgorithm, KeyAlgorithm, ObjectId, Sct, Scts,
    SignatureAlgorithm,
};
pub use chain::{Chain, ChainError};
pub use clock::{Clock, Date, Validity};
pub use crl::{Crl, CrlError, CrlFault, CrlKind, CrlRules, RevocationReason, Revoked};
pub use device_certificate::DeviceCertificate;
pub use device_classifier::{Caller, Device, DeviceClassifier, NotBound};
#[cfg(feature = "forecast")]
pub use fleet::{
    Fleet, FleetAnswer, FleetError, FleetEvent, FleetOtherwise, FleetProgress, FleetQuestion,
    FleetReport, FleetRow, ListGain, Model, SuggestedChange, Suggestion, Unanswered,
};
#[cfg(feature = "forecast")]
pub use forecast::{
    Assumption, Cadence, Cause, ClockQuality, Decision, Dependency, DependencyForecast,
    DeviceState, Expected, FileReading, Forecast, ForecastError, ForecastEvent, Lifetimes, Outcome,
    OutcomeKey, PlannedChange, Renewals, Span, forecast,
};
#[cfg(all(feature = "forecast", feature = "settings"))]
pub use forecast::{DownloadOrder, OtherReading, SettingsChange};
#[cfg(feature = "identity")]
pub use identity::{HandleProof, Identity, IdentityError, KeyHandle, KeyStorage};
pub use mac::{MacAddress, MacAddressError};
pub use name::{
    DnsName, EntryKind, MatchedBy, NameHint, NameMatch, NameMismatch, NameRules, ReferenceIdentity,
    ReferenceIdentityError,
};
pub use pki_types;
pub use policy::{Check, Policy, Profile, RevocationCoverage, TrustSource};
#[cfg(any(feature = "settings", feature = "forecast"))]
pub use policy_set::{Application, Effective, EffectivePolicy, Origin, Overrides, PolicySet};
#[cfg(feature = "identity")]
pub use private_key::{PairProof, PrivateKey, PrivateKeyError, SecretBytes};
pub use remedy::{Change, Remedy};
pub use revocation_data::{RevocationAnswer, RevocationData, RevocationQuestion};
#[cfg(feature = "identity")]
pub use server_cert_slot::{
    IdentityFinding, Presented, RestoredSlot, ServerCertSlot, SlotEntry, SlotError, SlotKind,
};
#[cfg(feature = "settings")]
pub use settings::{
    Absent, CertificateOrder, HandedOn, LineFinding, Maker, NotWritten, OtherPolicies, Reading,
    SettingsError, SettingsFault, SettingsRemedy, SettingsText, Spelling, Unconfirmed, Unwritten,
    Url, Written,
};
pub use snapshot::{Bank, Banks, Newest, SnapshotError, newest_valid};
pub use text::Html;
pub use trust_store::{
    Added, BuiltIn, BuiltInError, CertificateFlag, DistrustAfter, FactoryReset, ImposedConstraint,
    RestoredStore, SharedBuiltIn, StoreEntry, StorePart, TrustRole, TrustStore, TrustStoreError,
    UnfitReason,
};
pub use usage::Usage;
pub use verdict::{EndsFirst, Finding, Findings, Note, Position, Reason, Verdict, VerifiedPath};
pub use verifier::{Verifier, VerifierId};
#[cfg(feature = "std")]
pub use verify::SignatureCache;
#[cfg(feature = "forecast")]
pub use what_if::{Effect, LockOut, Otherwise, WhatIf, what_if};
