//! The main job as a caller sees it: files are uploaded into a trust store, a peer is verified against it, and the verdict
//! explains itself. A test case is a row of a table, and each row says why it is there.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::too_many_lines,
    clippy::type_complexity,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a test may panic and read files, and its modules share what they need"
)]

use trustslot_kit as support;

mod attacks;
mod block_list;
mod built_in_part;
mod case;
mod certificate_errors;
mod clock;
mod constraint_laws;
mod constraints;
mod counted_algorithms;
mod critical_extensions;
mod crl_coverage;
mod crl_edges;
mod crl_laws;
mod crl_messages;
mod crl_parsing;
mod crl_remedies;
mod crl_signatures;
mod crl_supersession;
mod der_form;
mod determinism;
mod device;
mod distrust_after;
mod explanation_budget;
mod explanations;
mod explicit_policies;
mod hostile_text;
mod imposed_constraints;
mod key_rollover;
mod laws;
mod listing;
mod mapped_addresses;
mod ml_dsa;
#[cfg(feature = "mozilla")]
mod mozilla_roots;
mod name_laws;
mod named_things;
mod names;
mod offered;
mod outcomes;
mod parsed_before;
mod path_limits;
mod paths;
mod peer_key;
mod pins;
mod presented;
mod public_profile;
mod reasons;
mod remedies;
mod revocation;
mod revocation_data;
mod scts;
mod search;
mod second_reader;
mod shown_names;
mod signature_budget;
#[cfg(feature = "std")]
mod signature_cache;
mod store;
mod test_pki;
mod uploads;
mod verifier;
mod verifier_id;
mod waived_names;
mod webpki_differences;
mod webpki_gaps;
mod words;
