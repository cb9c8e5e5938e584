//! The reasons for which a verdict has no remedy, and why.

/// The codes of reasons without a remedy. Every other finding that decides has one.
pub const NO_REMEDY: [(u16, &str); 1] =
    [(106, "a damaged signature looks like a forged one, and no advice is true of both")];
